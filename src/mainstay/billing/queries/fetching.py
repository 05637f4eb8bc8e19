"""From a reference to a document: the only way there, locked for the act that changes what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext_lazy as _

from mainstay.billing.models import Allocation, CreditNote, Invoice, Payment
from mainstay.billing.rules.numbers import RELEASED, number_key
from mainstay.clients.queries.visible import rows_for
from mainstay.kernel.refusal import NotFound

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor


_MOST_NAMED: Final = 5
_Document = TypeVar("_Document", Invoice, CreditNote)


class InvoiceNotFound(NotFound):
    """No such invoice."""

    code = "invoice_not_found"
    sentence = _("There is no invoice “%(wanted)s”: check the number.")


class NumberIsShared(NotFound):
    """Several documents bear the number."""

    code = "number_is_shared"
    sentence = _("Several documents have the number %(wanted)s: give the reference instead, one of %(refs)s.")


class PaymentNotFound(NotFound):
    """No such payment."""

    code = "payment_not_found"
    sentence = _("There is no payment “%(wanted)s”: check the reference.")


class CreditNoteNotFound(NotFound):
    """No such credit note."""

    code = "credit_note_not_found"
    sentence = _("There is no credit note “%(wanted)s”: check the number.")


class AllocationNotFound(NotFound):
    """Nothing of the one settles the other."""

    code = "allocation_not_found"
    sentence = _("Nothing of “%(origin)s” is allocated to invoice “%(invoice)s”: check both on the client’s page.")


def has_invoices(*, as_of: date) -> bool:
    """Say whether the book held any invoice by the end of a day, so that a list without lines can tell why."""
    return Invoice.objects.filter(issued_on__lte=as_of).exists()


def has_invoices_since(day: date, *, as_of: date) -> bool:
    """Say whether the book holds any invoice issued after a day and by the end of another."""
    return Invoice.objects.filter(issued_on__gt=day, issued_on__lte=as_of).exists()


def first_and_count() -> tuple[date | None, int]:
    """The day of the first invoice of the book, and how many there are."""
    found = Invoice.objects.aggregate(first=Min("issued_on"), count=Count("id"))
    return found["first"], found["count"]


def invoice_with_ref(*, ref: str) -> Invoice:
    """Fetch an invoice to look at, for whoever may see every client; InvoiceNotFound otherwise. Nothing is locked."""
    found = Invoice.objects.filter(ref=ref).first()
    if found is None:
        raise InvoiceNotFound(wanted=ref)
    return found


def invoice_to_show(*, ref: str, by: Actor) -> Invoice:
    """Fetch an invoice with its client and its outlook, in one statement; InvoiceNotFound otherwise."""
    found = rows_for(by, Invoice.objects.select_related("client", "outlook")).filter(ref=ref).first()
    if found is None:
        raise InvoiceNotFound(wanted=ref)
    return found


def has_payments() -> bool:
    """Say whether the book holds any payment at all."""
    return Payment.objects.exists()


def invoice_for(*, ref: str, by: Actor, client_id: int | None = None) -> Invoice:
    """Fetch an invoice by its reference or number and lock it until the transaction ends.

    `client_id` narrows a number down that several clients' invoices bear; NumberIsShared where it stays several.
    """
    found = rows_for(by, Invoice.objects.select_for_update(of=("self",))).filter(ref=ref).first()
    if found is None:
        of_number = rows_for(by, Invoice.objects.select_for_update(of=("self",))).filter(number_key=number_key(ref))
        found = _only(ref, list(of_number[:_MOST_NAMED]), client_id)
    if found is None:
        raise InvoiceNotFound(wanted=ref)
    return found


def invoice_ref(*, wanted: str, by: Actor) -> str:
    """The reference of the invoice with this reference or number; InvoiceNotFound otherwise. Nothing is locked."""
    invoices = rows_for(by, Invoice.objects.all())
    found = invoices.filter(ref=wanted).first() or _only(
        wanted, list(invoices.filter(number_key=number_key(wanted))[:_MOST_NAMED])
    )
    if found is None:
        raise InvoiceNotFound(wanted=wanted)
    return found.ref


def _only(wanted: str, found: list[_Document], client_id: int | None = None) -> _Document | None:
    """The one document of a number: of this client, or the one written just so, where several have it."""
    if len(found) > 1:
        # A number that was taken back with its import is another's by now.
        found = [one for one in found if not one.number_scope.startswith(RELEASED)] or found
    if len(found) > 1 and client_id is not None:
        found = [one for one in found if one.client_id == client_id]
    if len(found) > 1:
        found = [one for one in found if one.number == wanted] or found
    if len(found) > 1:
        raise NumberIsShared(wanted=wanted, refs=", ".join(one.ref for one in found))
    return found[0] if found else None


def payment_for(*, ref: str, by: Actor) -> Payment:
    """Fetch a payment by its reference and lock it until the transaction ends."""
    found = rows_for(by, Payment.objects.select_for_update(of=("self",))).filter(ref=ref).first()
    if found is None:
        raise PaymentNotFound(wanted=ref)
    return found


def credit_note_for(*, ref: str, by: Actor) -> CreditNote:
    """Fetch a credit note by its reference or number and lock it until the transaction ends."""
    found = rows_for(by, CreditNote.objects.select_for_update(of=("self",))).filter(ref=ref).first()
    if found is None:
        of_number = rows_for(by, CreditNote.objects.select_for_update(of=("self",))).filter(number_key=number_key(ref))
        found = _only(ref, list(of_number[:_MOST_NAMED]))
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


def currency_of(*, origin_ref: str, by: Actor) -> str:
    """The currency of a payment (p-…), an invoice or a credit note, by reference or number; refuses the unknown."""
    if origin_ref.startswith("p-"):
        found = rows_for(by, Payment.objects.all()).filter(ref=origin_ref).values_list("currency", flat=True).first()
        if found is None:
            raise PaymentNotFound(wanted=origin_ref)
        return found
    for documents in (rows_for(by, Invoice.objects.all()), rows_for(by, CreditNote.objects.all())):
        wanted = Q(ref=origin_ref) | Q(number_key=number_key(origin_ref))
        code = documents.filter(wanted).values_list("currency", flat=True).first()
        if code is not None:
            return str(code)
    raise InvoiceNotFound(wanted=origin_ref)


def allocation_between(*, origin_ref: str, invoice_ref: str, by: Actor) -> int:
    """The latest allocation of a payment or credit note to an invoice, one that stands before one taken back.

    Refuses when there is none.
    """
    found = (
        rows_for(by, Allocation.objects.filter(minor__gt=0), "invoice__client__ref")
        .filter(Q(invoice__ref=invoice_ref) | Q(invoice__number_key=number_key(invoice_ref)))
        .filter(
            Q(payment__ref=origin_ref)
            | Q(credit_note__ref=origin_ref)
            | Q(credit_note__number_key=number_key(origin_ref)),
        )
        .order_by(F("reversed_by").desc(nulls_first=True), "-id")
        .values_list("id", flat=True)
        .first()
    )
    if found is None:
        raise AllocationNotFound(origin=origin_ref, invoice=invoice_ref)
    return found
