"""Add a person to speak to at a client's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Contact
from mainstay.clients.queries.fetching import client_for
from mainstay.kernel.refusal import Refusal
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor

_LIMITS: Final = {"name": 300, "email": 254, "phone": 60, "role": 120}


class ContactHasNoName(Refusal):
    """The name is empty."""

    code = "contact_has_no_name"
    sentence = _("The person has no name: enter one.")


class ContactIsTooLong(Refusal):
    """A value does not fit."""

    code = "contact_is_too_long"
    sentence = _("“%(value)s” is longer than %(limit)s characters: shorten it.")


class ContactIsKnown(Refusal):
    """The person is listed at the client already."""

    code = "contact_is_known"
    sentence = _("%(name)s is listed at %(client)s already.")


@transaction.atomic
def add_contact(
    *, client_ref: str, name: str, email: str = "", phone: str = "", role: str = "", by: Actor, now: datetime
) -> Contact:
    """Add a person at a client's.

    Refuses an unknown client, an empty name, a value that does not fit, and the same name and e-mail a second time.
    """
    client = client_for(ref=client_ref, by=by)
    values = {"name": name, "email": email, "phone": phone, "role": role}
    values = {field: " ".join(value.split()) for field, value in values.items()}
    if not values["name"]:
        raise ContactHasNoName
    for field, limit in _LIMITS.items():
        value = values[field]
        if len(value) > limit:
            raise ContactIsTooLong(value=value[:40] + "…", limit=limit)
    if Contact.objects.filter(client=client, name=values["name"], email=values["email"]).exists():
        raise ContactIsKnown(name=values["name"], client=client.name)
    contact = Contact.objects.create(client=client, **values)
    facts: dict[str, object] = {"name": contact.name}
    record(happening=Happening(client.pk, "contact.added", now.date(), client.ref, facts), by=by, now=now)
    return contact
