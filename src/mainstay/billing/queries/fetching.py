"""From a reference to a document: the only way there, locked for the act that changes what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mainstay.billing.models import Allocation, CreditNote, Invoice, Payment
from mainstay.kernel.refusal import NotFound

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


class InvoiceNotFound(NotFound):
    """No such invoice."""

    code = "invoice_not_found"
    sentence = _("There is no invoice “%(wanted)s”: check the number.")


class PaymentNotFound(NotFound):
    """No such payment."""

    code = "payment_not_found"
    sentence = _("There is no payment “%(wanted)s”: check the reference.")


class CreditNoteNotFound(NotFound):
    """No such credit note."""

    code = "credit_note_not_found"
    sentence = _("There is no credit note “%(wanted)s”: check the number.")


def invoice_for(*, ref: str, by: Actor) -> Invoice:
    """Fetch an invoice by its reference or number and lock it until the transaction ends."""
    del by
    found = Invoice.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if found is None:
        found = Invoice.objects.select_for_update(of=("self",)).filter(number=ref).first()
    if found is None:
        raise InvoiceNotFound(wanted=ref)
    return found


def payment_for(*, ref: str, by: Actor) -> Payment:
    """Fetch a payment by its reference and lock it until the transaction ends."""
    del by
    found = Payment.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if found is None:
        raise PaymentNotFound(wanted=ref)
    return found


def credit_note_for(*, ref: str, by: Actor) -> CreditNote:
    """Fetch a credit note by its reference or number and lock it until the transaction ends."""
    del by
    found = CreditNote.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if found is None:
        found = CreditNote.objects.select_for_update(of=("self",)).filter(number=ref).first()
    if found is None:
        raise CreditNoteNotFound(wanted=ref)
    return found


def standing_allocations(invoice: Invoice) -> list[Allocation]:
    """Allocations of an invoice that were not taken back, oldest first."""
    return list(
        Allocation.objects.filter(invoice=invoice, minor__gt=0, reversed_by__isnull=True)
        .select_related("payment", "credit_note", "write_off")
        .order_by("allocated_on", "id")
    )
