"""Add, change and remove the people to speak to at a client's."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Contact
from mainstay.clients.phrases import PROBLEMS
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.acts import CHANGE_CONTACTS
from mainstay.clients.rules.drafts import LANGUAGES, PERSON_LENGTHS, ContactDraft
from mainstay.clients.rules.happenings import CONTACT_ADDED, CONTACT_CHANGED, CONTACT_REMOVED, parted
from mainstay.clients.rules.receiving import received_line
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.kernel.text import one_line
from mainstay.store.sql import rows_of
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.clients.models import Client
    from mainstay.kernel.actor import Actor


class ContactHasNoName(Refusal):
    """The name is empty."""

    code = "contact_has_no_name"
    sentence = _("The person has no name: enter one.")


class ContactIsTooLong(Refusal):
    """A value does not fit."""

    code = "contact_is_too_long"
    sentence = _("“%(value)s” is longer than %(limit)s characters: shorten it.")


class ContactLanguageUnknown(Refusal):
    """Nobody is written to in this language."""

    code = "contact_language_unknown"
    sentence = PROBLEMS["unknown_language"]


class ContactZoneUnknown(Refusal):
    """There is no such time zone."""

    code = "contact_zone_unknown"
    sentence = PROBLEMS["unknown_time_zone"]


class ContactIsKnown(Refusal):
    """The person is listed at the client already."""

    code = "contact_is_known"
    sentence = _("%(name)s is listed at %(client)s already.")


class ContactNotFound(NotFound):
    """The person is not listed, or not any more."""

    code = "contact_not_found"
    sentence = _("%(name)s is not listed at %(client)s: somebody removed or renamed the person meanwhile.")


class ContactChangedMeanwhile(Refusal):
    """Somebody else changed the same person since they were shown; `now` is what is listed."""

    code = "contact_changed_meanwhile"
    sentence = _("Someone else has changed %(name)s; it now says: %(listed)s. Check it, then save again.")


@transaction.atomic
@keyed(CHANGE_CONTACTS)
def add_contact(
    *,
    client_ref: str,
    name: str,
    email: str = "",
    phone: str = "",
    role: str = "",
    language: str = "",
    time_zone: str = "",
    receives: str = "",
    by: Actor,
    now: datetime,
    key: str = "",
) -> Contact:
    """Add a person at a client's.

    Refuses an unknown client, an empty name, a value that does not fit, and the same name and e-mail a second time.
    """
    require(by, CHANGE_CONTACTS)
    client = client_for(ref=client_ref, by=by)
    person = _tidied(ContactDraft(name, email, phone, role, language, time_zone, receives))
    _refuse_second(client, person)
    contact = Contact.objects.create(client=client, **person._asdict())
    happening = Happening(client.pk, CONTACT_ADDED, now.date(), client.ref, {}, {"name": contact.name})
    record(happening=happening, by=by, now=now)
    return contact


@transaction.atomic
@keyed(CHANGE_CONTACTS)
def change_contact(
    *, client_ref: str, saw: ContactDraft, person: ContactDraft, by: Actor, now: datetime, key: str = ""
) -> Contact:
    """Change what is listed of a person from what somebody saw to what they typed.

    Nothing is written when nothing differs. Refuses what add_contact refuses, a person who is not listed any more,
    and, so that nobody's words are lost, one whom somebody else changed since (`now` is what is listed).
    """
    require(by, CHANGE_CONTACTS)
    client = client_for(ref=client_ref, by=by)
    person = _tidied(person)
    row = _listed(client, saw)
    there = _person(row)
    if there == person:
        return row
    if there != saw:
        listed = " · ".join(word for word in there if word)
        raise ContactChangedMeanwhile(name=saw.name, listed=listed, now=there)
    if (person.name, person.email) != (saw.name, saw.email):
        _refuse_second(client, person)
    if not Contact.objects.filter(client=client, **saw._asdict()).update(**person._asdict()):
        raise ContactNotFound(name=saw.name, client=client.name)
    changes: list[dict[str, object]] = [
        {"field": field, "before": was, "after": becomes}
        for field, was, becomes in zip(ContactDraft._fields, saw, person, strict=True)
        if was != becomes
    ]
    fields, values = parted(changes)
    words: dict[str, object] = {"name": saw.name, "changes": values}
    happening = Happening(client.pk, CONTACT_CHANGED, now.date(), client.ref, {"changes": fields}, words)
    record(happening=happening, by=by, now=now)
    row.refresh_from_db()
    return row


@transaction.atomic
@keyed(CHANGE_CONTACTS)
def remove_contact(*, client_ref: str, name: str, email: str = "", by: Actor, now: datetime, key: str = "") -> None:
    """Take a person off the client's list; what was known of them stays on the timeline. Refuses one not listed."""
    require(by, CHANGE_CONTACTS)
    client = client_for(ref=client_ref, by=by)
    rows = Contact.objects.select_for_update().filter(client=client, name=name, email=email)
    there = rows_of(ContactDraft, rows)
    if not there:
        raise ContactNotFound(name=name, client=client.name)
    rows.delete()
    person = there[0]._asdict()
    words: dict[str, object] = {name: person[name] for name in CONTACT_REMOVED.words}
    record(happening=Happening(client.pk, CONTACT_REMOVED, now.date(), client.ref, {}, words), by=by, now=now)


def _tidied(person: ContactDraft) -> ContactDraft:
    tidy = ContactDraft(*map(one_line, person))
    if not tidy.name:
        raise ContactHasNoName
    for value, limit in zip(tidy, PERSON_LENGTHS.values(), strict=True):
        if len(value) > limit:
            raise ContactIsTooLong(value=value[:40] + "…", limit=limit)
    if tidy.language and tidy.language not in LANGUAGES:
        raise ContactLanguageUnknown(value=tidy.language)
    if tidy.time_zone and tidy.time_zone not in available_timezones():
        raise ContactZoneUnknown(value=tidy.time_zone)
    return tidy._replace(receives=received_line(tidy.received))


def _refuse_second(client: Client, person: ContactDraft) -> None:
    if Contact.objects.filter(client=client, name=person.name, email=person.email).exists():
        raise ContactIsKnown(name=person.name, client=client.name)


def _listed(client: Client, saw: ContactDraft) -> Contact:
    """The person as listed: under the name and address they were seen by, or the only one of that name."""
    rows = Contact.objects.filter(client=client, name=saw.name).order_by("id")
    there = rows.filter(email=saw.email).first()
    if there is not None:
        return there
    # The name stayed, the address did not: the one person of that name.
    same = list(rows[:2])
    if len(same) == 1:
        return same[0]
    raise ContactNotFound(name=saw.name, client=client.name)


def _person(row: Contact) -> ContactDraft:
    return ContactDraft(*(getattr(row, name) for name in ContactDraft._fields))
