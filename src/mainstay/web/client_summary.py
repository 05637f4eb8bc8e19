"""What stands above the tabs of a client's page: whom to ask for, what is owed, and how sure the money is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mainstay.clients.queries.panels import ContactsPanel, FactsPanel
from mainstay.kernel.offers import panel_of
from mainstay.scoring.queries.panels import HabitsPanel, OpenInvoicesPanel
from mainstay.scoring.rules.calling import is_beyond_habit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mainstay.kernel.offers import Panel
    from mainstay.overview.queries.clients import ClientPage


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """Whom to ask for and how, the time there ("" where nobody knows), and amounts in minor units by currency.

    `is_beyond_habit`: something is overdue by more days than the client's record explains.
    """

    person: str
    role: str
    phone: str
    email: str
    time_there: str
    open_minor: dict[str, int]
    overdue_minor: dict[str, int]
    at_risk_minor: dict[str, int]
    on_account_minor: dict[str, int]
    is_beyond_habit: bool

    @property
    def phone_link(self) -> str:
        """The telephone number as a link takes it."""
        return "".join(letter for letter in self.phone if letter.isdigit() or letter == "+")


def summary_of(page: ClientPage, now: datetime) -> ClientSummary:
    """Sum up what the panels of the page know; of several contacts the first who has a telephone stands here."""
    contacts, facts = panel_of(page.panels, ContactsPanel), panel_of(page.panels, FactsPanel)
    owed = panel_of(page.panels, OpenInvoicesPanel)
    people = contacts.contacts if contacts is not None else ()
    who = min(people, key=lambda one: not one.phone, default=None)
    zone = who.time_zone if who is not None and who.time_zone else facts.zone.name if facts is not None else ""
    return ClientSummary(
        person=who.name if who is not None else "",
        role=who.role if who is not None else "",
        phone=(who.phone if who is not None else "") or page.phone,
        email=(who.email if who is not None else "") or page.email,
        time_there=f"{now.astimezone(ZoneInfo(zone)):%H:%M}" if zone else "",
        open_minor={code: one.open_minor for code, one in owed.ageing.items()} if owed is not None else {},
        overdue_minor=(
            {code: one.overdue_minor for code, one in owed.ageing.items() if one.overdue_minor}
            if owed is not None
            else {}
        ),
        at_risk_minor={code: minor for code, minor in owed.at_risk_minor.items() if minor} if owed is not None else {},
        on_account_minor=owed.on_account_minor if owed is not None else {},
        is_beyond_habit=owes_beyond_habit(page.panels),
    )


def owes_beyond_habit(panels: Sequence[Panel]) -> bool:
    """Whether something is overdue by more days than the client's record explains, by the panels of their page."""
    owed, paying = panel_of(panels, OpenInvoicesPanel), panel_of(panels, HabitsPanel)
    late = max((one.days_late for one in owed.invoices if one.overdue_minor), default=0) if owed is not None else 0
    return paying is not None and is_beyond_habit(paying.habits, late)
