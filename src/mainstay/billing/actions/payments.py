"""Money in and out: recorded, allocated, moved, refunded, taken back, recovered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from mainstay.billing.actions._numbers import scope_for
from mainstay.billing.actions._settling import (
    earliest_for,
    extend_to,
    free_from,
    require_open,
    settle,
    settle_in_order,
    unsettle,
)
from mainstay.billing.actions._texts import require_reason, require_short
from mainstay.billing.actions.numbering import take_number
from mainstay.billing.actions.refusals import (
    AmountNotPositive,
    DraftRefused,
    LeftHasChanged,
    MoreThanIsLeft,
    NothingOpen,
    NumberIsTaken,
    OtherClient,
    OtherCurrency,
    PaymentIsKnown,
    RefundedAlready,
    TakenBackAlready,
    TooEarly,
    WrittenOffLess,
)
from mainstay.billing.models import Allocation, CreditNote, Payment, Recovery, Refund, WriteOff
from mainstay.billing.phrases.sentences import problem_sentence
from mainstay.billing.queries.fetching import credit_note_for, invoice_for, payment_for
from mainstay.billing.queries.returning import standing_recoveries, standing_refunds
from mainstay.billing.rules.acts import (
    ALLOCATE,
    CREDIT_INVOICE,
    RECORD_PAYMENT,
    RECOVER,
    REFUND,
    REVERSE_PAYMENT,
    TAKE_BACK_ALLOCATION,
)
from mainstay.billing.rules.happenings import (
    ALLOCATION_MADE,
    ALLOCATION_TAKEN_BACK,
    CREDIT_NOTE_ISSUED,
    PAYMENT_RECEIVED,
    PAYMENT_RECOVERED,
    PAYMENT_REFUNDED,
    PAYMENT_REVERSED,
)
from mainstay.billing.rules.numbers import number_key
from mainstay.clients.queries.fetching import client_for
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import Money, amount_text
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.billing.rules.drafts import CreditNoteDraft, PaymentDraft
    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(RECORD_PAYMENT)
def record_payment(
    *,
    draft: PaymentDraft,
    by: Actor,
    now: datetime,
    settles: tuple[tuple[str, int | None], ...] = (),
    source: str = "app",
    key: str = "",
) -> Payment:
    """Record money that came in and allocate it, invoice by invoice, in the order given.

    `settles` pairs an invoice's reference or number with minor units, or with None for as much as fits; what is left
    stays on the client's account. Refuses a draft with problems, and an external id that is in the book already.
    """
    require(by, RECORD_PAYMENT)
    problems = draft.problems()
    if problems:
        raise DraftRefused(problems=" ".join(problem_sentence(p) for p in problems))
    client = client_for(ref=draft.client_ref, by=by)
    if draft.external_id:
        known = Payment.objects.filter(key=draft.external_id).first()
        if known is not None:
            raise PaymentIsKnown(ref=known.ref)
    payment = Payment(
        ref=new_ref("p"),
        client=client,
        key=draft.external_id,
        currency=draft.amount.currency,
        paid_on=draft.paid_on,
        is_day_known=draft.is_day_known,
        minor=draft.amount.minor,
        note=draft.note,
        source=source,
        recorded_at=now,
        unallocated_minor=draft.amount.minor,
    )
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
    except IntegrityError as error:
        # Somebody recorded it between the question and the act.
        known = Payment.objects.filter(key=draft.external_id).first() if draft.external_id else None
        if known is None:
            raise
        raise PaymentIsKnown(ref=known.ref) from error
    extend_to(draft.paid_on)
    settle_in_order(origin=payment, settles=settles, by=by, now=now)
    facts: dict[str, object] = {"amount": amount_text(payment.minor, payment.currency)}
    record(happening=Happening(client.pk, PAYMENT_RECEIVED, payment.paid_on, payment.ref, facts), by=by, now=now)
    return payment


@transaction.atomic
@keyed(CREDIT_INVOICE)
def issue_credit_note(
    *,
    draft: CreditNoteDraft,
    by: Actor,
    now: datetime,
    settles: tuple[tuple[str, int | None], ...] = (),
    open_minor: int | None = None,
    key: str = "",
) -> CreditNote:
    """Issue a credit note and allocate it like a payment; refuses a draft with problems and a number in use.

    `open_minor` is what the person saw as open on the first invoice it settles, None where nobody looked: refuses when
    it is another amount by now.
    """
    require(by, CREDIT_INVOICE)
    problems = draft.problems()
    if problems:
        raise DraftRefused(problems=" ".join(problem_sentence(p) for p in problems))
    client = client_for(ref=draft.client_ref, by=by)
    number, scope = draft.number, ""
    if number:
        scope = scope_for(series="credit_note", number=number, client_id=client.pk, issued_on=draft.issued_on)
    else:
        number = take_number(series="credit_note")
    note = CreditNote(
        ref=new_ref("n"),
        client=client,
        number=number,
        number_key=number_key(number),
        number_scope=scope,
        currency=draft.total.currency,
        issued_on=draft.issued_on,
        total_minor=draft.total.minor,
        reason=draft.reason,
        recorded_at=now,
        unallocated_minor=draft.total.minor,
    )
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError as error:
        # Somebody took the number between the question and the act.
        if CreditNote.objects.filter(number_key=note.number_key, number_scope=scope).exists():
            raise NumberIsTaken(number=note.number) from error
        raise
    extend_to(draft.issued_on)
    for ref, _minor in settles[:1]:
        require_open(ref=ref, open_minor=open_minor, by=by)
    settle_in_order(origin=note, settles=settles, by=by, now=now)
    facts: dict[str, object] = {"number": note.number, "total": amount_text(note.total_minor, note.currency)}
    record(happening=Happening(client.pk, CREDIT_NOTE_ISSUED, note.issued_on, note.ref, facts), by=by, now=now)
    return note


@transaction.atomic
@keyed(ALLOCATE)
def allocate(
    *,
    origin_ref: str,
    invoice_ref: str,
    minor: int | None = None,
    on: date | None = None,
    left_minor: int | None = None,
    by: Actor,
    now: datetime,
    key: str = "",
) -> Allocation:
    """Allocate what is left of a payment (p-…) or credit note (n-…) to an invoice from the day `on`.

    Without `minor` it is as much as fits, without `on` it is from the first day that it may. `left_minor` is what the
    person saw as left, None where nobody looked: refuses when it is another amount by now.
    """
    require(by, ALLOCATE)
    origin: Payment | CreditNote
    if origin_ref.startswith("p-"):
        origin = payment_for(ref=origin_ref, by=by)
    else:
        origin = credit_note_for(ref=origin_ref, by=by)
    if left_minor is not None and origin.unallocated_minor != left_minor:
        raise LeftHasChanged
    invoice = invoice_for(ref=invoice_ref, by=by)
    if invoice.open_minor == 0:
        raise NothingOpen(number=invoice.number)
    if minor is None:
        if origin.unallocated_minor == 0:
            raise MoreThanIsLeft(left=Money(0, origin.currency))
        minor = min(invoice.open_minor, origin.unallocated_minor)
    on = on or earliest_for(invoice=invoice, origin=origin, minor=minor)
    allocation = settle(invoice=invoice, origin=origin, minor=minor, on=on, now=now)
    facts: dict[str, object] = {"amount": amount_text(minor, invoice.currency), "number": invoice.number}
    record(happening=Happening(invoice.client_id, ALLOCATION_MADE, on, invoice.ref, facts), by=by, now=now)
    return allocation


@transaction.atomic
@keyed(TAKE_BACK_ALLOCATION)
def take_back_allocation(*, allocation_id: int, on: date, by: Actor, now: datetime, key: str = "") -> Allocation:
    """Take an allocation back; what it took returns to the payment or credit note, and the invoice is open again.

    To move it, allocate anew afterwards. Refuses the second time; a write-off is recovered, not taken back.
    """
    require(by, TAKE_BACK_ALLOCATION)
    found = Allocation.objects.filter(pk=allocation_id).select_related("invoice").first()
    if found is None or found.write_off_id is not None:
        raise TakenBackAlready
    invoice = invoice_for(ref=found.invoice.ref, by=by)
    back = unsettle(allocation=found, invoice=invoice, on=on, now=now)
    facts: dict[str, object] = {"amount": amount_text(found.minor, invoice.currency), "number": invoice.number}
    record(happening=Happening(invoice.client_id, ALLOCATION_TAKEN_BACK, on, invoice.ref, facts), by=by, now=now)
    return back


@transaction.atomic
@keyed(ALLOCATE)
def move_allocation(
    *, allocation_id: int, to_invoice_ref: str, on: date, by: Actor, now: datetime, key: str = ""
) -> Allocation:
    """Move an allocation to another invoice of the same client, as much of it as is open there."""
    require(by, ALLOCATE)
    back = take_back_allocation(allocation_id=allocation_id, on=on, by=by, now=now)
    target = invoice_for(ref=to_invoice_ref, by=by)
    origin = back.payment or back.credit_note
    if origin is None:  # take_back_allocation refuses write-offs
        raise TakenBackAlready
    minor = min(-back.minor, target.open_minor)
    return allocate(origin_ref=origin.ref, invoice_ref=target.ref, minor=minor, on=on, by=by, now=now)


@transaction.atomic
@keyed(REVERSE_PAYMENT)
def reverse_payment(*, ref: str, on: date, reason: str, by: Actor, now: datetime, key: str = "") -> Payment:
    """Take back a payment that was recorded by mistake or bounced: its allocations, then itself, by second records.

    Refuses without a reason, a second time, a day before an allocation of it was taken back, and when part of it was
    refunded or recovered a loss.
    """
    require(by, REVERSE_PAYMENT)
    require_reason(reason)
    payment = payment_for(ref=ref, by=by)
    if payment.minor < 0 or Payment.objects.filter(reverses=payment).exists():
        raise TakenBackAlready
    if any(found.filter(payment=payment).exists() for found in (standing_refunds(), standing_recoveries())):
        raise RefundedAlready
    moved = Allocation.objects.filter(payment=payment, minor__lt=0).aggregate(last=Max("allocated_on"))["last"]
    earliest = max(payment.paid_on, moved or payment.paid_on)
    if on < earliest:
        raise TooEarly(day=on, earliest=earliest)
    allocations = Allocation.objects.filter(payment=payment, minor__gt=0, reversed_by__isnull=True)
    for allocation in allocations.select_related("invoice", "payment").order_by("id"):
        invoice = invoice_for(ref=allocation.invoice.ref, by=by)
        unsettle(allocation=allocation, invoice=invoice, on=max(on, allocation.allocated_on), now=now)
    extend_to(on)
    Payment.objects.filter(pk=payment.pk).update(unallocated_minor=0)
    reversal = Payment.objects.create(
        ref=new_ref("p"),
        client_id=payment.client_id,
        currency=payment.currency,
        paid_on=on,
        minor=-payment.minor,
        reverses=payment,
        note=reason,
        source="app",
        recorded_at=now,
        unallocated_minor=0,
    )
    facts: dict[str, object] = {"amount": amount_text(payment.minor, payment.currency)}
    happening = Happening(payment.client_id, PAYMENT_REVERSED, on, payment.ref, facts, {"reason": reason})
    record(happening=happening, by=by, now=now)
    return reversal


@transaction.atomic
@keyed(REFUND)
def refund(*, origin_ref: str, minor: int, on: date, note: str, by: Actor, now: datetime, key: str = "") -> Refund:
    """Give money back out of what is left of a payment (p-…) or credit note (n-…); refuses more than is left."""
    require(by, REFUND)
    require_short(note)
    if minor <= 0:
        raise AmountNotPositive
    paid = payment_for(ref=origin_ref, by=by) if origin_ref.startswith("p-") else None
    credited = None if paid is not None else credit_note_for(ref=origin_ref, by=by)
    origin: Payment | CreditNote = paid or credited  # type: ignore[assignment]  # one of the two is there
    if minor > origin.unallocated_minor:
        raise MoreThanIsLeft(left=Money(origin.unallocated_minor, origin.currency))
    earliest = free_from(origin=origin, minor=minor)
    if on < earliest:
        raise TooEarly(day=on, earliest=earliest)
    extend_to(on)
    left = origin.unallocated_minor - minor
    if paid is not None:
        Payment.objects.filter(pk=paid.pk).update(unallocated_minor=left)
    else:
        CreditNote.objects.filter(pk=origin.pk).update(unallocated_minor=left)
    refunded = Refund.objects.create(
        ref=new_ref("r"), payment=paid, credit_note=credited, minor=minor, refunded_on=on, note=note, recorded_at=now
    )
    facts: dict[str, object] = {"amount": amount_text(minor, origin.currency)}
    happening = Happening(origin.client_id, PAYMENT_REFUNDED, on, refunded.ref, facts, {"note": note})
    record(happening=happening, by=by, now=now)
    return refunded


@transaction.atomic
@keyed(RECOVER)
def recover(
    *, write_off_ref: str, payment_ref: str, minor: int, on: date, by: Actor, now: datetime, key: str = ""
) -> Recovery:
    """Use what is left of a payment for what was written off before.

    Refuses another client or currency, more than is left of the payment, and more than is still lost.
    """
    require(by, RECOVER)
    if minor <= 0:
        raise AmountNotPositive
    payment = payment_for(ref=payment_ref, by=by)
    written = (
        WriteOff.objects.select_for_update(of=("self",)).select_related("invoice").filter(ref=write_off_ref).first()
    )
    if written is None:
        raise WrittenOffLess(left=Money(0, payment.currency))
    # Locked, so that it is not voided meanwhile: a recovered loss stays one.
    invoice = invoice_for(ref=written.invoice.ref, by=by)
    if Allocation.objects.filter(write_off=written, minor__lt=0).exists():
        raise WrittenOffLess(left=Money(0, payment.currency))
    if invoice.client_id != payment.client_id:
        raise OtherClient(number=invoice.number)
    if invoice.currency != payment.currency:
        raise OtherCurrency(number=invoice.number, currency=invoice.currency)
    if minor > payment.unallocated_minor:
        raise MoreThanIsLeft(left=Money(payment.unallocated_minor, payment.currency))
    recovered = Recovery.objects.filter(write_off=written).aggregate(total=Sum("minor"))["total"] or 0
    if minor > written.minor - recovered:
        raise WrittenOffLess(left=Money(written.minor - recovered, payment.currency))
    earliest = max(written.written_off_on, free_from(origin=payment, minor=minor))
    if on < earliest:
        raise TooEarly(day=on, earliest=earliest)
    extend_to(on)
    Payment.objects.filter(pk=payment.pk).update(unallocated_minor=payment.unallocated_minor - minor)
    recovery = Recovery.objects.create(
        ref=new_ref("v"), write_off=written, payment=payment, minor=minor, recovered_on=on, recorded_at=now
    )
    facts: dict[str, object] = {"amount": amount_text(minor, payment.currency), "number": invoice.number}
    record(happening=Happening(payment.client_id, PAYMENT_RECOVERED, on, invoice.ref, facts), by=by, now=now)
    return recovery
