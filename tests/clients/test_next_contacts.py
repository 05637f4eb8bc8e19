"""The next contact with a client: one at a time, moved, done or dropped, each told; and whom to speak to on a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders import ACT, ISIK, OBRIEN, OWNER, OZGE, START, a_client, day, questions, refused, timeline

from mainstay.clients.actions.next_contacts import (
    NextContactIsSet,
    NextContactMoved,
    NoNextContact,
    OutcomeIsTooLong,
    OutcomeMissing,
    PlanRefused,
    drop_next_contact,
    finish_next_contact,
    move_next_contact,
    set_next_contact,
)
from mainstay.clients.actions.notes import add_note
from mainstay.clients.models import NextContact
from mainstay.clients.queries.next_contacts import (
    LastWord,
    clients_with_contact_due,
    contacts_due,
    next_contact_with,
)
from mainstay.clients.rules.contacting import ContactPlan, when_due

CALL = ContactPlan(day(7), "call", "the renewal")


def planned(name: str = ISIK, plan: ContactPlan = CALL) -> NextContact:
    return set_next_contact(client_ref=a_client(name).ref, plan=plan, today=START, **ACT)


def test_a_next_contact_is_set_and_told(book) -> None:
    made = planned(plan=ContactPlan(START, "meet", "  the\x00 renewal  of May "))
    stored = NextContact.objects.values_list("due_on", "way", "about", "set_on", "set_by", "ended_on").get()
    assert stored == (START, "meet", "the renewal of May", START, OWNER.name, None)
    facts = {"on": "2024-02-29", "way": "meet", "about": "the renewal of May"}
    assert timeline()[-1] == ("next_contact.set", "2024-02-29", made.ref, facts)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (ContactPlan(day(-1), "call", "x"), "28 Feb 2024 has passed: choose today or a later day."),
        (ContactPlan(day(3_661), "call", "x"), "9 Mar 2034 is more than ten years ahead: correct the year."),
        (ContactPlan(START, "fax", "x"),
         "“fax” is no way to speak to a client: choose to call, visit, write or meet."),
        (ContactPlan(START, "call", " "), "Say in a few words what it will be about."),
        (ContactPlan(START, "call", "x" * 301), f"“{'x' * 40}…” is longer than 300 characters: shorten it."),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(book, plan, sentence) -> None:
    client = a_client(ISIK)
    with refused(PlanRefused, sentence):
        set_next_contact(client_ref=client.ref, plan=plan, today=START, **ACT)


def test_one_is_open_at_a_time(book) -> None:
    planned()
    sentence = (
        f"A next contact with {ISIK} is set already (Call on 7 Mar 2024: the renewal): "
        "move that one, or end it first."
    )  # fmt: skip
    with refused(NextContactIsSet, sentence):
        planned()
    row = {"ref": "n-other", "due_on": START, "way": "call", "about": "x", "set_on": START, "set_by": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        NextContact.objects.create(client=a_client(ISIK), **row)


def test_it_is_moved_unless_somebody_moved_it_meanwhile(book) -> None:
    made = planned()
    ref = made.client.ref
    later, elsewhere = ContactPlan(day(8), "visit", "the renewal"), ContactPlan(day(9), "call", "the renewal")
    move_next_contact(client_ref=ref, plan=later, saw=CALL, today=START, **ACT)
    facts = {"on": "2024-03-08", "way": "visit", "about": "the renewal", "was_on": "2024-03-07", "was_way": "call",
             "was_about": "the renewal"}  # fmt: skip
    assert timeline()[-1] == ("next_contact.moved", "2024-02-29", made.ref, facts)
    before = timeline()
    move_next_contact(client_ref=ref, plan=later, saw=CALL, today=START, **ACT)
    assert timeline() == before
    with refused(NextContactMoved):
        move_next_contact(client_ref=ref, plan=elsewhere, saw=CALL, today=START, **ACT)
    with refused(PlanRefused):
        move_next_contact(client_ref=ref, plan=CALL, today=day(30), **ACT)
    move_next_contact(client_ref=ref, plan=elsewhere, saw=later, today=START, **ACT)
    assert NextContact.objects.values_list("due_on", "way").get() == (day(9), "call")


@pytest.mark.parametrize(
    ("end", "word", "kind", "is_dropped"),
    [
        (finish_next_contact, "outcome", "next_contact.done", False),
        (drop_next_contact, "reason", "next_contact.dropped", True),
    ],
)
def test_it_ends_once_with_its_words_and_another_may_follow(book, end, word, kind, is_dropped) -> None:
    made = planned()
    ref = made.client.ref
    with refused(OutcomeMissing):
        end(client_ref=ref, **{word: " \x00\n"}, today=day(7), **ACT)
    with refused(OutcomeIsTooLong):
        end(client_ref=ref, **{word: "x" * 2_001}, today=day(7), **ACT)
    with refused(NoNextContact):
        end(client_ref=ref, **{word: "x"}, ref="n-other", today=day(7), **ACT)
    end(client_ref=ref, **{word: "They sign.\r\nIn May."}, ref=made.ref, today=day(7), **ACT)
    facts = {"on": "2024-03-07", "way": "call", "about": "the renewal", "outcome": "They sign.\nIn May."}
    assert timeline()[-1] == (kind, "2024-03-07", made.ref, facts)
    stored = NextContact.objects.values_list("ended_on", "is_dropped", "outcome").get()
    assert stored == (day(7), is_dropped, "They sign.\nIn May.")
    with refused(NoNextContact):
        end(client_ref=ref, **{word: "They sign."}, today=day(7), **ACT)
    planned()


@pytest.mark.parametrize(("days", "answer"), [(-1, "overdue"), (0, "today"), (7, "coming"), (8, "later")])
def test_when_it_is_due(days, answer) -> None:
    assert when_due(START + timedelta(days=days), START) == answer


def test_whom_to_speak_to_on_a_day(book) -> None:
    planned(OZGE, ContactPlan(day(1), "call", "the offer"))
    planned(OBRIEN, ContactPlan(day(7), "visit", "the goals"))
    planned(ISIK, ContactPlan(day(14), "write", "the report"))
    planned("Şule", ContactPlan(day(15), "meet", "later"))
    add_note(client_ref=a_client(OZGE).ref, text="An older one", on=START, **ACT)
    add_note(client_ref=a_client(OZGE).ref, text="Back on Friday", on=day(5), **ACT)
    add_note(client_ref=a_client(OZGE).ref, text="Not known yet", on=day(8), **ACT)
    due = contacts_due(today=day(7), by=OWNER)
    assert [(c.client_name, c.on, c.way, c.about, c.when, c.days) for c in due] == [
        (OZGE, day(1), "call", "the offer", "overdue", -6),
        (OBRIEN, day(7), "visit", "the goals", "today", 0),
        (ISIK, day(14), "write", "the report", "coming", 7),
    ]
    assert [c.last_word for c in due] == [
        LastWord("note.added", day(5), {"text": "Back on Friday"}, OWNER.name), None, None
    ]  # fmt: skip
    assert clients_with_contact_due(today=day(7), by=OWNER) == {a_client(OZGE).pk, a_client(OBRIEN).pk}
    assert len(contacts_due(today=day(400), by=OWNER)) == 4
    with questions() as asked:
        contacts_due(today=day(400), by=OWNER)
    assert len(asked) == 1


def test_a_past_day_knows_what_was_planned_then(book) -> None:
    client = planned().client
    finish_next_contact(client_ref=client.ref, outcome="Spoken.", today=day(7), **ACT)
    assert [next_contact_with(client_id=client.pk, today=day(n), by=OWNER) is not None for n in (-1, 0, 6, 7)] == [
        False, True, True, False
    ]  # fmt: skip
