"""The panels of a client's page that clients offers: next contact, proposals, contacts and terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from mainstay.clients.models import Client, Contact
from mainstay.clients.queries.next_contacts import next_contact_with
from mainstay.kernel.offers import Panel, PanelPlace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.clients.rules.proposing import OpenProposal
    from mainstay.kernel.offers import Shown


class ClientShown(NamedTuple):
    """The subject of a client's page: the client, and what was read of it for whoever asks in the same statement."""

    client: Client
    proposals: tuple[OpenProposal, ...]


@dataclass(frozen=True, slots=True)
class NextContactPanel(Panel):
    """The open next contact; None where none is planned."""

    name: ClassVar[str] = "next_contact"
    place: ClassVar[PanelPlace] = PanelPlace("side", 10, terminal=30)

    next_contact: PlannedContact | None


@dataclass(frozen=True, slots=True)
class ProposalsPanel(Panel):
    """What waits for an answer about the client."""

    name: ClassVar[str] = "proposals"
    place: ClassVar[PanelPlace] = PanelPlace("side", 20)

    proposals: tuple[OpenProposal, ...]


@dataclass(frozen=True, slots=True)
class ContactsPanel(Panel):
    """The people to speak to (name, e-mail, telephone), and what was agreed with the client."""

    name: ClassVar[str] = "contacts"
    place: ClassVar[PanelPlace] = PanelPlace("side", 40, terminal=10)

    contacts: tuple[tuple[str, str, str], ...]
    terms_days: int | None
    deposit_percent: int | None
    credit_limit_minor: int | None
    currency: str

    @property
    def is_empty(self) -> bool:
        """Whether nobody is named and nothing was agreed."""
        is_agreed = self.terms_days is not None or self.deposit_percent or self.credit_limit_minor is not None
        return not self.contacts and not is_agreed


def client_panels(shown: Shown[ClientShown]) -> Iterator[Panel]:
    """The panels of a client's page that clients offers."""
    client, proposals = shown.subject
    yield NextContactPanel(next_contact_with(client_id=shown.id, today=shown.as_of, by=shown.by))
    if proposals:
        yield ProposalsPanel(proposals)
    contacts = Contact.objects.filter(client=client).order_by("id").values_list("name", "email", "phone")
    yield ContactsPanel(
        contacts=tuple((name, email, phone) for name, email, phone in contacts),
        terms_days=client.terms_days,
        deposit_percent=client.deposit_percent,
        credit_limit_minor=client.credit_limit_minor,
        currency=client.currency,
    )
