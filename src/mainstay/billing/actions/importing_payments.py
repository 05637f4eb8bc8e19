"""Bring payments from a file into the book, batch by batch; each batch is one transaction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext

from mainstay.billing.actions._batches import BatchOutcome, Writing, note, reject, write
from mainstay.billing.actions._payments_known import payments_taken, take_back_undated
from mainstay.billing.actions.payments import issue_credit_note, record_payment
from mainstay.billing.formats.invoice_rows import APPLIED
from mainstay.billing.queries.fetching import invoice_for
from mainstay.billing.rules.acts import IMPORT_PAYMENTS
from mainstay.billing.rules.drafts import CreditNoteDraft, PaymentDraft
from mainstay.billing.rules.import_tally import RowResult, SumOf
from mainstay.billing.rules.numbers import number_key, numbers_in
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
    SELECT i.number_key, i.id, i.ref, i.client_id, i.currency, i.issued_on, i.due_on, i.open_minor, i.paid_minor,
           i.written_off_minor, i.is_settled_day_known,
           (SELECT MAX(a.allocated_on) FROM billing_allocation a WHERE a.invoice_id = i.id) AS allocated_last,
           i.has_reversals
    FROM billing_invoice i WHERE i.number_key {in_list} AND i.number_scope NOT LIKE 'void:%%'
"""
_STILL_OPEN: Final = "SELECT ref FROM billing_invoice WHERE open_minor > 0 AND ref {in_list}"


class _Invoice(NamedTuple):
    """An invoice that a file names; days as the engine returns them."""

    number_key: str
    id: int
    ref: str
    client_id: int
    currency: str
    issued_on: object
    due_on: object
    open_minor: int
    paid_minor: int
    written_off_minor: int
    is_settled_day_known: bool
    allocated_last: object
    has_reversals: bool


@transaction.atomic
def take_payments(
    *, rows: Sequence[PaymentRow], columns: Mapping[str, str], file_name: str, today: date, by: Actor, now: datetime
) -> BatchOutcome:
    """Take one batch of payments, each on the invoices it names or, without a number, on the client's account.

    A payment whose key is in the book is left alone. What an earlier file said was paid, but not when, is taken back
    for the invoices named here, because these rows say when. One payment over several invoices settles the oldest
    first. What exceeds its invoices stays on the client's account; a discount taken is a credit note of that day.
    """
    require(by, IMPORT_PAYMENTS)
    outcome = BatchOutcome()
    if not rows:
        return outcome
    bulk.import_lock()
    named: dict[Named, dict[str, object]] = {Named(row.client_external_id, row.client_name): {} for row in rows}
    recognised = match_clients(named=named, by=by, now=now, add_unknown=False)
    taken = payments_taken([row.external_id for row in rows])
    take_back_undated(_new_keys(rows, taken), by=by, now=now)
    sharing = _by_number(_all_keys(rows))
    writing = Writing(bulk.instant_text(now), today)
    left: dict[int, _Invoice] = {one.id: one for same_number in sharing.values() for one in same_number}
    touched: dict[int, _Invoice] = {}
    singly: list[tuple[PaymentRow, str, tuple[_Invoice, ...]]] = []
    for row in rows:
        key = f"import:payment:{row.external_id}"
        if key in taken:
            _count(row, RowResult.UNCHANGED, outcome)
            continue
        one = Named(row.client_external_id, row.client_name)
        client_id = recognised.ids.get(one)
        invoices = tuple(left[same_number.id] for same_number in _named_invoices(row, client_id, sharing))
        invoice = invoices[0] if invoices else None
        problem = _payment_problem(row, one, invoice, recognised) or _several_problem(row, invoices)
        if problem is not None:
            _count(row, RowResult.REJECTED, outcome)
            outcome.rejects.append(reject(row, problem.field, problem, columns))
            continue
        taken.add(key)
        _count(row, RowResult.CAME_IN, outcome)
        if len(invoices) > 1 or row.discount_minor or (invoice is not None and invoice.has_reversals):
            singly.append((row, key, invoices))
            continue
        client = invoice.client_id if invoice is not None else recognised.ids[one]
        used, on = 0, row.paid_on
        if invoice is not None:
            used = min(row.minor, invoice.open_minor)
            on = max(row.paid_on, str(invoice.issued_on))
            if used:
                left[invoice.id] = touched[invoice.id] = invoice._replace(
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
        outcome.overpaid += invoice is not None and used < row.minor
    writing.updates = [_update_of(one) for one in touched.values()]
    write(writing)
    for row, key, invoices in singly:
        outcome.overpaid += _pay_singly(row, key, invoices, by, now)
    outcome.payments = len(writing.payments) + len(singly)
    note(writing, file_name, by, now)
    return outcome


def _all_keys(rows: Sequence[PaymentRow]) -> list[str]:
    """The keys of all numbers that payments name, or may name."""
    keys = {number_key(row.number) for row in rows if row.number}
    return list(keys.union(*(_keys_in(row) for row in rows if _is_several(row))))


def _new_keys(rows: Sequence[PaymentRow], taken: set[str]) -> list[str]:
    """The keys of the numbers that payments name which are not in the book yet."""
    fresh = (row for row in rows if row.number and f"import:payment:{row.external_id}" not in taken)
    return list({number_key(row.number) for row in fresh})


def _by_number(keys: list[str]) -> dict[str, list[_Invoice]]:
    """The invoices of each key of a number."""
    sharing: dict[str, list[_Invoice]] = {}
    for found in rows_in(_Invoice, _OPEN, keys):
        sharing.setdefault(found.number_key, []).append(found)
    return sharing


def _update_of(one: _Invoice) -> tuple[object, ...]:
    """What a batch of payments changes in the stored columns of an invoice."""
    return (
        one.open_minor,
        one.paid_minor,
        one.written_off_minor,
        one.allocated_last if one.open_minor == 0 else None,
        bool(one.is_settled_day_known),
        one.id,
    )


def _count(row: PaymentRow, result: RowResult, outcome: BatchOutcome) -> None:
    currency = row.currency or ""
    outcome.tally.add(result, len(row.raw), SumOf.RECEIVED, currency, row.minor)
    if row.applied_minor:
        outcome.tally.leave_out(APPLIED, 0, SumOf.RECEIVED, currency, row.applied_minor)


def _is_several(row: PaymentRow) -> bool:
    return bool(row.references) or len(numbers_in(row.number)) > 1


def _keys_in(row: PaymentRow) -> tuple[str, ...]:
    """The keys of all numbers that a payment may name."""
    parts = (*numbers_in(row.number), *numbers_in(row.references), *row.references.split())
    return tuple(dict.fromkeys(number_key(part) for part in parts))


def _named_invoices(row: PaymentRow, client: int | None, sharing: Mapping[str, list[_Invoice]]) -> tuple[_Invoice, ...]:
    """The invoices that a payment names, oldest first: the one of its number, else those its number is made of."""
    whole = sharing.get(number_key(row.number), []) if row.number else []
    if whole:
        own = [one for one in whole if one.client_id == client] or whole
        # Of a client's invoices of one number, the one that still waits for money; else the latest.
        own = [one for one in own if one.open_minor] or own
        return (min(own, key=lambda one: str(one.due_on)),)
    if not _is_several(row):
        return ()
    keys = _keys_in(row)
    own = [one for key in keys for one in sharing.get(key, ()) if one.client_id == client]
    if row.number and {one.number_key for one in own} != set(map(number_key, numbers_in(row.number))):
        return ()
    return tuple(sorted(own, key=lambda one: (str(one.due_on), str(one.issued_on), one.id)))


def _several_problem(row: PaymentRow, invoices: Sequence[_Invoice]) -> Problem | None:
    """Why one payment does not fit the invoices it names together with the discount it took."""
    if len({one.currency for one in invoices}) > 1:
        return Problem("number", "invoices_in_several_currencies", row.number)
    if row.discount_minor and row.minor + row.discount_minor > sum(one.open_minor for one in invoices):
        return Problem("discount_taken", "discount_above_open", row.number)
    return None


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


def _pay_singly(row: PaymentRow, key: str, invoices: Sequence[_Invoice], by: Actor, now: datetime) -> bool:
    """Record one payment with the care that history, several invoices or a discount need; True when some is left.

    The discount is a credit note of the day of payment, over the invoices that the payment leaves open.
    """
    first = invoice_for(ref=invoices[0].ref, by=by)
    draft = PaymentDraft(
        client_ref=first.client.ref,
        paid_on=date.fromisoformat(row.paid_on),
        amount=Money(row.minor, first.currency),
        external_id=key,
    )
    open_refs = _open_refs(invoices)
    # As much as fits: what an invoice needs beyond what is left of the payment is passed over.
    payment = record_payment(
        draft=draft, settles=tuple((ref, None) for ref in open_refs), by=by, now=now, source="import"
    )
    if row.discount_minor:
        day = max(date.fromisoformat(row.paid_on), first.issued_on)
        credit = CreditNoteDraft(
            first.client.ref, day, Money(row.discount_minor, first.currency), reason=gettext("Discount taken")
        )
        issue_credit_note(draft=credit, settles=tuple((ref, None) for ref in _open_refs(invoices)), by=by, now=now)
    return payment.unallocated_minor > 0


def _open_refs(invoices: Sequence[_Invoice]) -> list[str]:
    """Which of the invoices are open by now, in their order."""
    is_open = {ref for (ref,) in bulk.select_in(_STILL_OPEN, [one.ref for one in invoices])}
    return [one.ref for one in invoices if one.ref in is_open]
