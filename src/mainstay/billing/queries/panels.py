"""The panels that billing offers.

Of a client's page the latest payments; of an invoice's what settled it, amounts and days, disputes, what happened; of
Today what of imported files is not in the book.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from mainstay.billing.queries.imports import LAST_IMPORT, SOME_UNBOOKED, unbooked_sums
from mainstay.billing.queries.instalments import instalments_of, next_due
from mainstay.billing.queries.on_account import is_shown_now, money_in, on_account_of
from mainstay.billing.queries.returning import OnAccount, losses_of_invoice, on_account_of_client
from mainstay.billing.rules.due import days_past_due
from mainstay.billing.rules.settling import Source
from mainstay.kernel.offers import Panel, PanelPlace
from mainstay.store.sql import as_day, rows
from mainstay.timeline.queries.panels import events_about

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mainstay.billing.models import Invoice
    from mainstay.billing.queries.instalments import InstalmentLine
    from mainstay.billing.rules.unbooked import UnbookedSum
    from mainstay.kernel.offers import Shown, ShownToday
    from mainstay.timeline.queries.events import Event

TODAY_FACTS: Final = {"has_unbooked": SOME_UNBOOKED, "imported_on": LAST_IMPORT}
"""What the panels of Today have to know first."""
_SETTLED: Final = """
    SELECT a.id, a.allocated_on, a.minor, a.reverses_id,
      p.ref AS payment_ref, p.is_day_known, p.note,
      c.ref AS credit_ref, c.number, c.reason AS credit_reason, c.voids_id,
      l.ref AS loss_ref, l.reason AS loss_reason
    FROM billing_allocation a
    LEFT JOIN billing_payment p ON p.id = a.payment_id
    LEFT JOIN billing_creditnote c ON c.id = a.credit_note_id
    LEFT JOIN billing_writeoff l ON l.id = a.write_off_id
    WHERE a.invoice_id = %s ORDER BY a.allocated_on, a.id
"""
"""What was allocated to an invoice, the earliest first, each with the document it came from."""
_LINES: Final = """
    SELECT description, quantity, unit, price_minor, minor FROM billing_invoiceline WHERE invoice_id = %s
    ORDER BY position
"""
_DISPUTES: Final = "SELECT opened_on, reason, closed_on, outcome FROM billing_dispute WHERE invoice_id = %s ORDER BY id"
_CREDIT_LEFT: Final = """
    SELECT ref, number, issued_on, unallocated_minor AS left_minor FROM billing_creditnote
    WHERE client_id = %s AND currency = %s AND unallocated_minor > 0 ORDER BY issued_on, id
"""


class _Allocated(NamedTuple):
    """A row of _SETTLED; the columns of two of the three documents are None."""

    id: int
    allocated_on: date | str
    minor: int
    reverses_id: int | None
    payment_ref: str | None
    is_day_known: bool | int | None
    note: str | None
    credit_ref: str | None
    number: str | None
    credit_reason: str | None
    voids_id: int | None
    loss_ref: str | None
    loss_reason: str | None


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
    def may_be_undone(self) -> bool:
        """Whether it is a write-off that stands."""
        return self.source == Source.WRITE_OFF and self.taken_back_on is None

    @property
    def may_be_taken_back(self) -> bool:
        """Whether the credit can be taken back for another invoice."""
        return self.is_credit_note and not self.is_void and self.taken_back_on is None


@dataclass(frozen=True, slots=True)
class SettlementsPanel(Panel):
    """What settled an invoice, the earliest first."""

    name: ClassVar[str] = "settlements"
    place: ClassVar[PanelPlace] = PanelPlace("main", 20)

    settlements: tuple[Settlement, ...]


class CreditLeft(NamedTuple):
    """A credit note of the client's of which something is left that the invoice may take."""

    ref: str
    number: str
    issued_on: date
    left_minor: int


@dataclass(frozen=True, slots=True)
class CreditLeftPanel(Panel):
    """What is left of the client's credit notes in the currency of an open invoice, the oldest first."""

    name: ClassVar[str] = "credit_left"
    place: ClassVar[PanelPlace] = PanelPlace("main", 30)

    notes: tuple[CreditLeft, ...]


@dataclass(frozen=True, slots=True)
class InvoiceEventsPanel(Panel):
    """What happened to an invoice and to what settled it, the latest first."""

    name: ClassVar[str] = "invoice_events"
    place: ClassVar[PanelPlace] = PanelPlace("main", 50)

    events: tuple[Event, ...]


class LineRow(NamedTuple):
    """A line of an invoice: millionths of a unit at a price each."""

    description: str
    quantity: int
    unit: str
    price_minor: int
    minor: int


@dataclass(frozen=True, slots=True)
class LinesPanel(Panel):
    """What an invoice is for, line by line."""

    name: ClassVar[str] = "lines"
    place: ClassVar[PanelPlace] = PanelPlace("main", 15)

    lines: tuple[LineRow, ...]
    currency: str
    total_minor: int


@dataclass(frozen=True, slots=True)
class AmountsPanel(Panel):
    """The amounts of an invoice in minor units."""

    name: ClassVar[str] = "amounts"
    place: ClassVar[PanelPlace] = PanelPlace("side", 10)

    total_minor: int
    tax_minor: int | None
    paid_minor: int
    credited_minor: int
    written_off_minor: int
    open_minor: int
    lost_minor: int = 0
    """What of the written off has not come in since."""


@dataclass(frozen=True, slots=True)
class DaysPanel(Panel):
    """The days of an invoice; `days_late` counts to the day shown and is negative before the due day.

    Of an invoice in instalments the due day is that of the earliest open one, or of the last.
    """

    name: ClassVar[str] = "days"
    place: ClassVar[PanelPlace] = PanelPlace("side", 20)

    issued_on: date
    due_on: date
    days_late: int
    is_open: bool
    settled_on: date | None
    is_settled_day_known: bool
    instalments: tuple[InstalmentLine, ...] = ()


class DisputeRow(NamedTuple):
    """A dispute about the invoice, open while `closed_on` is None."""

    opened_on: date | None
    reason: str
    closed_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class DisputesPanel(Panel):
    """The disputes about an invoice, the earliest first."""

    name: ClassVar[str] = "disputes"
    place: ClassVar[PanelPlace] = PanelPlace("side", 30)

    disputes: tuple[DisputeRow, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether one of them is open."""
        return any(dispute.closed_on is None for dispute in self.disputes)


@dataclass(frozen=True, slots=True)
class PanelPayment:
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
    place: ClassVar[PanelPlace] = PanelPlace("main", 40, terminal=50, tabs=("money",))

    payments: tuple[PanelPayment, ...]


@dataclass(frozen=True, slots=True)
class OnAccountPanel(Panel):
    """The payments and credit notes of a client of which something is left on the day."""

    name: ClassVar[str] = "on_account"
    place: ClassVar[PanelPlace] = PanelPlace("main", 38, tabs=("money",))

    items: tuple[OnAccount, ...]


@dataclass(frozen=True, slots=True)
class UnbookedPanel(Panel):
    """What of imported files is not in the book, summed up."""

    name: ClassVar[str] = "unbooked"
    place: ClassVar[PanelPlace] = PanelPlace("top", 40, terminal=40)

    sums: tuple[UnbookedSum, ...]

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.sums


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """The panels of a client's page that billing offers."""
    yield PaymentsPanel(
        tuple(
            PanelPayment(row.ref, as_day(row.paid_on), bool(row.is_day_known), int(row.minor), row.currency, row.note)
            for row in shown.once(money_in)
            if row.is_payment
        )
    )
    if on_account_of(shown):
        now = shown.once(is_shown_now)
        if items := on_account_of_client(shown.id, as_of=shown.as_of, now=now):
            yield OnAccountPanel(items)


def today_panels(shown: ShownToday) -> Iterator[Panel]:
    """What of imported files is not in the book."""
    yield UnbookedPanel(unbooked_sums() if shown.facts["has_unbooked"] else ())


def invoice_panels(shown: Shown[Invoice]) -> Iterator[Panel]:
    """The panels of an invoice's page that billing offers."""
    invoice = shown.subject
    if lines := rows(LineRow, _LINES, [invoice.pk]):
        yield LinesPanel(tuple(lines), invoice.currency, invoice.total_minor)
    found = rows(_Allocated, _SETTLED, [invoice.pk])
    undone = {row.reverses_id: as_day(row.allocated_on) for row in found if row.reverses_id is not None}
    yield SettlementsPanel(tuple(_settlement(row, invoice, undone.get(row.id)) for row in found if row.minor > 0))
    origins = {ref for row in found if (ref := row.payment_ref or row.credit_ref)}
    refs = {invoice.ref, *origins}
    yield InvoiceEventsPanel(events_about(client_id=invoice.client_id, refs=refs, hidden_kinds=shown.hidden_kinds))
    yield AmountsPanel(
        total_minor=invoice.total_minor,
        tax_minor=invoice.tax_minor,
        paid_minor=invoice.paid_minor,
        credited_minor=invoice.credited_minor,
        written_off_minor=invoice.written_off_minor,
        open_minor=invoice.open_minor,
        lost_minor=sum(one.lost_minor for one in losses_of_invoice(invoice.pk)) if invoice.written_off_minor else 0,
    )
    instalments = instalments_of(invoice)
    due_on = next_due(invoice, instalments)
    yield DaysPanel(
        issued_on=invoice.issued_on,
        due_on=due_on,
        days_late=days_past_due(due_on, shown.as_of),
        is_open=invoice.open_minor > 0,
        settled_on=invoice.settled_on,
        is_settled_day_known=invoice.is_settled_day_known,
        instalments=instalments,
    )
    if disputes := rows(DisputeRow, _DISPUTES, [invoice.pk]):
        yield DisputesPanel(tuple(map(_dispute, disputes)))
    if invoice.open_minor and (notes := rows(CreditLeft, _CREDIT_LEFT, [invoice.client_id, invoice.currency])):
        yield CreditLeftPanel(tuple(note._replace(issued_on=as_day(note.issued_on)) for note in notes))


def _dispute(row: DisputeRow) -> DisputeRow:
    return row._replace(
        opened_on=None if row.opened_on is None else as_day(row.opened_on),
        closed_on=None if row.closed_on is None else as_day(row.closed_on),
    )


def _settlement(row: _Allocated, invoice: Invoice, taken_back_on: date | None) -> Settlement:
    source, ref, number, said = Source.WRITE_OFF, row.loss_ref, "", row.loss_reason
    is_day_known, is_void = True, False
    if row.payment_ref:
        source, ref, said = Source.PAYMENT, row.payment_ref, row.note
        is_day_known = bool(row.is_day_known)
    elif row.credit_ref:
        source, ref, number, said = Source.CREDIT_NOTE, row.credit_ref, row.number or "", row.credit_reason
        is_void = row.voids_id == invoice.pk
    return Settlement(
        source.value, ref or "", number, as_day(row.allocated_on), is_day_known, row.minor, taken_back_on, said or "",
        row.id, is_void,
    )  # fmt: skip
