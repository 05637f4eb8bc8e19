"""The panels that clients offers.

Of a client's page next contact, proposals, contacts and terms, details; of Today the contacts due and the proposals
that wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from mainstay.clients.models import Client, Contact
from mainstay.clients.phrases import contact_title, contact_why
from mainstay.clients.queries.next_contacts import contacts_due, next_contact_with
from mainstay.clients.queries.proposals import WAITING, urgent_proposals
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.clients.rules.countries import is_unknown, likely_countries
from mainstay.clients.rules.drafts import ContactDraft
from mainstay.clients.rules.time_zones import Zone, zone_of
from mainstay.firm.permissions import may
from mainstay.firm.queries.firms import this_firm
from mainstay.firm.queries.people import name_of_colleague
from mainstay.kernel.offers import Panel, PanelPlace, ToDo, worth_of_plan
from mainstay.store.sql import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.clients.rules.proposing import OpenProposal
    from mainstay.kernel.offers import Shown, ShownToday


TODAY_FACTS: Final = {"proposals_waiting": WAITING}
"""What the panels of Today have to know first."""


class ClientShown(NamedTuple):
    """The subject of a client's page: the client, and what was read of it for whoever asks in the same statement."""

    client: Client
    proposals: tuple[OpenProposal, ...]


@dataclass(frozen=True, slots=True)
class NextContactPanel(Panel):
    """The open next contact; None where none is planned."""

    name: ClassVar[str] = "next_contact"
    place: ClassVar[PanelPlace] = PanelPlace("head", 10, terminal=30, tabs=("overview", "money", "activity"))

    next_contact: PlannedContact | None


@dataclass(frozen=True, slots=True)
class ProposalsPanel(Panel):
    """What waits for an answer about the client."""

    name: ClassVar[str] = "proposals"
    place: ClassVar[PanelPlace] = PanelPlace("side", 20)

    proposals: tuple[OpenProposal, ...]


@dataclass(frozen=True, slots=True)
class ContactsPanel(Panel):
    """The people to speak to, and what was agreed with the client."""

    name: ClassVar[str] = "contacts"
    place: ClassVar[PanelPlace] = PanelPlace("side", 40, terminal=10)

    contacts: tuple[ContactDraft, ...]
    terms_days: int | None
    deposit_percent: int | None
    credit_limit_minor: int | None
    currency: str
    responsible: str = ""
    """Who of the firm looks after the client: their name."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody is named and nothing was agreed."""
        is_agreed = self.terms_days is not None or self.deposit_percent or self.credit_limit_minor is not None
        return not self.contacts and not is_agreed and not self.responsible


FACTS: Final = (
    "tax_number",
    "tax_office",
    "billing_address",
    "delivery_address",
    "website",
    "language",
    "client_group",
)
"""The fields of a client that the page lists where they are known."""


@dataclass(frozen=True, slots=True)
class FactsPanel(Panel):
    """What else is known of the client, field by field, and its time zone, which may be a guess."""

    name: ClassVar[str] = "facts"
    place: ClassVar[PanelPlace] = PanelPlace("side", 45, terminal=12)

    zone: Zone
    facts: Mapping[str, str]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known."""
        return not self.facts and not self.zone.name


@dataclass(frozen=True, slots=True)
class CountryPanel(Panel):
    """A country of the client's that is not known, so that nobody knows its public holidays; what may be meant.

    `likely` are codes (ISO 3166-1), the likeliest first.
    """

    name: ClassVar[str] = "country"
    place: ClassVar[PanelPlace] = PanelPlace("top", 10, terminal=15)

    country: str
    likely: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactsDuePanel(Panel):
    """The next contacts that are due, of every client."""

    name: ClassVar[str] = "contacts_due"
    is_in_list: ClassVar[bool] = True
    place: ClassVar[PanelPlace] = PanelPlace("top", 50, terminal=50)

    contacts: tuple[PlannedContact, ...]

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.contacts

    @property
    def to_do(self) -> tuple[ToDo, ...]:
        """Each of them, those too that are due within days: Today folds them."""
        return tuple(
            ToDo(
                "contact", one.ref, contact_title(one.way, one.client_name), contact_why(one.about, one.days, one.on),
                worth_of_plan(one.days), one.client_ref, one.client_name, days=one.days,
                last_word=one.last_word,
            )
            for one in self.contacts
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProposalsWaitingPanel(Panel):
    """How many proposals wait for an answer, at least one; and what of them is to be done soonest."""

    name: ClassVar[str] = "proposals_waiting"
    place: ClassVar[PanelPlace] = PanelPlace("side", 20, terminal=1000)

    count: int
    urgent: tuple[OpenProposal, ...] = ()


def today_panels(shown: ShownToday) -> Iterator[Panel]:
    """The panels of Today that clients offers."""
    yield ContactsDuePanel(contacts_due(today=shown.as_of, by=shown.by))
    if (waiting := shown.facts["proposals_waiting"]) and may(shown.by, SEE_RISK):
        yield ProposalsWaitingPanel(waiting, urgent_proposals(today=shown.as_of, by=shown.by))


def client_panels(shown: Shown[ClientShown]) -> Iterator[Panel]:
    """The panels of a client's page that clients offers."""
    client, proposals = shown.subject
    if is_unknown(client.country):
        yield CountryPanel(client.country, tuple(likely_countries(client.country, this_firm().country)))
    yield NextContactPanel(next_contact_with(client_id=shown.id, today=shown.as_of, by=shown.by))
    if proposals:
        yield ProposalsPanel(proposals)
    yield ContactsPanel(
        contacts=tuple(rows_of(ContactDraft, Contact.objects.filter(client=client).order_by("id"))),
        terms_days=client.terms_days,
        deposit_percent=client.deposit_percent,
        credit_limit_minor=client.credit_limit_minor,
        currency=client.currency,
        responsible=name_of_colleague(client.responsible),
    )
    yield FactsPanel(
        zone=zone_of(time_zone=client.time_zone, country=client.country, region=client.region, phone=client.phone),
        facts={name: str(getattr(client, name)) for name in FACTS if getattr(client, name)},
    )
