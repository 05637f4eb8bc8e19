"""Write one allocation and bring the invoice up to date: the step that every settling act shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Max

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
from mainstay.billing.rules.settling import Balance, Movement, Source, with_movement
from mainstay.kernel.money import amount_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import Model


def _source_of(origin: Model) -> Source:
    if isinstance(origin, Payment):
        return Source.PAYMENT
    return Source.CREDIT_NOTE if isinstance(origin, CreditNote) else Source.WRITE_OFF


def _move(invoice: Invoice, movement: Movement) -> None:
    """Bring the kept columns of an invoice up to date with one more movement."""
    last_on = Allocation.objects.filter(invoice=invoice).aggregate(last=Max("allocated_on"))["last"]
    after = with_movement(
        Balance(
            total_minor=invoice.total_minor,
            open_minor=invoice.open_minor,
            paid_minor=invoice.paid_minor,
            credited_minor=invoice.credited_minor,
            written_off_minor=invoice.written_off_minor,
            settled_on=invoice.settled_on,
            is_rewound=invoice.is_rewound,
            is_settled_day_known=invoice.is_settled_day_known,
        ),
        movement,
        last_on=last_on,
    )
    kept = {
        "open_minor": after.open_minor,
        "paid_minor": after.paid_minor,
        "credited_minor": after.credited_minor,
        "written_off_minor": after.written_off_minor,
        "settled_on": after.settled_on,
        "is_rewound": after.is_rewound,
        "is_settled_day_known": after.is_settled_day_known,
    }
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
    is_day_known = origin.is_day_known if isinstance(origin, Payment) else True
    _move(invoice, Movement(source, minor, on, is_day_known))
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
    _move(invoice, Movement(source, -allocation.minor, on))
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
