"""Write one allocation and bring the invoice up to date: the step that every settling act shares."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F

from mainstay.billing.actions.refusals import (
    AmountNotPositive,
    MoreThanIsLeft,
    MoreThanIsOpen,
    NothingOpen,
    OpenHasChanged,
    OtherClient,
    OtherCurrency,
    TakenBackAlready,
    TooEarly,
)
from mainstay.billing.models import (
    Allocation,
    CreditNote,
    Invoice,
    LatestBusinessDate,
    Payment,
    Recovery,
    Refund,
    WriteOff,
)
from mainstay.billing.queries.fetching import invoice_for
from mainstay.billing.rules.settling import Movement, Source, balance_of, fits_from, source_of
from mainstay.kernel.money import Money
from mainstay.store.sql import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import Model

    from mainstay.kernel.actor import Actor


def _source_of(origin: Model) -> Source:
    if isinstance(origin, Payment):
        return Source.PAYMENT
    return Source.CREDIT_NOTE if isinstance(origin, CreditNote) else Source.WRITE_OFF


class _Entry(NamedTuple):
    """An allocation of an invoice."""

    payment_id: int | None
    credit_note_id: int | None
    minor: int
    allocated_on: date
    payment__is_day_known: bool | None


def _move(invoice: Invoice) -> None:
    """Bring the stored columns of an invoice up to date with its allocations."""
    after = balance_of(
        invoice.total_minor,
        [
            Movement(
                source_of(one.payment_id, one.credit_note_id),
                one.minor,
                one.allocated_on,
                one.payment__is_day_known is not False,
            )
            for one in rows_of(_Entry, Allocation.objects.filter(invoice=invoice))
        ],
    )
    columns = asdict(after)
    del columns["total_minor"]
    Invoice.objects.filter(pk=invoice.pk).update(**columns)
    for name, value in columns.items():
        setattr(invoice, name, value)


def extend_to(day: date) -> None:
    """Note that something in billing is dated on this day, so that older answers are worked out from the records."""
    if LatestBusinessDate.objects.filter(last_on__gte=day).exists() or LatestBusinessDate.objects.filter(
        last_on__lt=day
    ).update(last_on=day):
        return
    # The first row, or somebody else wrote it meanwhile: it never goes back.
    LatestBusinessDate.objects.bulk_create([LatestBusinessDate(last_on=day)], ignore_conflicts=True)
    LatestBusinessDate.objects.filter(last_on__lt=day).update(last_on=day)


def earliest_for(*, invoice: Invoice, origin: Payment | CreditNote | WriteOff, minor: int) -> date:
    """The first day on which `minor` of the origin may be allocated to the invoice.

    Not before either of them, and not while it was in use elsewhere or the invoice settled otherwise: on no past day
    is more settled than the total, or more used than there was. Room in the end is the caller's to ask for.
    """
    days = [invoice.issued_on, _day_of(origin)]
    if invoice.has_reversals and minor <= invoice.open_minor:
        moved = Allocation.objects.filter(invoice=invoice).values_list("allocated_on", "minor")
        days.append(fits_from(invoice.total_minor, moved, minor) or invoice.issued_on)
    if not isinstance(origin, WriteOff):
        days.append(free_from(origin=origin, minor=minor))
    return max(days)


def free_from(*, origin: Payment | CreditNote, minor: int) -> date:
    """The first day from which `minor` of a payment or credit note was free, and stayed so."""
    first = _day_of(origin)
    uses = list(Allocation.objects.filter(**{_source_of(origin).value: origin}).values_list("allocated_on", "minor"))
    if minor > origin.unallocated_minor or all(used > 0 for _, used in uses):
        return first
    if isinstance(origin, Payment):
        uses += Refund.objects.filter(payment=origin).values_list("refunded_on", "minor")
        uses += Recovery.objects.filter(payment=origin).values_list("recovered_on", "minor")
        return max(first, fits_from(origin.minor, uses, minor) or first)
    uses += Refund.objects.filter(credit_note=origin).values_list("refunded_on", "minor")
    return max(first, fits_from(origin.total_minor, uses, minor) or first)


def require_open(*, ref: str, open_minor: int | None, by: Actor) -> None:
    """Refuse when another amount is open than the person saw (None where nobody looked): OpenHasChanged."""
    if open_minor is None:
        return
    invoice = invoice_for(ref=ref, by=by)
    if invoice.open_minor != open_minor:
        raise OpenHasChanged(number=invoice.number)


def settle_in_order(
    *,
    origin: Payment | CreditNote,
    settles: Iterable[tuple[str, int | None]],
    by: Actor,
    now: datetime,
) -> None:
    """Allocate a new payment or credit note to one invoice after the other, each from the first day that it may.

    None instead of minor units is as much as fits; an invoice that comes when nothing is left is passed over. Refuses
    what `settle` refuses, and an invoice of which nothing is open.
    """
    for ref, wanted in settles:
        invoice = invoice_for(ref=ref, by=by, client_id=origin.client_id)
        minor = min(invoice.open_minor, origin.unallocated_minor) if wanted is None else wanted
        if wanted is None and invoice.open_minor == 0:
            raise NothingOpen(number=invoice.number)
        if wanted is None and minor == 0:
            continue
        on = earliest_for(invoice=invoice, origin=origin, minor=minor)
        settle(invoice=invoice, origin=origin, minor=minor, on=on, now=now)


def settle(
    *, invoice: Invoice, origin: Payment | CreditNote | WriteOff, minor: int, on: date, now: datetime
) -> Allocation:
    """Allocate `minor` of a payment, credit note or write-off to an invoice from the day `on`.

    Refuses another client, another currency, more than is left or open, and a day before the invoice or its origin.
    """
    if minor <= 0:
        raise AmountNotPositive
    if not isinstance(origin, WriteOff):
        if origin.client_id != invoice.client_id:
            raise OtherClient(number=invoice.number)
        if origin.currency != invoice.currency:
            raise OtherCurrency(number=invoice.number, currency=invoice.currency)
        if minor > origin.unallocated_minor:
            raise MoreThanIsLeft(left=Money(origin.unallocated_minor, invoice.currency))
    if minor > invoice.open_minor:
        raise MoreThanIsOpen(number=invoice.number, open=Money(invoice.open_minor, invoice.currency))
    earliest = earliest_for(invoice=invoice, origin=origin, minor=minor)
    if on < earliest:
        raise TooEarly(day=on, earliest=earliest)
    source = _source_of(origin)
    allocation = Allocation.objects.create(
        invoice=invoice, **{source.value: origin}, allocated_on=on, minor=minor, recorded_at=now
    )
    extend_to(on)
    _move(invoice)
    _add_unallocated(origin, -minor)
    return allocation


def unsettle(*, allocation: Allocation, invoice: Invoice, on: date, now: datetime) -> Allocation:
    """Take an allocation back whole from the day `on`; refuses the second time, and a day before it was made."""
    if allocation.minor < 0 or Allocation.objects.filter(reverses=allocation).exists():
        raise TakenBackAlready
    if on < allocation.allocated_on:
        raise TooEarly(day=on, earliest=allocation.allocated_on)
    origin = allocation.payment or allocation.credit_note or allocation.write_off
    if origin is None:  # the database forbids it
        raise TakenBackAlready
    source = _source_of(origin)
    back = Allocation.objects.create(
        invoice=invoice,
        **{source.value: origin},
        allocated_on=on,
        minor=-allocation.minor,
        reverses=allocation,
        recorded_at=now,
    )
    extend_to(on)
    _move(invoice)
    _add_unallocated(origin, allocation.minor)
    return back


def _add_unallocated(origin: Payment | CreditNote | WriteOff, minor: int) -> None:
    """Add to what is left of a payment or credit note; a write-off keeps no rest."""
    if isinstance(origin, Payment):
        Payment.objects.filter(pk=origin.pk).update(unallocated_minor=F("unallocated_minor") + minor)
    elif isinstance(origin, CreditNote):
        CreditNote.objects.filter(pk=origin.pk).update(unallocated_minor=F("unallocated_minor") + minor)
    if not isinstance(origin, WriteOff):
        origin.unallocated_minor += minor


def _day_of(origin: Payment | CreditNote | WriteOff) -> date:
    if isinstance(origin, Payment):
        return origin.paid_on
    return origin.issued_on if isinstance(origin, CreditNote) else origin.written_off_on
