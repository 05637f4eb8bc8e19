"""People at a client's are added once, with what fits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mainstay.clients.actions.clients import add_client
from mainstay.clients.actions.contacts import (
    ContactChangedMeanwhile,
    ContactHasNoName,
    ContactIsKnown,
    ContactIsTooLong,
    ContactNotFound,
    add_contact,
    change_contact,
    remove_contact,
)
from mainstay.clients.models import Contact
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.clients.rules.drafts import ClientDraft, ContactDraft
from mainstay.kernel.actor import Actor
from mainstay.overview.phrases import happening_sentence
from mainstay.timeline.models import Entry
from mainstay.timeline.rules.merging import merged

BY = Actor("person", "1", "Özge Çağlar", "owner")
NOW = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)


@pytest.fixture
def isik(book: str) -> str:
    return add_client(draft=ClientDraft("Işık İnşaat"), by=BY, now=NOW).ref


def test_a_person_is_added_and_told_on_the_timeline(isik):
    words = {"email": "isil@isik.example", "phone": "+90 212 000 00 00", "role": "Muhasebe"}
    contact = add_contact(client_ref=isik, name="  Işıl   Işık ", **words, by=BY, now=NOW)
    stored = Contact.objects.filter(pk=contact.pk).values_list("client__ref", "name", "email", "phone", "role")
    assert list(stored) == [(isik, "Işıl Işık", *words.values())]
    told = Entry.objects.filter(kind="contact.added").values_list(
        "happened_on", "subject_ref", "words__texts", "by__name"
    )
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


ISIL = ContactDraft("Işıl Işık", "isil@isik.example", "1", "Muhasebe")


@pytest.fixture
def isil(isik: str) -> str:
    add_contact(client_ref=isik, **ISIL._asdict(), by=BY, now=NOW)
    return isik


def listed() -> list[ContactDraft]:
    return [ContactDraft(*row) for row in Contact.objects.order_by("id").values_list(*ContactDraft._fields)]


def told() -> list[tuple[str, object]]:
    rows = Entry.objects.exclude(kind="client.added").order_by("id")
    return [(kind, merged(facts, texts)) for kind, facts, texts in rows.values_list("kind", "facts", "words__texts")][
        1:
    ]


def test_a_person_is_changed_and_told_once(isil):
    wanted = ISIL._replace(phone=" 2 ", role="")
    for _ in range(2):
        kept = change_contact(client_ref=isil, saw=ISIL, person=wanted, by=BY, now=NOW)
    assert kept.phone == "2"
    assert listed() == [ISIL._replace(phone="2", role="")]
    changes = [
        {"field": "phone", "before": "1", "after": "2"},
        {"field": "role", "before": "Muhasebe", "after": ""},
    ]
    assert told() == [("contact.changed", {"name": "Işıl Işık", "changes": changes})]


def test_a_person_renamed_twice_by_a_double_click_is_renamed_once(isil):
    said = {"client_ref": isil, "saw": ISIL, "person": ISIL._replace(name="Işıl Kaya"), "by": BY, "now": NOW}
    assert change_contact(key="k", **said) == change_contact(key="k", **said)
    with pytest.raises(ContactNotFound):
        change_contact(key="of a colleague", **said)
    assert listed() == [ISIL._replace(name="Işıl Kaya")]
    assert len(told()) == 1


@pytest.mark.parametrize("theirs", [{"phone": "3"}, {"email": "isil@insaat.example"}])
def test_what_somebody_else_wrote_meanwhile_is_shown(isil, theirs):
    now_listed = ISIL._replace(**theirs)
    change_contact(client_ref=isil, saw=ISIL, person=now_listed, by=BY, now=NOW)
    with pytest.raises(ContactChangedMeanwhile) as caught:
        change_contact(client_ref=isil, saw=ISIL, person=ISIL._replace(phone="2"), by=BY, now=NOW)
    assert caught.value.params["now"] == now_listed
    assert listed() == [now_listed]
    change_contact(client_ref=isil, saw=now_listed, person=now_listed._replace(phone="2"), by=BY, now=NOW)
    assert listed() == [now_listed._replace(phone="2")]


def test_a_change_to_what_cannot_be_is_refused(isil):
    add_contact(client_ref=isil, name="Özge Çağlar", by=BY, now=NOW)
    before = listed(), Entry.objects.count()
    for person, refusal in (
        (ISIL._replace(name=" "), ContactHasNoName),
        (ContactDraft("Özge Çağlar"), ContactIsKnown),
        (ISIL._replace(role="x" * 121), ContactIsTooLong),
    ):
        with pytest.raises(refusal):
            change_contact(client_ref=isil, saw=ISIL, person=person, by=BY, now=NOW)
    with pytest.raises(ContactNotFound):
        change_contact(client_ref=isil, saw=ContactDraft("Nobody"), person=ContactDraft("Nobody", "x"), by=BY, now=NOW)
    assert (listed(), Entry.objects.count()) == before


def test_a_removed_person_stays_on_the_timeline(isil):
    remove_contact(client_ref=isil, name=ISIL.name, email=ISIL.email, by=BY, now=NOW)
    assert listed() == []
    was = {name: getattr(ISIL, name) for name in ("name", "email", "phone", "role")}
    assert told() == [("contact.removed", was)]
    assert happening_sentence("contact.removed", ISIL._asdict()) == (
        "Contact removed: Işıl Işık · Muhasebe · isil@isik.example · 1"
    )
    with pytest.raises(ContactNotFound):
        remove_contact(client_ref=isil, name=ISIL.name, email=ISIL.email, by=BY, now=NOW)
