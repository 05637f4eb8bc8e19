"""What somebody sees before changing a client: the details with their version, the contacts, who changed what last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from mainstay.clients.models import Contact
from mainstay.clients.queries.fetching import client_for, draft_of
from mainstay.clients.rules.drafts import ContactDraft
from mainstay.clients.rules.happenings import CLIENT_CHANGED
from mainstay.store.sql import rows_of
from mainstay.timeline.queries.changes import latest_recorded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mainstay.clients.rules.drafts import ClientDraft
    from mainstay.kernel.actor import Actor

_LOOKED_AT: Final = 50
"""So many of the latest changes are asked who made them."""


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """A client as it may be changed; contacts are the people there."""

    ref: str
    name: str
    version: int
    draft: ClientDraft
    contacts: tuple[ContactDraft, ...]


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a field last, and when."""

    by: str
    at: datetime


def client_details(*, ref: str, by: Actor) -> ClientDetails:
    """Read what may be changed of a client; ClientNotFound for a reference nobody bears."""
    client = client_for(ref=ref, by=by)
    people = rows_of(ContactDraft, Contact.objects.filter(client=client).order_by("id"))
    return ClientDetails(client.ref, client.name, client.version, draft_of(client), tuple(people))


def last_changes(*, ref: str, fields: Iterable[str], by: Actor) -> dict[str, LastChange]:
    """Who changed each of these fields last, as far as the latest changes tell."""
    client = client_for(ref=ref, by=by)
    found: dict[str, LastChange] = {}
    for recorded in latest_recorded(client_id=client.pk, kind=CLIENT_CHANGED.name, most=_LOOKED_AT):
        changed = {
            str(change["field"]) for change in cast("list[dict[str, object]]", recorded.facts.get("changes", ()))
        }
        for field in fields:
            if field.removesuffix("_minor") in changed:
                found.setdefault(field, LastChange(recorded.by, recorded.at))
    return found
