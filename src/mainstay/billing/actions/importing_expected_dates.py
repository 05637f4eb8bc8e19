"""Bring back the dates on which people expected invoices to be paid, as an export of ours holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction

from mainstay.billing.actions._batches import BatchOutcome
from mainstay.billing.models import ExpectedDate
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.drafts import TEXT_LENGTH
from mainstay.billing.rules.import_tally import RowResult, SumOf
from mainstay.billing.rules.numbers import document_number, number_key
from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.firm.permissions import require
from mainstay.intake.own_sheets import sheet_reject
from mainstay.intake.records import Bad
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import as_day, rows_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from mainstay.clients.actions.client_matching import MatchedClient
    from mainstay.intake.mapping import Layout
    from mainstay.intake.own_sheets import SheetRow
    from mainstay.kernel.actor import Actor

_BY_NUMBER: Final = """
    SELECT i.number_key, i.id, i.client_id, i.issued_on FROM billing_invoice i
    WHERE i.number_key {in_list} AND i.number_scope NOT LIKE 'void:%%'
"""


class _Invoice(NamedTuple):
    """An invoice that a row names; its day as the engine returns it."""

    number_key: str
    id: int
    client_id: int
    issued_on: object


class _Row(NamedTuple):
    """One expected date of the sheet."""

    expected_on: date
    reason: str
    forecast_on: date | None
    set_on: date
    set_by: str
    ended_on: date | None


@transaction.atomic
def take_expected_dates(
    *, rows: Sequence[SheetRow], layout: Layout, today: date, by: Actor, now: datetime
) -> BatchOutcome:
    """Take expected dates with what the forecast said beside them, those that have ended among them.

    One that is in the book already is left alone, or ended as the file says; one that stood while another of the same
    invoice did is rejected, and so is one of an invoice that is not in the book.
    """
    require(by, IMPORT_INVOICES)
    outcome = BatchOutcome()
    if not rows:
        return outcome
    bulk.import_lock()
    named: dict[Named, dict[str, object]] = {_named(row): {} for row in rows if any(_named(row))}
    clients = match_clients(named=named, by=by, now=now, add_unknown=False)
    invoices: dict[str, list[_Invoice]] = {}
    for named_invoice in rows_in(_Invoice, _BY_NUMBER, [_key(row) for row in rows]):
        invoices.setdefault(named_invoice.number_key, []).append(named_invoice)
    ids = [one.id for sharing in invoices.values() for one in sharing]
    there: dict[int, list[ExpectedDate]] = {}
    for stored in ExpectedDate.objects.filter(invoice__in=ids).order_by("set_on", "id"):
        there.setdefault(stored.invoice_id, []).append(stored)
    fresh: list[ExpectedDate] = []
    for row in rows:
        try:
            found, invoice = _read(row, today), _invoice(row, clients, invoices)
            result = _take(found, invoice, there.setdefault(invoice.id, []), fresh, now)
        except Bad as bad:
            result = RowResult.REJECTED
            outcome.rejects.append(sheet_reject(layout, row, bad.problem))
        outcome.tally.add(result, 1, SumOf.INVOICED, "", 0)
    for made, ref in zip(fresh, new_refs("x", len(fresh)), strict=True):
        made.ref = ref
    ExpectedDate.objects.bulk_create(fresh)
    outcome.expected_dates = len(fresh)
    return outcome


def _named(row: SheetRow) -> Named:
    return Named(row["client_external_id"], row["client_name"])


def _key(row: SheetRow) -> str:
    return number_key(document_number(row["number"], ""))


def _read(row: SheetRow, today: date) -> _Row:
    expected_on, set_on, ended_on = row.needed_day("expected_on"), row.needed_day("set_on"), row.day("ended_on")
    for name, day in (("set_on", set_on), ("ended_on", ended_on)):
        if day is not None and day > today:
            raise Bad(Problem(name, "day_ahead", str(day)))
    if expected_on < set_on or (ended_on is not None and ended_on < set_on):
        name, day = ("expected_on", expected_on) if expected_on < set_on else ("ended_on", ended_on)
        raise Bad(Problem(name, "before_it_was_set", str(day), {"set_on": str(set_on)}))
    if not row["expected_reason"]:
        raise Bad(Problem("expected_reason", "expected_reason_missing"))
    return _Row(
        expected_on, row["expected_reason"][:TEXT_LENGTH], row.day("forecast_on"), set_on, row["set_by"][:120], ended_on
    )


def _invoice(row: SheetRow, clients: MatchedClient, invoices: Mapping[str, Sequence[_Invoice]]) -> _Invoice:
    """The one invoice that a row means: by its number, its client and the day on which it was issued."""
    found = list(invoices.get(_key(row), ()))
    if any(_named(row)):
        found = [one for one in found if one.client_id == clients.ids.get(_named(row))]
    if (issued_on := row.day("issued_on")) is not None and len(found) > 1:
        found = [one for one in found if as_day(one.issued_on) == issued_on]
    if len(found) != 1:
        raise Bad(Problem("number", "invoice_unknown", row["number"]))
    return found[0]


def _take(
    row: _Row, invoice: _Invoice, there: list[ExpectedDate], fresh: list[ExpectedDate], now: datetime
) -> RowResult:
    for one in there:
        if (one.set_on, one.expected_on, one.reason) != (row.set_on, row.expected_on, row.reason):
            continue
        if one.ended_on is not None or row.ended_on is None:
            return RowResult.UNCHANGED
        ExpectedDate.objects.filter(pk=one.pk).update(ended_on=row.ended_on)
        one.ended_on = row.ended_on
        return RowResult.UPDATED
    for one in there:
        is_after = one.ended_on is not None and one.ended_on <= row.set_on
        is_before = row.ended_on is not None and row.ended_on <= one.set_on
        if not (is_after or is_before):
            raise Bad(Problem("set_on", "expected_dates_overlap", str(row.set_on), {"other": str(one.expected_on)}))
    made = ExpectedDate(invoice_id=invoice.id, recorded_at=now, **row._asdict())
    there.append(made)
    fresh.append(made)
    return RowResult.CAME_IN
