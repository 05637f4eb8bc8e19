"""Bring payments from a file into the book, batch by batch; each batch is one transaction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction

from mainstay.billing.actions._batches import BatchOutcome, Writing, note, reject, write
from mainstay.billing.actions.payments import record_payment, reverse_payment
from mainstay.billing.queries.fetching import invoice_for
from mainstay.billing.rules.acts import IMPORT_PAYMENTS
from mainstay.billing.rules.drafts import PaymentDraft
from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.firm.permissions import require
from mainstay.kernel.money import Money
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.sql import rows_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mainstay.billing.formats.invoice_rows import PaymentRow
    from mainstay.clients.actions.client_matching import MatchedClient
    from mainstay.kernel.actor import Actor

_OPEN: Final = """
    SELECT i.number, i.id, i.client_id, i.currency, i.issued_on, i.open_minor, i.paid_minor, i.written_off_minor,
           i.is_settled_day_known,
           (SELECT MAX(a.allocated_on) FROM billing_allocation a WHERE a.invoice_id = i.id) AS allocated_last,
           i.has_reversals
    FROM billing_invoice i WHERE i.number {in_list}
"""
_UNDATED: Final = """
    SELECT DISTINCT p.ref, p.paid_on, p.id, i.number,
           (SELECT MAX(m.allocated_on) FROM billing_allocation m WHERE m.payment_id = p.id AND m.minor < 0) AS moved_on
    FROM billing_invoice i
    JOIN billing_allocation a ON a.invoice_id = i.id JOIN billing_payment p ON p.id = a.payment_id
    WHERE NOT p.is_day_known AND p.key NOT LIKE 'import:payment:%%' AND i.number {in_list}
      AND NOT EXISTS (SELECT 1 FROM billing_payment b WHERE b.reverses_id = p.id)
      AND NOT EXISTS (SELECT 1 FROM billing_refund r WHERE r.payment_id = p.id)
      AND NOT EXISTS (SELECT 1 FROM billing_recovery v WHERE v.payment_id = p.id)
    ORDER BY p.id
"""


class _Invoice(NamedTuple):
    """An invoice that a file names; days as the engine returns them."""

    number: str
    id: int
    client_id: int
    currency: str
    issued_on: object
    open_minor: int
    paid_minor: int
    written_off_minor: int
    is_settled_day_known: bool
    allocated_last: object
    has_reversals: bool


class _Undated(NamedTuple):
    """A payment of which nobody knew the day, the invoice it settled, and when something of it was taken back last."""

    ref: str
    paid_on: object
    id: int
    number: str
    moved_on: object


@transaction.atomic
def take_payments(
    *, rows: Sequence[PaymentRow], columns: Mapping[str, str], file_name: str, today: date, by: Actor, now: datetime
) -> BatchOutcome:
    """Take one batch of payments, each on the invoice it names or, without a number, on the client's account.

    A payment whose key is in the book is left alone. What an earlier file said was paid, but not when, is taken back
    for the invoices named here, because these rows say when. What exceeds an invoice stays on the client's account.
    """
    require(by, IMPORT_PAYMENTS)
    outcome = BatchOutcome()
    if not rows:
        return outcome
    bulk.import_lock()
    named: dict[Named, dict[str, object]] = {Named(row.client_external_id, row.client_name): {} for row in rows}
    recognised = match_clients(named=named, by=by, now=now, add_unknown=False)
    taken = _taken(rows)
    numbers = list({row.number for row in rows if row.number})
    _take_back_undated(numbers, taken, rows, by, now)
    invoices = {row.number: row for row in rows_in(_Invoice, _OPEN, numbers)}
    writing = Writing(bulk.instant_text(now), today)
    touched: dict[int, _Invoice] = {}
    with_reversals: list[PaymentRow] = []
    for row in rows:
        key = f"import:payment:{row.external_id}"
        if key in taken:
            outcome.unchanged += 1
            continue
        one = Named(row.client_external_id, row.client_name)
        invoice = invoices.get(row.number)
        problem = _payment_problem(row, one, invoice, recognised)
        if problem is not None:
            outcome.rejects.append(reject(row, problem.field, problem, columns))
            continue
        taken.add(key)
        if invoice is not None and invoice.has_reversals:
            with_reversals.append(row)
            continue
        client = invoice.client_id if invoice is not None else recognised.ids[one]
        used, on = 0, row.paid_on
        if invoice is not None:
            used = min(row.minor, invoice.open_minor)
            on = max(row.paid_on, str(invoice.issued_on))
            if used:
                invoices[row.number] = touched[invoice.id] = invoice._replace(
                    open_minor=invoice.open_minor - used,
                    paid_minor=invoice.paid_minor + used,
                    is_settled_day_known=invoice.is_settled_day_known and row.is_day_known,
                    allocated_last=max(str(invoice.allocated_last or ""), on),
                )
        currency = row.currency or (invoice.currency if invoice is not None else "")
        invoice_id = None if invoice is None else invoice.id
        writing.payments.append(
            (client, key, currency, row.paid_on, row.is_day_known, row.minor, row.minor - used, invoice_id, on, used)
        )
        writing.by_client[client, "payments"] += 1
        writing.latest = max(writing.latest, on)
        outcome.overpaid += used < row.minor
    writing.updates = [
        (
            one.open_minor,
            one.paid_minor,
            one.written_off_minor,
            one.allocated_last if one.open_minor == 0 else None,
            bool(one.is_settled_day_known),
            one.id,
        )
        for one in touched.values()
    ]
    write(writing)
    for row in with_reversals:
        _pay_with_reversals(row, by, now)
    outcome.payments = len(writing.payments) + len(with_reversals)
    note(writing, file_name, by, now)
    return outcome


def _taken(rows: Sequence[PaymentRow]) -> set[str]:
    """The keys of the rows that are in the book: brought earlier, or exported from here by reference."""
    keys = {f"import:payment:{row.external_id}" for row in rows}
    taken = {row[0] for row in bulk.select_in("SELECT key FROM billing_payment WHERE key {in_list}", list(keys))}
    refs = {row.external_id.partition("/")[0] for row in rows if row.external_id.startswith("p-")}
    ours = {row[0] for row in bulk.select_in("SELECT ref FROM billing_payment WHERE ref {in_list}", list(refs))}
    return taken | {f"import:payment:{row.external_id}" for row in rows if row.external_id.partition("/")[0] in ours}


def _payment_problem(
    row: PaymentRow, one: Named, invoice: _Invoice | None, recognised: MatchedClient
) -> Problem | None:
    client = recognised.ids.get(one)
    if row.number and invoice is None:
        return Problem("number", "invoice_unknown", row.number)
    if one in recognised.ambiguous and invoice is None:
        return Problem("client_name", "client_ambiguous", one.name, {"count": recognised.ambiguous[one]})
    if invoice is None:
        return None if client is not None else Problem("client_name", "client_unknown", one.name)
    if one not in recognised.ambiguous and invoice.client_id != client:
        return Problem("client_name", "payment_of_other_client", one.name, {"number": row.number})
    if row.currency and row.currency != invoice.currency:
        return Problem("currency", "payment_in_other_currency", row.currency, {"currency": invoice.currency})
    return None


def _take_back_undated(
    numbers: list[str], taken: set[str], rows: Sequence[PaymentRow], by: Actor, now: datetime
) -> None:
    """Take payments of unknown day back, by second records, where new rows of the file say when money came."""
    new = {row.number for row in rows if f"import:payment:{row.external_id}" not in taken}
    for row in rows_in(_Undated, _UNDATED, [n for n in numbers if n in new]):
        day = max(str(row.paid_on), str(row.moved_on or ""))
        reverse_payment(ref=row.ref, on=date.fromisoformat(day), reason=f"import {row.number}", by=by, now=now)


def _pay_with_reversals(row: PaymentRow, by: Actor, now: datetime) -> None:
    """Record one payment on an invoice whose allocations were moved before, with the care that history needs."""
    invoice = invoice_for(ref=row.number, by=by)
    draft = PaymentDraft(
        client_ref=invoice.client.ref,
        paid_on=date.fromisoformat(row.paid_on),
        amount=Money(row.minor, invoice.currency),
        external_id=f"import:payment:{row.external_id}",
    )
    settles = ((invoice.ref, None),) if invoice.open_minor else ()
    record_payment(draft=draft, settles=settles, by=by, now=now, source="import")
