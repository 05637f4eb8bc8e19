"""People at a client's are added once, with what fits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mainstay.clients.actions.clients import add_client
from mainstay.clients.actions.contacts import ContactHasNoName, ContactIsKnown, ContactIsTooLong, add_contact
from mainstay.clients.models import Contact
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.kernel.actor import Actor
from mainstay.timeline.models import Entry

BY = Actor("owner", "Özge Çağlar")
NOW = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)


@pytest.fixture
def isik(book: str) -> str:
    return add_client(draft=ClientDraft("Işık İnşaat"), by=BY, now=NOW).ref


def test_a_person_is_added_and_told_on_the_timeline(isik):
    words = {"email": "isil@isik.example", "phone": "+90 212 000 00 00", "role": "Muhasebe"}
    contact = add_contact(client_ref=isik, name="  Işıl   Işık ", **words, by=BY, now=NOW)
    stored = Contact.objects.filter(pk=contact.pk).values_list("client__ref", "name", "email", "phone", "role")
    assert list(stored) == [(isik, "Işıl Işık", *words.values())]
    told = Entry.objects.filter(kind="contact.added").values_list("happened_on", "subject_ref", "facts", "actor_name")
    assert list(told) == [(date(2024, 2, 29), isik, {"name": "Işıl Işık"}, "Özge Çağlar")]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"client_ref": "c-unknown"}, ClientNotFound),
        ({"name": "  "}, ContactHasNoName),
        ({"name": "ı" * 301}, ContactIsTooLong),
        ({"role": "ı" * 121}, ContactIsTooLong),
        ({"name": "Işıl  Işık"}, ContactIsKnown),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(isik, changes, refusal):
    add_contact(client_ref=isik, name="Işıl Işık", by=BY, now=NOW)
    before = Contact.objects.count(), Entry.objects.count()
    with pytest.raises(refusal):
        add_contact(**{"client_ref": isik, "name": "Özge Çağlar", **changes}, by=BY, now=NOW)
    assert (Contact.objects.count(), Entry.objects.count()) == before


def test_one_name_may_stand_there_with_two_addresses(isik):
    for email in ("isil@isik.example", "isil@insaat.example"):
        add_contact(client_ref=isik, name="Işıl Işık", email=email, by=BY, now=NOW)
    assert Contact.objects.count() == 2
