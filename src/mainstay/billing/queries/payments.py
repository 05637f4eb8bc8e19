"""The list of payments, the page of one, and what a client who pays owes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.models import Allocation, Invoice, Payment, Recovery, Refund
from mainstay.billing.queries.fetching import PaymentNotFound, has_payments
from mainstay.clients.queries.fetching import client_for, matching
from mainstay.clients.queries.visible import rows_for
from mainstay.store.sql import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.kernel.actor import Actor

PAGE_LENGTH: Final = 50


@dataclass(frozen=True, slots=True)
class Settled:
    """What a payment settled of one invoice."""

    allocation_id: int
    invoice_ref: str
    number: str
    settled_on: date
    minor: int
    taken_back_on: date | None = None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of the list. A negative payment takes `reverses_ref` back; `settled` holds what stands."""

    ref: str
    client_ref: str
    client_name: str
    paid_on: date
    is_day_known: bool
    currency: str
    minor: int
    left_minor: int
    reverses_ref: str
    is_taken_back: bool
    settled: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """One page of the payments of all clients that fit a search, the latest first.

    `is_book_empty`: there is no payment at all, whatever was searched.
    """

    search: str
    number: int
    pages: int
    count: int
    payments: tuple[PaymentLine, ...]
    is_book_empty: bool = False


class OpenOne(NamedTuple):
    """An invoice that a payment may settle."""

    ref: str
    number: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class MovedOn:
    """A part of a payment that was given back ("refund") or made good a loss ("recovery")."""

    kind: str
    on: date
    minor: int
    said: str

    @property
    def is_refund(self) -> bool:
        """Whether it was given back."""
        return self.kind == "refund"


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One payment: what it settled (also what was taken back since), what is left of it, and where that may go."""

    ref: str
    client_ref: str
    client_name: str
    paid_on: date
    is_day_known: bool
    currency: str
    minor: int
    left_minor: int
    note: str
    reverses_ref: str
    reversed_by_ref: str
    reversed_on: date | None
    reversed_because: str
    settled: tuple[Settled, ...]
    moved_on: tuple[MovedOn, ...]
    open_invoices: tuple[OpenOne, ...]


@dataclass(frozen=True, slots=True)
class Payer:
    """A client who pays: the currency they are billed in ("" where nobody said) and what they owe, oldest first."""

    ref: str
    name: str
    currency: str
    owes: tuple[OpenOne, ...]


def payments_page(*, search: str = "", number: int = 1, by: Actor) -> PaymentsPage:
    """List the latest payments; `search` keeps those of clients it fits. A page beyond the last is the last."""
    if search.strip():
        found = Payment.objects.filter(client__in=matching(search, by=by))
    else:
        found = rows_for(by, Payment.objects.all())
    count = found.count()
    pages = max(1, -(-count // PAGE_LENGTH))
    number = min(max(number, 1), pages)
    start = (number - 1) * PAGE_LENGTH
    # First the keys alone: they come from an index, and only one page of rows is read.
    keys = list(found.order_by("-paid_on", "-id").values_list("id", flat=True)[start : start + PAGE_LENGTH])
    rows = list(Payment.objects.filter(id__in=keys).select_related("client", "reverses").order_by("-paid_on", "-id"))
    undone = set(Payment.objects.filter(reverses__in=keys).values_list("reverses_id", flat=True))
    settled: dict[int, list[Settled]] = {}
    standing = Allocation.objects.filter(payment__in=keys, minor__gt=0, reversed_by__isnull=True)
    for row in standing.select_related("invoice").order_by("allocated_on", "id"):
        one = Settled(row.pk, row.invoice.ref, row.invoice.number, row.allocated_on, row.minor)
        settled.setdefault(row.payment_id or 0, []).append(one)
    lines = tuple(
        PaymentLine(
            ref=row.ref,
            client_ref=row.client.ref,
            client_name=row.client.name,
            paid_on=row.paid_on,
            is_day_known=row.is_day_known,
            currency=row.currency,
            minor=row.minor,
            left_minor=row.unallocated_minor,
            reverses_ref=row.reverses.ref if row.reverses is not None else "",
            is_taken_back=row.pk in undone,
            settled=tuple(settled.get(row.pk, ())),
        )
        for row in rows
    )
    return PaymentsPage(search, number, pages, count, lines, not count and not has_payments())


def payment_page(*, ref: str, by: Actor) -> PaymentPage:
    """Show the payment with this reference; PaymentNotFound otherwise."""
    payment = rows_for(by, Payment.objects.select_related("client", "reverses")).filter(ref=ref).first()
    if payment is None:
        raise PaymentNotFound(wanted=ref)
    back = Payment.objects.filter(reverses=payment).first()
    rows = list(Allocation.objects.filter(payment=payment).select_related("invoice").order_by("allocated_on", "id"))
    undone = {row.reverses_id: row.allocated_on for row in rows if row.reverses_id is not None}
    refunds = Refund.objects.filter(payment=payment).order_by("id")
    recoveries = Recovery.objects.filter(payment=payment).select_related("write_off__invoice").order_by("id")
    return PaymentPage(
        ref=payment.ref,
        client_ref=payment.client.ref,
        client_name=payment.client.name,
        paid_on=payment.paid_on,
        is_day_known=payment.is_day_known,
        currency=payment.currency,
        minor=payment.minor,
        left_minor=payment.unallocated_minor,
        note=payment.note,
        reverses_ref=payment.reverses.ref if payment.reverses is not None else "",
        reversed_by_ref=back.ref if back is not None else "",
        reversed_on=back.paid_on if back is not None else None,
        reversed_because=back.note if back is not None else "",
        settled=tuple(
            Settled(r.pk, r.invoice.ref, r.invoice.number, r.allocated_on, r.minor, undone.get(r.pk))
            for r in rows
            if r.minor > 0
        ),
        moved_on=(
            *(MovedOn("refund", r.refunded_on, r.minor, r.note) for r in refunds),
            *(MovedOn("recovery", v.recovered_on, v.minor, v.write_off.invoice.number) for v in recoveries),
        ),
        open_invoices=_owed(payment.client_id, payment.currency) if payment.unallocated_minor else (),
    )


def payer(*, ref: str, by: Actor) -> Payer:
    """Show who pays and what they owe; ClientNotFound for an unknown reference."""
    client = client_for(ref=ref, by=by)
    return Payer(client.ref, client.name, client.currency, _owed(client.pk))


def payers_named(*, search: str, by: Actor) -> tuple[tuple[str, str], ...]:
    """The references and names of up to twenty clients that fit a search, in alphabetical order."""
    found = matching(search, by=by).order_by("sort_key", "id").values_list("ref", "name")
    return tuple(found[:20])


def suggestion(minor: int, owed: Sequence[OpenOne]) -> dict[str, int]:
    """What an amount most likely settles, as invoice reference -> minor units.

    The one invoice of exactly this amount (the oldest of several), else the oldest first until nothing is left.
    """
    exact = next((one for one in owed if one.open_minor == minor), None)
    if exact is not None:
        return {exact.ref: minor}
    found = {}
    for one in owed:
        part = min(minor, one.open_minor)
        if part <= 0:
            break
        found[one.ref] = part
        minor -= part
    return found


def _owed(client_id: int, currency: str = "") -> tuple[OpenOne, ...]:
    found = Invoice.objects.filter(client_id=client_id, open_minor__gt=0)
    if currency:
        found = found.filter(currency=currency)
    return tuple(rows_of(OpenOne, found.order_by("due_on", "id")))
