"""The page of one invoice: what it says, what settled it, what is open, what was disputed, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from mainstay.billing.models import Allocation, CreditNote, Dispute, Invoice, Payment, WriteOff
from mainstay.billing.queries.fetching import InvoiceNotFound
from mainstay.billing.rules.due import days_past_due
from mainstay.billing.rules.settling import Source
from mainstay.clients.queries.visible import rows_for
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.scoring.queries.outlooks import foreseen_of
from mainstay.timeline.models import Entry
from mainstay.timeline.queries.events import EVENT_FIELDS, Event, event_of

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor
    from mainstay.scoring.queries.outlooks import Foreseen


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
class CreditLeft:
    """A credit note of the client's of which something is left that the invoice may take."""

    ref: str
    number: str
    issued_on: date
    left_minor: int


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute about the invoice, open while `closed_on` is None."""

    opened_on: date | None
    reason: str
    closed_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One invoice as recorded; `days_late` counts to `as_of` and is negative before the due day."""

    as_of: date
    ref: str
    number: str
    reference: str
    client_ref: str
    client_name: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    tax_minor: int | None
    open_minor: int
    paid_minor: int
    credited_minor: int
    written_off_minor: int
    settled_on: date | None
    is_settled_day_known: bool
    days_late: int
    settlements: tuple[Settlement, ...]
    disputes: tuple[DisputeRow, ...]
    events: tuple[Event, ...]
    foreseen: Foreseen | None = None
    """Its outlook; None where it is settled or was not judged by the day."""
    credit_left: tuple[CreditLeft, ...] = ()
    """What is left of the client's credit notes in its currency, oldest first; empty where nothing is open."""

    @property
    def is_disputed(self) -> bool:
        """A dispute about it is open."""
        return any(dispute.closed_on is None for dispute in self.disputes)

    @property
    def is_voided(self) -> bool:
        """It was taken back whole by a credit note."""
        return any(settlement.is_void for settlement in self.settlements)


def invoice_page(*, ref: str, as_of: date, by: Actor) -> InvoicePage:
    """Show the invoice with this reference; InvoiceNotFound otherwise."""
    invoice = rows_for(by, Invoice.objects.select_related("client", "outlook")).filter(ref=ref).first()
    if invoice is None:
        raise InvoiceNotFound(wanted=ref)
    rows = list(
        Allocation.objects.filter(invoice=invoice)
        .select_related("payment", "credit_note", "write_off")
        .order_by("allocated_on", "id")
    )
    undone = {row.reverses_id: row.allocated_on for row in rows if row.reverses_id is not None}
    disputes = Dispute.objects.filter(invoice=invoice).order_by("id")
    return InvoicePage(
        as_of=as_of,
        ref=invoice.ref,
        number=invoice.number,
        reference=invoice.reference,
        client_ref=invoice.client.ref,
        client_name=invoice.client.name,
        currency=invoice.currency,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        total_minor=invoice.total_minor,
        tax_minor=invoice.tax_minor,
        open_minor=invoice.open_minor,
        paid_minor=invoice.paid_minor,
        credited_minor=invoice.credited_minor,
        written_off_minor=invoice.written_off_minor,
        settled_on=invoice.settled_on,
        is_settled_day_known=invoice.is_settled_day_known,
        days_late=days_past_due(invoice.due_on, as_of),
        settlements=tuple(_settlement(row, undone.get(row.pk)) for row in rows if row.minor > 0),
        disputes=tuple(DisputeRow(d.opened_on, d.reason, d.closed_on, d.outcome) for d in disputes),
        events=_events(invoice, {origin.ref for row in rows if (origin := row.payment or row.credit_note) is not None}),
        foreseen=foreseen_of(getattr(invoice, "outlook", None), open_minor=invoice.open_minor, as_of=as_of)
        if may(by, SEE_RISK)
        else None,
        credit_left=_credit_left(invoice) if invoice.open_minor else (),
    )


def _credit_left(invoice: Invoice) -> tuple[CreditLeft, ...]:
    found = CreditNote.objects.filter(
        client_id=invoice.client_id, currency=invoice.currency, unallocated_minor__gt=0
    ).order_by("issued_on", "id")
    return tuple(CreditLeft(*row) for row in found.values_list("ref", "number", "issued_on", "unallocated_minor"))


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


def _events(invoice: Invoice, refs: set[str]) -> tuple[Event, ...]:
    """What the timeline tells of the invoice and of the payments and credit notes that settled it, the latest first."""
    about = Q(subject_ref=invoice.ref) | Q(subject_ref__in=sorted(refs))
    rows = (
        Entry.objects.filter(about, client_id=invoice.client_id)
        .order_by("-happened_on", "-id")
        .values_list(*EVENT_FIELDS)
    )
    return tuple(event_of(row) for row in rows)
