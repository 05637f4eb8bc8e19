"""Write one allocation and bring the invoice up to date: the step that every settling act shares."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db.models import F

from mainstay.billing.actions.refusals import (
    AmountNotPositive,
    MoreThanIsLeft,
    MoreThanIsOpen,
    OtherClient,
    OtherCurrency,
    TakenBackAlready,
    TooEarly,
)
from mainstay.billing.models import Allocation, CreditNote, Horizon, Invoice, Payment, WriteOff
from mainstay.billing.rules.settling import Movement, Source, balance_of
from mainstay.kernel.money import amount_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import Model


def _source_of(origin: Model) -> Source:
    if isinstance(origin, Payment):
        return Source.PAYMENT
    return Source.CREDIT_NOTE if isinstance(origin, CreditNote) else Source.WRITE_OFF


def _move(invoice: Invoice) -> None:
    """Bring the kept columns of an invoice up to date with its allocations."""
    after = balance_of(
        invoice.total_minor,
        [
            Movement(
                Source.PAYMENT if payment else Source.CREDIT_NOTE if note else Source.WRITE_OFF,
                minor,
                on,
                is_day_known is not False,
            )
            for payment, note, minor, on, is_day_known in Allocation.objects.filter(invoice=invoice).values_list(
                "payment_id", "credit_note_id", "minor", "allocated_on", "payment__is_day_known"
            )
        ],
    )
    kept = asdict(after)
    del kept["total_minor"]
    Invoice.objects.filter(pk=invoice.pk).update(**kept)
    for name, value in kept.items():
        setattr(invoice, name, value)


def reach(day: date) -> None:
    """Note that something in billing is dated on this day, so that older answers are worked out from the records."""
    if not Horizon.objects.filter(last_on__gte=day).exists() and not Horizon.objects.update(last_on=day):
        Horizon.objects.create(last_on=day)


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
            raise MoreThanIsLeft(left=amount_text(origin.unallocated_minor, invoice.currency))
    if minor > invoice.open_minor:
        raise MoreThanIsOpen(number=invoice.number, open=amount_text(invoice.open_minor, invoice.currency))
    earliest = max(invoice.issued_on, _day_of(origin))
    if on < earliest:
        raise TooEarly(day=on, earliest=earliest)
    source = _source_of(origin)
    allocation = Allocation.objects.create(
        invoice=invoice, **{source.value: origin}, allocated_on=on, minor=minor, recorded_at=now
    )
    reach(on)
    _move(invoice)
    _keep(origin, -minor)
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
    reach(on)
    _move(invoice)
    _keep(origin, allocation.minor)
    return back


def _keep(origin: Payment | CreditNote | WriteOff, minor: int) -> None:
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
