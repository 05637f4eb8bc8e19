"""The panels that billing offers.

Of a client's page the latest payments; of an invoice's what settled it, amounts and days, disputes, what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from mainstay.billing.models import Allocation, CreditNote, Dispute, Invoice, Payment, WriteOff
from mainstay.billing.queries.on_account import money_in
from mainstay.billing.rules.due import days_past_due
from mainstay.billing.rules.settling import Source
from mainstay.kernel.offers import Panel, Place
from mainstay.store.sql import as_day
from mainstay.timeline.queries.panels import events_about

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mainstay.kernel.offers import Shown
    from mainstay.timeline.queries.events import Event


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one payment, credit note or write-off settled of an invoice; `taken_back_on` where it was undone.

    `number` is the credit note's, `said` the note or reason of the source; `is_void`: it takes the invoice back whole.
    """

    source: str
    ref: str
    number: str
    settled_on: date
    is_day_known: bool
    minor: int
    taken_back_on: date | None
    said: str
    allocation_id: int
    is_void: bool = False

    @property
    def is_payment(self) -> bool:
        """Whether a payment settled it."""
        return self.source == "payment"

    @property
    def is_credit_note(self) -> bool:
        """Whether a credit note settled it."""
        return self.source == "credit_note"

    @property
    def may_be_taken_back(self) -> bool:
        """Whether the credit can be taken back for another invoice."""
        return self.is_credit_note and not self.is_void and self.taken_back_on is None


@dataclass(frozen=True, slots=True)
class SettlementsPanel(Panel):
    """What settled an invoice, the earliest first."""

    name: ClassVar[str] = "settlements"
    place: ClassVar[Place] = Place("main", 20)

    settlements: tuple[Settlement, ...]


@dataclass(frozen=True, slots=True)
class CreditLeft:
    """A credit note of the client's of which something is left that the invoice may take."""

    ref: str
    number: str
    issued_on: date
    left_minor: int


@dataclass(frozen=True, slots=True)
class CreditLeftPanel(Panel):
    """What is left of the client's credit notes in the currency of an open invoice, the oldest first."""

    name: ClassVar[str] = "credit_left"
    place: ClassVar[Place] = Place("main", 30)

    notes: tuple[CreditLeft, ...]


@dataclass(frozen=True, slots=True)
class InvoiceEventsPanel(Panel):
    """What happened to an invoice and to what settled it, the latest first."""

    name: ClassVar[str] = "invoice_events"
    place: ClassVar[Place] = Place("main", 50)

    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class AmountsPanel(Panel):
    """The amounts of an invoice in minor units."""

    name: ClassVar[str] = "amounts"
    place: ClassVar[Place] = Place("side", 10)

    total_minor: int
    tax_minor: int | None
    paid_minor: int
    credited_minor: int
    written_off_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class DaysPanel(Panel):
    """The days of an invoice; `days_late` counts to the day shown and is negative before the due day."""

    name: ClassVar[str] = "days"
    place: ClassVar[Place] = Place("side", 20)

    issued_on: date
    due_on: date
    days_late: int
    is_open: bool
    settled_on: date | None
    is_settled_day_known: bool


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute about the invoice, open while `closed_on` is None."""

    opened_on: date | None
    reason: str
    closed_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class DisputesPanel(Panel):
    """The disputes about an invoice, the earliest first."""

    name: ClassVar[str] = "disputes"
    place: ClassVar[Place] = Place("side", 30)

    disputes: tuple[DisputeRow, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether one of them is open."""
        return any(dispute.closed_on is None for dispute in self.disputes)


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment (negative: one taken back)."""

    ref: str
    paid_on: date
    is_day_known: bool
    minor: int
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class PaymentsPanel(Panel):
    """The latest payments of a client."""

    name: ClassVar[str] = "payments"
    place: ClassVar[Place] = Place("main", 40, terminal=50)

    payments: tuple[PaymentRow, ...]


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """The panels of a client's page that billing offers."""
    yield PaymentsPanel(
        tuple(
            PaymentRow(row.ref, as_day(row.paid_on), bool(row.is_day_known), int(row.minor), row.currency, row.note)
            for row in shown.once(money_in)
            if row.is_payment
        )
    )


def invoice_panels(shown: Shown[Invoice]) -> Iterator[Panel]:
    """The panels of an invoice's page that billing offers."""
    invoice = shown.subject
    rows = list(
        Allocation.objects.filter(invoice=invoice)
        .select_related("payment", "credit_note", "write_off")
        .order_by("allocated_on", "id")
    )
    undone = {row.reverses_id: row.allocated_on for row in rows if row.reverses_id is not None}
    yield SettlementsPanel(tuple(_settlement(row, undone.get(row.pk)) for row in rows if row.minor > 0))
    origins = {origin.ref for row in rows if (origin := row.payment or row.credit_note) is not None}
    yield InvoiceEventsPanel(events_about(client_id=invoice.client_id, refs={invoice.ref, *origins}))
    yield AmountsPanel(
        total_minor=invoice.total_minor,
        tax_minor=invoice.tax_minor,
        paid_minor=invoice.paid_minor,
        credited_minor=invoice.credited_minor,
        written_off_minor=invoice.written_off_minor,
        open_minor=invoice.open_minor,
    )
    yield DaysPanel(
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        days_late=days_past_due(invoice.due_on, shown.as_of),
        is_open=invoice.open_minor > 0,
        settled_on=invoice.settled_on,
        is_settled_day_known=invoice.is_settled_day_known,
    )
    disputes = Dispute.objects.filter(invoice=invoice).order_by("id")
    if rows_of_it := tuple(DisputeRow(d.opened_on, d.reason, d.closed_on, d.outcome) for d in disputes):
        yield DisputesPanel(rows_of_it)
    if invoice.open_minor and (notes := _credit_left(invoice)):
        yield CreditLeftPanel(notes)


def _credit_left(invoice: Invoice) -> tuple[CreditLeft, ...]:
    found = CreditNote.objects.filter(
        client_id=invoice.client_id, currency=invoice.currency, unallocated_minor__gt=0
    ).order_by("issued_on", "id")
    return tuple(CreditLeft(note.ref, note.number, note.issued_on, note.unallocated_minor) for note in found)


def _settlement(row: Allocation, taken_back_on: date | None) -> Settlement:
    origin = row.payment or row.credit_note or row.write_off
    is_day_known = True
    source, number, said = Source.WRITE_OFF, "", ""
    if isinstance(origin, Payment):
        source, is_day_known, said = Source.PAYMENT, origin.is_day_known, origin.note
    elif isinstance(origin, CreditNote):
        source, number, said = Source.CREDIT_NOTE, origin.number, origin.reason
    elif isinstance(origin, WriteOff):
        said = origin.reason
    ref = origin.ref if origin is not None else ""
    is_void = isinstance(origin, CreditNote) and origin.voids_id == row.invoice_id
    return Settlement(
        source.value, ref, number, row.allocated_on, is_day_known, row.minor, taken_back_on, said, row.pk, is_void
    )
