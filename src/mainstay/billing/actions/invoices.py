"""The life of an invoice: issued, voided by a credit note, written off, disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from mainstay.billing.actions._numbers import scope_for
from mainstay.billing.actions._settling import extend_to, require_open, settle, unsettle
from mainstay.billing.actions._texts import require_reason, require_short
from mainstay.billing.actions.numbering import take_number
from mainstay.billing.actions.refusals import (
    AmountNotPositive,
    DisputedAlready,
    DraftRefused,
    InvoiceIsKnown,
    LossRecovered,
    MoreThanIsOpen,
    NotDisputed,
    NothingOpen,
    TooEarly,
)
from mainstay.billing.models import CreditNote, Dispute, Instalment, Invoice, InvoiceLine, Recovery, WriteOff
from mainstay.billing.phrases.sentences import problem_sentence
from mainstay.billing.queries.fetching import invoice_for, standing_allocations
from mainstay.billing.rules.acts import DISPUTE_INVOICE, ISSUE_INVOICE, VOID_INVOICE, WRITE_OFF
from mainstay.billing.rules.happenings import (
    DISPUTE_CLOSED,
    INVOICE_DISPUTED,
    INVOICE_ISSUED,
    INVOICE_VOIDED,
    INVOICE_WRITTEN_OFF,
)
from mainstay.billing.rules.instalments import InstalmentPart, with_later
from mainstay.billing.rules.numbers import RELEASED, number_key
from mainstay.clients.queries.fetching import client_for
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import Money, amount_text
from mainstay.store import bulk
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.billing.rules.drafts import InvoiceDraft
    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(ISSUE_INVOICE)
def issue_invoice(*, draft: InvoiceDraft, by: Actor, now: datetime, source: str = "app", key: str = "") -> Invoice:
    """Issue an invoice; from now on it is never changed or deleted, only settled, credited or written off.

    Refuses a draft with problems, and a number or an id of another program that is in the book already.
    """
    require(by, ISSUE_INVOICE)
    problems = draft.problems()
    if problems:
        raise DraftRefused(problems=" ".join(problem_sentence(p) for p in problems))
    client = client_for(ref=draft.client_ref, by=by)
    # An import may be bringing this very number: one after the other.
    bulk.import_lock()
    known = Invoice.objects.filter(external_id=draft.external_id).first() if draft.external_id else None
    if known is not None:
        raise InvoiceIsKnown(number=known.number, external_id=draft.external_id)
    number, scope = draft.number, ""
    if number:
        scope = scope_for(series="invoice", number=number, client_id=client.pk, issued_on=draft.issued_on)
    else:
        number = take_number(series="invoice")
    invoice = Invoice.objects.create(
        ref=new_ref("i"),
        client=client,
        number=number,
        number_key=number_key(number),
        number_scope=scope,
        external_id=draft.external_id,
        reference=draft.reference,
        currency=draft.total.currency,
        issued_on=draft.issued_on,
        due_on=draft.due_on,
        total_minor=draft.total.minor,
        tax_minor=None if draft.tax is None else draft.tax.minor,
        channel=draft.channel,
        source=source,
        recorded_at=now,
        open_minor=draft.total.minor,
    )
    InvoiceLine.objects.bulk_create(
        [
            InvoiceLine(
                invoice=invoice,
                position=place,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                price_minor=line.price_minor,
                minor=line.minor,
                source_kind=line.source_kind,
                source_ref=line.source_ref,
            )
            for place, line in enumerate(draft.lines, start=1)
        ]
    )
    parts = [InstalmentPart(str(one.due), one.amount_minor) for one in draft.instalments]
    Instalment.objects.bulk_create(
        [
            Instalment(invoice=invoice, due_on=part.due_on, minor=part.minor, later_minor=later)
            for part, later in with_later(parts)
        ]
    )
    extend_to(draft.issued_on)
    facts: dict[str, object] = {"number": invoice.number, "total": amount_text(invoice.total_minor, invoice.currency)}
    record(happening=Happening(client.pk, INVOICE_ISSUED, invoice.issued_on, invoice.ref, facts), by=by, now=now)
    return invoice


@transaction.atomic
@keyed(VOID_INVOICE)
def void_invoice(*, ref: str, on: date, reason: str, by: Actor, now: datetime, key: str = "") -> CreditNote:
    """Void an invoice by a credit note over its whole total.

    What was allocated to it before is taken back first: payments stay on the client's account, ready to be allocated
    elsewhere or refunded. Refuses without a reason, a day before the latest allocation, a second time, and when part
    of what was written off on it was recovered.
    """
    require(by, VOID_INVOICE)
    require_reason(reason)
    invoice = invoice_for(ref=ref, by=by)
    if CreditNote.objects.filter(voids=invoice).exclude(number_scope__startswith=RELEASED).exists():
        raise NothingOpen(number=invoice.number)
    if on < invoice.issued_on:
        raise TooEarly(day=on, earliest=invoice.issued_on)
    if Recovery.objects.filter(write_off__invoice=invoice).exists():
        raise LossRecovered(number=invoice.number)
    for allocation in standing_allocations(invoice):
        unsettle(allocation=allocation, invoice=invoice, on=on, now=now)
    number = take_number(series="credit_note")
    note = CreditNote.objects.create(
        ref=new_ref("n"),
        client_id=invoice.client_id,
        number=number,
        number_key=number_key(number),
        currency=invoice.currency,
        issued_on=on,
        total_minor=invoice.total_minor,
        reason=reason,
        voids=invoice,
        recorded_at=now,
        unallocated_minor=invoice.total_minor,
    )
    settle(invoice=invoice, origin=note, minor=invoice.total_minor, on=on, now=now)
    facts: dict[str, object] = {"number": invoice.number, "credit_note": note.number}
    happening = Happening(invoice.client_id, INVOICE_VOIDED, on, invoice.ref, facts, {"reason": reason})
    record(happening=happening, by=by, now=now)
    return note


@transaction.atomic
@keyed(WRITE_OFF)
def write_off_invoice(
    *,
    ref: str,
    on: date,
    reason: str,
    by: Actor,
    now: datetime,
    minor: int | None = None,
    open_minor: int | None = None,
    key: str = "",
) -> WriteOff:
    """Write off what is open on an invoice (or `minor` units of it); turnover keeps it, receivables lose it.

    `open_minor` is what the person saw as open, None where nobody looked: refuses when it is another amount by now.
    Refuses without a reason, when nothing is open, and more than is open.
    """
    require(by, WRITE_OFF)
    require_reason(reason)
    require_open(ref=ref, open_minor=open_minor, by=by)
    invoice = invoice_for(ref=ref, by=by)
    if invoice.open_minor == 0:
        raise NothingOpen(number=invoice.number)
    amount = invoice.open_minor if minor is None else minor
    if amount <= 0:
        raise AmountNotPositive
    if amount > invoice.open_minor:
        raise MoreThanIsOpen(number=invoice.number, open=Money(invoice.open_minor, invoice.currency))
    written = WriteOff.objects.create(
        ref=new_ref("w"), invoice=invoice, minor=amount, written_off_on=on, reason=reason, recorded_at=now
    )
    settle(invoice=invoice, origin=written, minor=amount, on=on, now=now)
    facts: dict[str, object] = {"number": invoice.number, "amount": amount_text(amount, invoice.currency)}
    happening = Happening(invoice.client_id, INVOICE_WRITTEN_OFF, on, invoice.ref, facts, {"reason": reason})
    record(happening=happening, by=by, now=now)
    return written


@transaction.atomic
@keyed(DISPUTE_INVOICE)
def dispute_invoice(*, ref: str, on: date, reason: str, by: Actor, now: datetime, key: str = "") -> Dispute:
    """Note that the client disputes an invoice; refuses a second dispute while one is open, or before one ended."""
    require(by, DISPUTE_INVOICE)
    require_short(reason)
    invoice = invoice_for(ref=ref, by=by)
    if Dispute.objects.filter(invoice=invoice, closed_on__isnull=True).exists():
        raise DisputedAlready(number=invoice.number)
    ended = Dispute.objects.filter(invoice=invoice).aggregate(last=Max("closed_on"))["last"]
    earliest = max(invoice.issued_on, ended or invoice.issued_on)
    if on < earliest:
        raise TooEarly(day=on, earliest=earliest)
    dispute = Dispute.objects.create(ref=new_ref("d"), invoice=invoice, opened_on=on, reason=reason, recorded_at=now)
    facts: dict[str, object] = {"number": invoice.number}
    happening = Happening(invoice.client_id, INVOICE_DISPUTED, on, invoice.ref, facts, {"reason": reason})
    record(happening=happening, by=by, now=now)
    return dispute


@transaction.atomic
@keyed(DISPUTE_INVOICE)
def close_dispute(*, ref: str, on: date, outcome: str, by: Actor, now: datetime, key: str = "") -> Dispute:
    """Close the open dispute about an invoice, with what came of it; refuses when none is open."""
    require(by, DISPUTE_INVOICE)
    require_short(outcome)
    invoice = invoice_for(ref=ref, by=by)
    dispute = Dispute.objects.filter(invoice=invoice, closed_on__isnull=True).first()
    if dispute is None:
        raise NotDisputed(number=invoice.number)
    if dispute.opened_on is not None and on < dispute.opened_on:
        raise TooEarly(day=on, earliest=dispute.opened_on)
    Dispute.objects.filter(pk=dispute.pk).update(closed_on=on, outcome=outcome)
    dispute.closed_on, dispute.outcome = on, outcome
    facts: dict[str, object] = {"number": invoice.number}
    happening = Happening(invoice.client_id, DISPUTE_CLOSED, on, invoice.ref, facts, {"outcome": outcome})
    record(happening=happening, by=by, now=now)
    return dispute
