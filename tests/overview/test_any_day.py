"""Standing on a past day, the book says what it said then: nothing later leaks in, and both ways of reading agree."""

from __future__ import annotations

import os
import statistics
from collections import defaultdict
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import OWNER, day
from tests.insight.whole_ledgers import standings
from tests.overview.lives import acts, begin, play

from mainstay.billing.models import Allocation, Invoice, LatestBusinessDate
from mainstay.billing.queries.receivables import is_current, receivables
from mainstay.briefing.queries.morning import morning
from mainstay.clients.models import Client
from mainstay.overview.queries.checks import prove_book
from mainstay.overview.queries.clients import client_page, clients_page
from mainstay.scoring.queries import ledger
from mainstay.scoring.queries.ledger import BookReader
from mainstay.scoring.queries.payment_habits import habits, medians
from mainstay.scoring.queries.proposals import proposed
from mainstay.scoring.queries.scores import scores_of_book

if TYPE_CHECKING:
    from datetime import date

DAY = 45
QUICK = settings(
    max_examples=int(os.environ.get("MAINSTAY_LIVES", "25")),
    derandomize="CI" in os.environ,
    suppress_health_check=list(HealthCheck),
)


def everything(as_of: date) -> list[object]:
    """All that can be read as of a day."""
    refs = Client.objects.order_by("id").values_list("ref", flat=True)
    return [
        receivables(as_of=as_of, by=OWNER),
        habits(as_of=as_of),
        clients_page(as_of=as_of, by=OWNER),
        *(client_page(wanted=ref, as_of=as_of, by=OWNER) for ref in refs),
        morning(today=as_of, by=OWNER),
        columns(as_of),
    ]


def columns(as_of: date) -> list[list[object]]:
    """The facts that scores rest on, but for the day a dispute ended, which insight itself looks at."""
    reader = BookReader(as_of=as_of)
    read = reader.whole()
    known = read.ledger.known_on(as_of.toordinal())
    found = {column.name: getattr(known, column.name).tolist() for column in fields(known) if column.name != "off"}
    # Currencies are numbered as they are met, and in which order is the engine's choice.
    found["currency"] = [reader.currencies[code] for code in found["currency"]]
    return [read.invoice.tolist(), *found.values()]


@QUICK
@given(acts(0, DAY, 14), acts(DAY + 1, 100, 10))
def test_nothing_that_happens_later_changes_what_was_known(book, early, late) -> None:
    with transaction.atomic():
        begin()
        play(early)
        before = {n: everything(day(n)) for n in (20, DAY)}
        play(late)
        assert {n: everything(day(n)) for n in (20, DAY)} == before
        assert prove_book() == []
        transaction.set_rollback(True)


@QUICK
@given(acts(0, DAY, 20))
def test_the_kept_columns_and_the_records_say_the_same(book, life) -> None:
    with transaction.atomic():
        begin()
        play(life)
        LatestBusinessDate.objects.update_or_create(
            id=1, defaults={"last_on": day(DAY)}
        )  # every act may have been refused
        assert is_current(day(DAY))
        kept = everything(day(DAY))
        LatestBusinessDate.objects.update(last_on=day(DAY + 1))
        assert not is_current(day(DAY))
        assert everything(day(DAY)) == kept
        transaction.set_rollback(True)


@QUICK
@given(acts(0, 80, 20))
def test_the_facts_of_scores_add_up_to_what_is_owed(book, life) -> None:
    with transaction.atomic():
        begin()
        play(life)
        for as_of in (day(30), day(DAY), day(90)):
            owed: dict[str, int] = defaultdict(int)
            reader = BookReader(as_of=as_of)
            read = reader.whole()
            for code, minor in zip(read.ledger.currency.tolist(), read.ledger.open_minor.tolist(), strict=True):
                owed[reader.currencies[code]] += minor
            page = receivables(as_of=as_of, by=OWNER)
            assert {code: minor for code, minor in owed.items() if minor} == {
                one.currency: one.ageing.open_minor for one in page.currencies
            }
        transaction.set_rollback(True)


@QUICK
@given(acts(0, 80, 20), st.integers(1, 6))
def test_looked_at_some_clients_at_a_time_the_scores_are_the_same(book, life, size) -> None:
    with transaction.atomic():
        begin()
        play(life)
        for as_of in (day(DAY), day(400)):
            at_once = scored(as_of)
            facts, found = BookReader(as_of=as_of).whole().ledger, scores_of_book(as_of=as_of).standings
            whole = standings(facts, as_of.toordinal(), clients=found.client)
            assert all(np.allclose(*pair, rtol=1e-9) for pair in zip(columns_in(found), columns_in(whole), strict=True))
            with patch.object(ledger, "BLOCK", size):
                assert scored(as_of) == at_once
        transaction.set_rollback(True)


def rounded(said: Any) -> Any:
    """The same with each number to nine digits: sums hang on the order in which an engine gives the rows."""
    if isinstance(said, dict):
        return {name: rounded(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [rounded(value) for value in said]
    return round(said, 9) if isinstance(said, float) else said


def scored(as_of: date) -> list[object]:
    """All that scores say, in an order that hangs on nothing."""
    found = scores_of_book(as_of=as_of)
    order = np.argsort(found.open.invoice)
    columns = [column[order] for column in columns_in(found.seen)] + columns_in(found.standings)
    return [
        found.open.invoice[order].tolist(),
        *(np.round(column.astype(float), 9).tolist() for column in (*columns, found.similarity.ratio)),
        (
            found.invoices,
            found.clients,
            found.undated,
            found.typical,
            rounded(found.calibration and asdict(found.calibration)),
        ),
        [asdict(one) for one in sorted(found.currencies, key=lambda one: one.currency)],
        proposed(found),
    ]


def columns_in(record: Any) -> list[Any]:
    return [column for name in fields(record) if isinstance(column := getattr(record, name.name), np.ndarray)]


@QUICK
@given(acts(0, 80, 20))
def test_habits_are_worked_out_from_the_records(book, life) -> None:
    with transaction.atomic():
        begin()
        play(life)
        for as_of in (day(30), day(DAY), day(90)):
            found = {client: figures(how) for client, how in habits(as_of=as_of).items()}
            assert found == naive_habits(as_of)
            usual = {client: how["median"] for client, how in found.items() if how["median"] is not None}
            assert medians(as_of=as_of) == usual
            for client in found:
                assert habits(as_of=as_of, clients=[client]) == {client: habits(as_of=as_of)[client]}
        transaction.set_rollback(True)


def figures(how) -> dict[str, object]:
    row = asdict(how)
    return {
        name: pytest.approx(row[name]) if isinstance(row[name], float) else row[name] for name in row if name in NAMES
    }


NAMES = {"invoices", "paid", "open", "overdue", "median", "mean", "on_time_share", "longest", "last"}


def naive_habits(as_of: date) -> dict[int, dict[str, object]]:
    """Invoice by invoice from the allocations, with none of our rules."""
    rows = defaultdict(list)
    for invoice in Invoice.objects.filter(issued_on__lte=as_of):
        entries = Allocation.objects.filter(invoice=invoice, allocated_on__lte=as_of).order_by("allocated_on")
        parts: dict[str, int] = defaultdict(int)
        settled, by_day = None, defaultdict(int)
        for entry in entries.select_related("payment"):
            kind = "paid" if entry.payment_id else "credited" if entry.credit_note_id else "lost"
            parts[kind] += entry.minor
            parts["undated"] += entry.minor if entry.payment_id and not entry.payment.is_day_known else 0
            by_day[entry.allocated_on] += entry.minor
        settled = max((on for on, minor in by_day.items() if minor), default=None)
        is_open = sum(by_day.values()) < invoice.total_minor
        if is_open or parts["paid"] or parts["lost"]:
            is_paid = not is_open and not parts["lost"]
            # Of an invoice in instalments the first that the money did not reach is what is late.
            left, due = sum(by_day.values()), invoice.due_on
            for instalment in invoice.instalments.order_by("due_on") if is_open else ():
                left -= instalment.minor
                if left < 0:
                    due = instalment.due_on
                    break
            rows[invoice.client_id].append((due, settled, is_open, is_paid, parts["undated"] != 0))
    found: dict[int, dict[str, object]] = {}
    for client, invoices in rows.items():
        dated = sorted((on, (on - due).days) for due, on, _, is_paid, undated in invoices if is_paid and not undated)
        days = [late for _, late in dated]
        found[client] = {
            "invoices": len(invoices),
            "paid": sum(is_paid for *_, is_paid, _ in invoices),
            "open": sum(is_open for _, _, is_open, _, _ in invoices),
            "overdue": sum(is_open and due < as_of for due, _, is_open, _, _ in invoices),
            "median": float(statistics.median(days)) if days else None,
            "mean": statistics.fmean(days) if days else None,
            "on_time_share": sum(late <= 0 for late in days) / len(days) if days else None,
            "longest": max(days, default=None),
            "last": days[-1] if days else None,
        }
    return found
