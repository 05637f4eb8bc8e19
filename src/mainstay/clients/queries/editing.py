"""What somebody sees before changing a client: the details with their version, the contacts, who changed what last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.clients.models import Contact
from mainstay.clients.queries.fetching import client_for, draft_of
from mainstay.timeline.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mainstay.clients.rules.drafts import ClientDraft
    from mainstay.kernel.actor import Actor

_LOOKED_AT: Final = 50
"""So many of the latest changes are asked who made them."""


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """A client as it may be changed; contacts are (name, e-mail, phone, role)."""

    ref: str
    name: str
    version: int
    draft: ClientDraft
    contacts: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a field last, and when."""

    by: str
    at: datetime


def client_details(*, ref: str, by: Actor) -> ClientDetails:
    """Read what may be changed of a client; ClientNotFound for a reference nobody bears."""
    client = client_for(ref=ref, by=by)
    people = Contact.objects.filter(client=client).order_by("id").values_list("name", "email", "phone", "role")
    return ClientDetails(client.ref, client.name, client.version, draft_of(client), tuple(people))


def last_changes(*, ref: str, fields: Iterable[str], by: Actor) -> dict[str, LastChange]:
    """Who changed each of these fields last, as far as the latest changes tell."""
    client = client_for(ref=ref, by=by)
    rows = Entry.objects.filter(client_id=client.pk, kind="client.changed").order_by("-id")
    found: dict[str, LastChange] = {}
    for name, at, facts in rows.values_list("by__name", "recorded_at", "facts")[:_LOOKED_AT]:
        told = {str(change["field"]) for change in facts.get("changes", ())}
        for field in fields:
            if field.removesuffix("_minor") in told:
                found.setdefault(field, LastChange(name, at))
    return found
