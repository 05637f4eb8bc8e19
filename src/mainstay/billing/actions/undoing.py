"""Undo what was just recorded, by a correcting record of the same day, while nothing later rests on it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from mainstay.billing.actions._setting_off import set_credit_notes_off
from mainstay.billing.actions._settling import unsettle
from mainstay.billing.actions.invoices import void_invoice
from mainstay.billing.actions.payments import reverse_payment, take_back_allocation
from mainstay.billing.actions.refusals import LaterRecordRests, NothingToUndo, TakenBackAlready
from mainstay.billing.models import Allocation, CreditNote, Dispute, Payment, Recovery, Refund, WriteOff
from mainstay.billing.queries.fetching import credit_note_for, invoice_for, payment_for
from mainstay.billing.queries.returning import standing_recoveries, standing_refunds
from mainstay.billing.rules.acts import CREDIT_INVOICE, RECOVER, REFUND, UNDO, WRITE_OFF
from mainstay.billing.rules.happenings import (
    CREDIT_NOTE_UNDONE,
    RECOVERY_UNDONE,
    REFUND_UNDONE,
    WRITE_OFF_UNDONE,
)
from mainstay.billing.rules.numbers import RELEASED
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import amount_text
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(UNDO)
def undo(*, ref: str, by: Actor, now: datetime, key: str = "") -> str:
    """Undo a payment (p-…), credit note (n-…), write-off (w-…), invoice (i-…) or allocation (a-…), once.

    So, too, a refund (r-…) or a recovery (v-…): its money is left on the account again.

    The correcting record is of the day of what it corrects, so that no figure of a later day speaks of the mistake.
    Refuses where something recorded later rests on it, and what was undone already. Gives the reference back.
    """
    require(by, UNDO)
    kinds = {"p-": _payment, "n-": _credit_note, "w-": _write_off, "i-": _invoice, "a-": _allocation}
    kinds |= {"r-": _refund, "v-": _recovery}
    undone = kinds.get(ref[:2])
    if undone is None:
        raise NothingToUndo
    undone(ref, by, now)
    return ref


def _payment(ref: str, by: Actor, now: datetime) -> None:
    payment = payment_for(ref=ref, by=by)
    if Payment.objects.filter(reverses=payment).exists():
        raise TakenBackAlready
    if Allocation.objects.filter(payment=payment, recorded_at__gt=payment.recorded_at).exists():
        raise LaterRecordRests
    reverse_payment(ref=ref, on=payment.paid_on, reason=gettext("Entered by mistake"), by=by, now=now)


def _invoice(ref: str, by: Actor, now: datetime) -> None:
    invoice = invoice_for(ref=ref, by=by)
    if CreditNote.objects.filter(voids=invoice).exists():
        raise TakenBackAlready
    if Allocation.objects.filter(invoice=invoice).exists() or Dispute.objects.filter(invoice=invoice).exists():
        raise LaterRecordRests
    void_invoice(ref=ref, on=invoice.issued_on, reason=gettext("Entered by mistake"), by=by, now=now)


def _allocation(ref: str, by: Actor, now: datetime) -> None:
    number = ref.removeprefix("a-")
    found = Allocation.objects.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if found is None:
        raise NothingToUndo
    take_back_allocation(allocation_id=found.pk, on=found.allocated_on, by=by, now=now)


def _refund(ref: str, by: Actor, now: datetime) -> None:
    require(by, REFUND)
    found = Refund.objects.select_related("payment", "credit_note").filter(ref=ref).first()
    if found is None:
        raise NothingToUndo
    paid = None if found.payment is None else payment_for(ref=found.payment.ref, by=by)
    credited = None if found.credit_note is None else credit_note_for(ref=found.credit_note.ref, by=by)
    origin: Payment | CreditNote = paid or credited  # type: ignore[assignment]  # one of the two is there
    if found.minor < 0 or Refund.objects.filter(reverses=found).exists():
        raise TakenBackAlready
    left = origin.unallocated_minor + found.minor
    type(origin).objects.filter(pk=origin.pk).update(unallocated_minor=left)
    Refund.objects.create(
        ref=new_ref("r"), payment=paid, credit_note=credited, minor=-found.minor, reverses=found,
        refunded_on=found.refunded_on, recorded_at=now,
    )  # fmt: skip
    facts: dict[str, object] = {"amount": amount_text(found.minor, origin.currency)}
    happening = Happening(origin.client_id, REFUND_UNDONE, found.refunded_on, origin.ref, facts)
    record(happening=happening, by=by, now=now)


def _recovery(ref: str, by: Actor, now: datetime) -> None:
    require(by, RECOVER)
    found = Recovery.objects.select_related("payment", "write_off__invoice").filter(ref=ref).first()
    if found is None:
        raise NothingToUndo
    payment = payment_for(ref=found.payment.ref, by=by)
    if found.minor < 0 or Recovery.objects.filter(reverses=found).exists():
        raise TakenBackAlready
    left = payment.unallocated_minor + found.minor
    Payment.objects.filter(pk=payment.pk).update(unallocated_minor=left)
    Recovery.objects.create(
        ref=new_ref("v"), write_off_id=found.write_off_id, payment=payment, minor=-found.minor, reverses=found,
        recovered_on=found.recovered_on, recorded_at=now,
    )  # fmt: skip
    invoice = found.write_off.invoice
    facts: dict[str, object] = {"amount": amount_text(found.minor, payment.currency), "number": invoice.number}
    happening = Happening(payment.client_id, RECOVERY_UNDONE, found.recovered_on, invoice.ref, facts)
    record(happening=happening, by=by, now=now)


def _write_off(ref: str, by: Actor, now: datetime) -> None:
    require(by, WRITE_OFF)
    written = WriteOff.objects.select_for_update(of=("self",)).select_related("invoice").filter(ref=ref).first()
    if written is None:
        raise NothingToUndo
    invoice = invoice_for(ref=written.invoice.ref, by=by)
    if standing_recoveries().filter(write_off=written).exists():
        raise LaterRecordRests
    allocation = Allocation.objects.select_related("write_off").get(write_off=written, minor__gt=0)
    unsettle(allocation=allocation, invoice=invoice, on=allocation.allocated_on, now=now)
    facts: dict[str, object] = {"number": invoice.number, "amount": amount_text(written.minor, invoice.currency)}
    happening = Happening(invoice.client_id, WRITE_OFF_UNDONE, written.written_off_on, invoice.ref, facts)
    record(happening=happening, by=by, now=now)


def _credit_note(ref: str, by: Actor, now: datetime) -> None:
    require(by, CREDIT_INVOICE)
    note = credit_note_for(ref=ref, by=by)
    if note.number_scope.startswith(RELEASED):
        raise TakenBackAlready
    later = Allocation.objects.filter(credit_note=note, recorded_at__gt=note.recorded_at)
    if note.voids_id is not None or later.exists() or standing_refunds().filter(credit_note=note).exists():
        raise LaterRecordRests
    for allocation in Allocation.objects.filter(credit_note=note).select_related("invoice", "credit_note"):
        invoice = invoice_for(ref=allocation.invoice.ref, by=by)
        unsettle(allocation=allocation, invoice=invoice, on=allocation.allocated_on, now=now)
    set_credit_notes_off(CreditNote.objects.filter(pk=note.pk), Counter(), now, gettext("Entered by mistake"))
    facts: dict[str, object] = {"number": note.number, "total": amount_text(note.total_minor, note.currency)}
    record(happening=Happening(note.client_id, CREDIT_NOTE_UNDONE, note.issued_on, note.ref, facts), by=by, now=now)
