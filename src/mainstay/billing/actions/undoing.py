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
from mainstay.billing.rules.acts import CREDIT_INVOICE, UNDO, WRITE_OFF
from mainstay.billing.rules.happenings import CREDIT_NOTE_UNDONE, WRITE_OFF_UNDONE
from mainstay.billing.rules.numbers import RELEASED
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import amount_text
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(UNDO)
def undo(*, ref: str, by: Actor, now: datetime, key: str = "") -> str:
    """Undo a payment (p-…), credit note (n-…), write-off (w-…), invoice (i-…) or allocation (a-…), once.

    The correcting record is of the day of what it corrects, so that no figure of a later day speaks of the mistake.
    Refuses where something recorded later rests on it, and what was undone already. Gives the reference back.
    """
    require(by, UNDO)
    kinds = {"p-": _payment, "n-": _credit_note, "w-": _write_off, "i-": _invoice, "a-": _allocation}
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


def _write_off(ref: str, by: Actor, now: datetime) -> None:
    require(by, WRITE_OFF)
    written = WriteOff.objects.select_for_update(of=("self",)).select_related("invoice").filter(ref=ref).first()
    if written is None:
        raise NothingToUndo
    invoice = invoice_for(ref=written.invoice.ref, by=by)
    if Recovery.objects.filter(write_off=written).exists():
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
    if note.voids_id is not None or later.exists() or Refund.objects.filter(credit_note=note).exists():
        raise LaterRecordRests
    for allocation in Allocation.objects.filter(credit_note=note).select_related("invoice", "credit_note"):
        invoice = invoice_for(ref=allocation.invoice.ref, by=by)
        unsettle(allocation=allocation, invoice=invoice, on=allocation.allocated_on, now=now)
    set_credit_notes_off(CreditNote.objects.filter(pk=note.pk), Counter(), now, gettext("Entered by mistake"))
    facts: dict[str, object] = {"number": note.number, "total": amount_text(note.total_minor, note.currency)}
    record(happening=Happening(note.client_id, CREDIT_NOTE_UNDONE, note.issued_on, note.ref, facts), by=by, now=now)
