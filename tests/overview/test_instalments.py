"""An invoice in instalments: every page says what is open and overdue of it as plain arithmetic does, on any day."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import ISIK, OBRIEN, OWNER, a_client, a_payment, an_issued_invoice, day, in_instalments
from tests.mornings import this_morning

from mainstay.billing.models import Invoice
from mainstay.billing.queries.receivables import is_current, receivables
from mainstay.billing.rules.due import BUCKETS
from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.insight.correction import AS_IT_IS
from mainstay.overview.queries.checks import prove_book
from mainstay.overview.queries.clients import client_page, clients_page
from mainstay.overview.queries.invoice import invoice_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.scoring.queries.ledger import BookReader
from mainstay.scoring.queries.payment_habits import habits
from mainstay.scoring.queries.scores import live_currencies

if TYPE_CHECKING:
    from datetime import date

QUICK = settings(
    max_examples=int(os.environ.get("MAINSTAY_LIVES", "25")),
    derandomize="CI" in os.environ,
    suppress_health_check=list(HealthCheck),
)
PARTS = st.lists(st.tuples(st.integers(0, 150), st.sampled_from([1, 33, 100])), min_size=1, max_size=4,
                 unique_by=lambda part: part[0])  # fmt: skip
BILLS = st.lists(st.tuples(st.sampled_from([ISIK, OBRIEN]), st.integers(-60, 10), PARTS), min_size=1, max_size=4)
PAYMENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(10, 120), st.sampled_from([1, 40, 100, 250])), max_size=5)


@dataclass
class Bill:
    """An invoice of the plain model: its parts by due date, and what was paid on which day."""

    ref: str
    client: str
    on: date
    parts: list[tuple[date, int]]
    paid: list[tuple[date, int]] = field(default_factory=list)

    def open_parts(self, as_of: date) -> list[tuple[date, int]]:
        """Due date and what is open of each part: payments go to the earliest first."""
        left = sum(minor for on, minor in self.paid if on <= as_of)
        found = []
        for due, minor in sorted(self.parts):
            used = min(left, minor)
            left -= used
            if minor > used:
                found.append((due, minor - used))
        assert left == 0
        return found if self.on <= as_of else []

    def overdue(self, as_of: date) -> int:
        return sum(minor for due, minor in self.open_parts(as_of) if due < as_of)


def bucket_of(due: date, as_of: date) -> str:
    late = (as_of - due).days
    return next((name for name, last in zip(BUCKETS, (0, 30, 60, 90), strict=False) if late <= last), BUCKETS[-1])


def played(bills, payments) -> list[Bill]:
    """Record it all, in the book and in the model."""
    found = []
    for name, on, parts in bills:
        dues = [(day(on + lag), minor) for lag, minor in parts]
        total = sum(minor for _, minor in dues)
        invoice = an_issued_invoice(a_client(name), total, "GBP", day(on), max(due for due, _ in dues))
        if len(dues) > 1:
            in_instalments(invoice, *dues)
        found.append(Bill(invoice.ref, name, day(on), dues))
    for pick, on, minor in payments:
        bill = found[pick % len(found)]
        left = sum(part for _, part in bill.parts) - sum(paid for _, paid in bill.paid)
        part = min(minor, left)
        if part:
            invoice = Invoice.objects.get(ref=bill.ref)
            a_payment(invoice.client, part, "GBP", day(on), ((invoice, part),))
            bill.paid.append((day(on), part))
    return found


def check_ageing(bills: list[Bill], as_of: date) -> None:
    """Receivables, Today, clients and their pages."""
    by_client: dict[str, Counter[str]] = {}
    oldest: dict[str, date] = {}
    for bill in bills:
        for due, minor in bill.open_parts(as_of):
            row = by_client.setdefault(bill.client, Counter())
            row["open"] += minor
            row["overdue"] += minor if due < as_of else 0
            row[bucket_of(due, as_of)] += minor
            oldest[bill.client] = min(oldest.get(bill.client, due), due)
    [*groups] = receivables(as_of=as_of, by=OWNER).currencies
    seen = {one.name: one for group in groups for one in group.clients}
    assert seen.keys() == by_client.keys()
    for name, one in seen.items():
        shown = {"open": one.ageing.open_minor, "overdue": one.ageing.overdue_minor, **one.ageing.by_bucket}
        assert shown == {key: by_client[name][key] for key in shown}
        mine = [bill for bill in bills if bill.client == name and bill.open_parts(as_of)]
        assert (one.invoices, one.oldest_due_on) == (len(mine), str(oldest[name]))
        page = client_page(wanted=name, as_of=as_of, by=OWNER)
        [owed] = [panel for panel in page.panels if panel.name == "open_invoices"]
        assert owed.ageing["GBP"] == one.ageing
        assert {line.ref: (line.open_minor, line.overdue_minor, line.due_on) for line in owed.invoices} == {
            bill.ref: (
                sum(minor for _, minor in bill.open_parts(as_of)), bill.overdue(as_of), bill.open_parts(as_of)[0][0],
            )
            for bill in mine
        }  # fmt: skip
    rows = {row.name: row for row in clients_page(as_of=as_of, by=OWNER).clients}
    for name, row in rows.items():
        assert row.overdue_minor.get("GBP", 0) == by_client.get(name, Counter())["overdue"]
    today = this_morning(as_of)
    assert [group.ageing for group in today.owed] == [group.ageing for group in groups]
    words = {said.word.debtor.name: said.word.debtor for said in (*today.call_list, *today.wait_for)}
    assert words.keys() == {name for name, row in by_client.items() if row["overdue"]}
    for name, debtor in words.items():
        late = [bill for bill in bills if bill.client == name and bill.overdue(as_of)]
        assert (debtor.overdue_minor, debtor.overdue_invoices) == (by_client[name]["overdue"], len(late))
        assert debtor.days_late == (as_of - oldest[name]).days
    fell_due = Counter(
        (bill.client, minor) for bill in bills for due, minor in bill.open_parts(as_of) if (as_of - due).days == 1
    )
    assert Counter((one.name, one.minor) for one in today.changes if one.kind == "overdue") == fell_due


def check_list(bills: list[Bill], as_of: date) -> None:
    """The list of invoices, which speaks of what is recorded now, and each invoice's page."""
    wanted = [InvoiceFilter(state="overdue"), *(InvoiceFilter(age=age) for age in BUCKETS), InvoiceFilter()]
    for one in wanted:
        parts = {
            bill.ref: sum(
                minor
                for due, minor in bill.open_parts(as_of)
                if (one.state != "overdue" or due < as_of) and one.age in {"", bucket_of(due, as_of)}
            )
            for bill in bills
        }
        parts = {ref: minor for ref, minor in parts.items() if minor}
        page = invoices_page(wanted=one, as_of=as_of, number=1, by=OWNER)
        assert page.count == len(parts)
        assert page.open_minor == ({"GBP": sum(parts.values())} if parts else {})
        assert {row.ref for row in page.invoices} == parts.keys()
    by_ref = {bill.ref: bill for bill in bills}
    for row in page.invoices:
        bill = by_ref[row.ref]
        first = bill.open_parts(as_of)[0][0]
        assert (row.due_on, row.days_late) == (first, (as_of - first).days)
        assert row.overdue_minor == bill.overdue(as_of)
    assert [row.due_on for row in page.invoices] == sorted(row.due_on for row in page.invoices)
    for bill in bills:
        shown = invoice_page(ref=bill.ref, as_of=as_of, by=OWNER)
        opened = dict(bill.open_parts(as_of))
        assert shown.due_on == min(opened, default=max(due for due, _ in bill.parts))
        if len(bill.parts) > 1:
            assert [(part.due_on, part.open_minor) for part in shown.instalments] == [
                (due, opened.get(due, 0)) for due, _ in sorted(bill.parts)
            ]


def check_scores(bills: list[Bill], as_of: date) -> None:
    """What scores count as overdue, and what falls due in which week."""
    counts = {client.pk: client.name for client in (a_client(ISIK), a_client(OBRIEN))}
    overdue = Counter(bill.client for bill in bills if bill.overdue(as_of))
    assert {counts[key]: how.overdue for key, how in habits(as_of=as_of).items() if how.overdue} == overdue
    reader = BookReader(as_of=as_of)
    read = reader.whole()
    refs = dict(Invoice.objects.values_list("id", "ref"))
    by_ref = {bill.ref: bill for bill in bills}
    is_open = read.ledger.open_minor > 0
    first = {refs[key]: due for key, due in zip(read.invoice[is_open], read.ledger.late_from[is_open], strict=True)}
    assert first == {
        ref: bill.open_parts(as_of)[0][0].toordinal() for ref, bill in by_ref.items() if bill.open_parts(as_of)
    }
    due = np.zeros(15, dtype=np.int64)
    for bill in bills:
        for on, minor in bill.open_parts(as_of):
            due[int(np.clip(((on - as_of).days - 1) // 7, -1, 13)) + 1] += minor
    for one in live_currencies(BookReader(as_of=as_of), as_of.toordinal(), AS_IT_IS).values():
        weeks = [week.due_minor for week in one.ahead.weeks]
        assert [one.ahead.overdue_minor, *weeks, one.ahead.due_later_minor] == due.tolist()


@QUICK
@given(BILLS, PAYMENTS, st.integers(-60, 200))
def test_what_is_open_and_overdue_is_what_plain_arithmetic_says(book, bills, payments, asked) -> None:
    with transaction.atomic():
        for name in (ISIK, OBRIEN):
            a_client(name)
        model = played(bills, payments)
        for as_of in {day(asked), day(120), day(170)}:
            check_ageing(model, as_of)
            check_scores(model, as_of)
            if is_current(as_of):
                check_list(model, as_of)
        assert prove_book() == []
        transaction.set_rollback(True)
