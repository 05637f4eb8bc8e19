"""The panels that scoring offers.

Of a client's page what is open and when it will be paid, how they pay, their standing; of an invoice's its outlook; of
Today whether the book is inactive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from mainstay.billing.queries.expected_dates import own_date_of
from mainstay.billing.queries.fetching import has_invoices_since
from mainstay.billing.queries.fragments import OPEN_OF_CLIENT_NOW, OPEN_OF_CLIENT_THEN, OpenRow, OutlookRow
from mainstay.billing.queries.on_account import book_state, is_shown_now, on_account_of
from mainstay.billing.queries.receivables import Ageing
from mainstay.billing.rules.due import bucket_starts, days_past_due
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.firm.queries.own_currency import in_own_order
from mainstay.kernel.offers import Panel, PanelPlace
from mainstay.scoring.queries.fragments import LAST_SCORING
from mainstay.scoring.queries.outlooks import at_risk, outlook_in_row, stored_outlook
from mainstay.scoring.queries.payment_habits import habits_of_one
from mainstay.scoring.queries.standings import ClientRatings, ratings_of
from mainstay.scoring.rules.scores import inactive_since
from mainstay.store.result_cache import remembered
from mainstay.store.sql import as_day, as_document, joined_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mainstay.billing.models import Invoice
    from mainstay.billing.queries.expected_dates import OwnDate
    from mainstay.kernel.offers import Shown, ShownToday
    from mainstay.scoring.queries.outlooks import StoredOutlook
    from mainstay.scoring.queries.payment_habits import PaidLate
    from mainstay.scoring.rules.payment_habits import Habits

TODAY_FACTS: Final = {"scored_inputs": f"SELECT s.inputs FROM ({LAST_SCORING}) s"}
"""What the panels of Today have to know first."""
_LATELY: Final = 24
"""How many of the last paid invoices the picture of a client's habits shows."""


@dataclass(frozen=True, slots=True)
class OpenInvoiceLine:
    """An invoice with something open at the end of the day; `days_late` is negative before it is due.

    Of an invoice in instalments `parts` holds what is open of each by its day, and the due day is the earliest.
    `forecast` is its outlook; None where it was not scored by the day.
    """

    ref: str
    number: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    open_minor: int
    days_late: int
    is_disputed: bool
    overdue_minor: int
    parts: tuple[tuple[date, int], ...]
    """What falls due on which day, in minor units: all of it on one day for most."""
    outlook: StoredOutlook | None = None

    @property
    def is_partly_overdue(self) -> bool:
        """Whether a part of what is open is overdue and another is not."""
        return 0 < self.overdue_minor < self.open_minor


@dataclass(frozen=True, slots=True)
class OpenInvoicesPanel(Panel):
    """What a client owes: by age in each currency, invoice by invoice, and what waits on their account."""

    name: ClassVar[str] = "open_invoices"
    place: ClassVar[PanelPlace] = PanelPlace("main", 10, terminal=45, tabs=("overview", "money"))

    ageing: dict[str, Ageing]
    on_account_minor: dict[str, int]
    invoices: tuple[OpenInvoiceLine, ...]

    @property
    def at_risk_minor(self) -> dict[str, int]:
        """What of the open invoices may never come, on average: currency -> minor units; empty where none is scored."""
        return at_risk((invoice.currency, invoice.outlook) for invoice in self.invoices)


@dataclass(frozen=True, slots=True)
class StandingPanel(Panel):
    """Both ratings of a client; nothing in it for whoever may not see that."""

    name: ClassVar[str] = "standing"
    place: ClassVar[PanelPlace] = PanelPlace("main", 20, terminal=20)

    ratings: ClientRatings


@dataclass(frozen=True, slots=True)
class OutlooksPanel(Panel):
    """When the open invoices of a client will be paid."""

    name: ClassVar[str] = "outlooks"
    place: ClassVar[PanelPlace] = PanelPlace("main", 30, terminal=47, tabs=("money",))

    as_of: date
    invoices: tuple[OpenInvoiceLine, ...]
    at_risk_minor: dict[str, int]


@dataclass(frozen=True, slots=True)
class HabitsPanel(Panel):
    """How a client pays, and the last invoices that they paid, the oldest first."""

    name: ClassVar[str] = "habits"
    place: ClassVar[PanelPlace] = PanelPlace("side", 30, terminal=40, tabs=("overview", "money"))

    habits: Habits
    lately: tuple[PaidLate, ...]


@dataclass(frozen=True, slots=True)
class InvoiceOutlookPanel(Panel):
    """When an open invoice will be paid; `outlook` is None where it was not scored by the day, or may not be seen.

    `own` is the day that somebody expects it on, though it may have passed.
    """

    name: ClassVar[str] = "invoice_outlook"
    place: ClassVar[PanelPlace] = PanelPlace("main", 10)

    as_of: date
    outlook: StoredOutlook | None
    own: OwnDate | None
    is_risk_seen: bool

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.is_risk_seen and self.own is None

    @property
    def has_own_passed(self) -> bool:
        """Whether the day that somebody expected it on has passed."""
        return self.own is not None and self.own.expected_on < self.as_of


@dataclass(frozen=True, slots=True)
class InactivePanel(Panel):
    """The last day with an invoice, where that was longer ago than is usual in this book."""

    name: ClassVar[str] = "inactive"
    place: ClassVar[PanelPlace] = PanelPlace("top", 20, terminal=20)

    since: date | None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell."""
        return self.since is None


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """The panels of a client's page that scoring offers."""
    is_risk_seen, version = may(shown.by, SEE_RISK), shown.once(book_state).version
    invoices = remembered(
        ("open invoices of a client", shown.id, is_risk_seen),
        shown.as_of,
        version,
        lambda: _open_invoices(shown, is_risk_seen=is_risk_seen),
    )
    owed = OpenInvoicesPanel(_aged(invoices, shown.as_of), on_account_of(shown), invoices)
    yield owed
    yield StandingPanel(ratings_of(client_id=shown.id, as_of=shown.as_of, by=shown.by))
    if invoices:
        yield OutlooksPanel(shown.as_of, invoices, owed.at_risk_minor)
    yield HabitsPanel(*habits_of_one(as_of=shown.as_of, client_id=shown.id, most=_LATELY, version=version))


def invoice_panels(shown: Shown[Invoice]) -> Iterator[Panel]:
    """The outlook of an open invoice, for whoever may see what was scored; the day that somebody set, for everybody."""
    invoice = shown.subject
    if not invoice.open_minor:
        return
    own, outlook, is_risk_seen = own_date_of(invoice_id=invoice.pk, as_of=shown.as_of), None, may(shown.by, SEE_RISK)
    if is_risk_seen:
        stored = getattr(invoice, "outlook", None)
        outlook = stored_outlook(stored, own, open_minor=invoice.open_minor, as_of=shown.as_of)
    yield InvoiceOutlookPanel(shown.as_of, outlook, own, is_risk_seen)


def _open_invoices(shown: Shown[Any], *, is_risk_seen: bool) -> tuple[OpenInvoiceLine, ...]:
    statement = OPEN_OF_CLIENT_NOW if shown.once(is_shown_now) else OPEN_OF_CLIENT_THEN
    found = joined_rows(OpenRow, OutlookRow, statement, {"client": shown.id, "today": shown.as_of})
    parts: dict[str, list[tuple[date, int]]] = {}
    first: dict[str, tuple[OpenRow, OutlookRow]] = {}
    for row, seen in found:
        parts.setdefault(row.ref, []).append((as_day(row.due_on), int(row.part_minor)))
        first.setdefault(row.ref, (row, seen))
    return tuple(
        _open_invoice(row, seen if is_risk_seen else None, shown.as_of, tuple(parts[ref]))
        for ref, (row, seen) in first.items()
    )


def _open_invoice(
    row: OpenRow, outlook: OutlookRow | None, as_of: date, parts: tuple[tuple[date, int], ...]
) -> OpenInvoiceLine:
    due_on, open_minor = as_day(row.due_on), int(row.open_minor)
    return OpenInvoiceLine(
        row.ref,
        row.number,
        row.currency,
        as_day(row.issued_on),
        due_on,
        int(row.total_minor),
        open_minor,
        days_past_due(due_on, as_of),
        bool(row.is_disputed),
        sum(minor for day, minor in parts if day < as_of),
        parts,
        None if outlook is None else outlook_in_row(outlook, open_minor),
    )


def _aged(invoices: tuple[OpenInvoiceLine, ...], as_of: date) -> dict[str, Ageing]:
    """Age one client's open invoices; the statement for the whole book says the same, and a test proves it."""
    starts = bucket_starts(as_of)
    found = {}
    for currency in in_own_order(invoice.currency for invoice in invoices):
        buckets = [0, 0, 0, 0, 0]
        for invoice in invoices:
            for due_on, minor in invoice.parts if invoice.currency == currency else ():
                place = next((i for i, start in enumerate(starts) if due_on >= start), 4)
                buckets[place] += minor
        total = sum(buckets)
        current, to_30, to_60, to_90, beyond = buckets
        found[currency] = Ageing(total, total - current, (current, to_30, to_60, to_90, beyond))
    return found


def today_panels(shown: ShownToday) -> Iterator[Panel]:
    """Whether the book is inactive, as it was scored: an invoice recorded since makes it active again."""
    since = inactive_since(as_document(shown.facts["scored_inputs"]))
    yield InactivePanel(None if since is None or has_invoices_since(since, as_of=shown.as_of) else since)
