"""The page of one invoice: what it says, and the panels that the packages offer of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.billing.queries.fetching import invoice_to_show
from mainstay.billing.queries.panels import AmountsPanel, DaysPanel, DisputesPanel, SettlementsPanel
from mainstay.billing.rules.due import days_late_at_last
from mainstay.kernel.offers import Shown, panel_of
from mainstay.overview.gathered import hidden_kinds, invoice_panels
from mainstay.scoring.queries.panels import InvoiceOutlookPanel

if TYPE_CHECKING:
    from datetime import date

    from mainstay.billing.queries.expected_dates import OwnDate
    from mainstay.billing.queries.instalments import InstalmentLine
    from mainstay.billing.queries.panels import Settlement
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Panel
    from mainstay.scoring.queries.outlooks import StoredOutlook


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One invoice as recorded; `days_late` counts to `as_of` and is negative before the due day.

    Of an invoice in instalments the due day is that of the earliest open one.
    """

    as_of: date
    ref: str
    number: str
    reference: str
    client_ref: str
    client_name: str
    currency: str
    issued_on: date
    due_on: date
    open_minor: int
    days_late: int
    panels: tuple[Panel, ...]
    is_own: bool = False

    @property
    def may_be_undone(self) -> bool:
        """Whether it was issued here and nothing rests on it."""
        return self.is_own and not self.settlements and panel_of(self.panels, DisputesPanel) is None

    @property
    def settled_late(self) -> int | None:
        """How many days late it was settled; None where it is open, was settled in time, or nobody knows when."""
        days = panel_of(self.panels, DaysPanel)
        is_known = days is not None and not days.is_open and days.is_settled_day_known
        return days_late_at_last(days.due_on, days.settled_on) if days is not None and is_known else None

    @property
    def settlements(self) -> tuple[Settlement, ...]:
        """What settled it."""
        panel = panel_of(self.panels, SettlementsPanel)
        return () if panel is None else panel.settlements

    @property
    def instalments(self) -> tuple[InstalmentLine, ...]:
        """Its parts that fall due on days of their own; none of most."""
        panel = panel_of(self.panels, DaysPanel)
        return () if panel is None else panel.instalments

    @property
    def outlook(self) -> StoredOutlook | None:
        """Its outlook; None where it is settled or was not scored by the day, or for whoever may not see that."""
        panel = panel_of(self.panels, InvoiceOutlookPanel)
        return None if panel is None else panel.outlook

    @property
    def own_date(self) -> OwnDate | None:
        """The day on which somebody expects it to be paid, though it may have passed; None where nobody said."""
        panel = panel_of(self.panels, InvoiceOutlookPanel)
        return None if panel is None else panel.own

    @property
    def is_disputed(self) -> bool:
        """A dispute about it is open."""
        panel = panel_of(self.panels, DisputesPanel)
        return panel is not None and panel.is_disputed

    @property
    def lost_minor(self) -> int:
        """What was written off of it and has not come in since."""
        panel = panel_of(self.panels, AmountsPanel)
        return 0 if panel is None else panel.lost_minor

    @property
    def is_voided(self) -> bool:
        """It was taken back whole by a credit note."""
        return any(settlement.is_void for settlement in self.settlements)


def invoice_page(*, ref: str, as_of: date, by: Actor) -> InvoicePage:
    """Show the invoice with this reference; InvoiceNotFound otherwise."""
    invoice = invoice_to_show(ref=ref, by=by)
    panels = invoice_panels(Shown(invoice, invoice.pk, invoice.ref, as_of, by, hidden_kinds(by)))
    days = panel_of(panels, DaysPanel)
    return InvoicePage(
        as_of=as_of,
        ref=invoice.ref,
        number=invoice.number,
        reference=invoice.reference,
        client_ref=invoice.client.ref,
        client_name=invoice.client.name,
        currency=invoice.currency,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on if days is None else days.due_on,
        open_minor=invoice.open_minor,
        days_late=0 if days is None else days.days_late,
        panels=panels,
        is_own=invoice.source == "app",
    )
