"""Clients added and changed in a browser, their contacts, and the next contact: typed words are never lost."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from tests import clock
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OZGE,
    START,
    a_client,
    an_issued_invoice,
    day,
    questions,
    timeline,
    whole_book,
)
from tests.web.reading import inputs_of

from mainstay.clients.actions.contacts import add_contact
from mainstay.clients.actions.next_contacts import set_next_contact
from mainstay.clients.actions.notes import add_note
from mainstay.clients.models import Client, Contact, NextContact
from mainstay.clients.queries.fetching import draft_of
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.clients.rules.drafts import ClientDraft, ContactDraft
from mainstay.web.views import book as views

LONG = "Öğütücüleri" * 27 + "nin"
ARABIC, EMOJI = "شركة البناء (2024)", "Bäckerei 🥐 & Söhne"


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def colleague(book, browser):
    return browser(book, "colleague")


def path(slug: str, rest: str = "") -> str:
    return f"/{slug}/clients/{rest}"


def form_of(answer, ending: str = "") -> dict[str, str]:
    """What a browser would send back of the last form whose action ends so: every field as it stands."""
    page = answer.content.decode()
    forms = re.findall(r'<form method="post"([^>]*) novalidate>(.*?)</form>', page, re.DOTALL)
    body = [inner for attributes, inner in forms if ending in attributes][-1]
    return inputs_of(body)


def words_of(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


CHANGING = {"csrfmiddlewaretoken": "", "key": ""}
WHOLE = {
    "name": ISIK, "email": "ozge@isik.example", "phone": "+90 212", "website": "isik.example",
    "street": "1. Sokak\r\nNo 5", "postal_code": "34000", "city": "İstanbul", "region": "Kadıköy", "country": "TR",
    "tax_number": "123", "client_group": "Marmara", "language": "tr", "terms_days": "45", "currency": "TRY",
    "credit_limit": "5,000.50", "notes": "Öğleden sonra\r\narayın",
}  # fmt: skip


def test_a_client_is_added_and_comes_back_into_the_form_as_typed(book, owner) -> None:
    blank = form_of(owner.get(path(book, "new/")))
    answer = owner.post(path(book, "new/"), {**blank, **WHOLE})
    client = Client.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, path(book, f"{client.ref}/"))
    assert draft_of(client) == ClientDraft(
        ISIK, email="ozge@isik.example", phone="+90 212", website="isik.example", street="1. Sokak\nNo 5",
        postal_code="34000", city="İstanbul", region="Kadıköy", country="TR", tax_number="123", client_group="Marmara",
        language="tr", terms_days=45, currency="TRY", credit_limit_minor=500_050, notes="Öğleden sonra\narayın",
    )  # fmt: skip
    assert f"{ISIK} added." in words_of(owner.get(answer["Location"]))
    form = form_of(owner.get(path(book, f"{client.ref}/change/")))
    assert {name: form[name] for name in WHOLE} == WHOLE
    before = whole_book()["clients_client"]
    assert owner.post(path(book, f"{client.ref}/change/"), form).status_code == 302
    assert whole_book()["clients_client"] == before


def test_a_double_click_adds_one_client_and_the_back_button_asks(book, owner) -> None:
    form = {**form_of(owner.get(path(book, "new/"))), "name": ISIK}
    first = owner.post(path(book, "new/"), form)
    second = owner.post(path(book, "new/"), form)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    corrected = owner.post(path(book, "new/"), {**form, "name": "Işık Yapı"})
    assert corrected.status_code == 422
    assert "This was already sent once with other values" in words_of(corrected)
    assert Client.objects.count() == 1
    assert owner.post(path(book, "new/"), form_of(corrected)).status_code == 302
    assert set(Client.objects.values_list("name", flat=True)) == {ISIK, "Işık Yapı"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "The client has no name: enter one."),
        ({"name": "x" * 301}, f"“{'x' * 40}…” is longer than 300 characters: shorten it."),
        ({"email": "isik"}, "“isik” has no @: enter a valid e-mail address."),
        ({"terms_days": "a month"}, "“a month” is not a number of days: write it as 30."),
        ({"credit_limit": "much", "currency": "TRY"}, "“much” is not an amount: write it as 1,234.56."),
        (
            {"credit_limit": "5"},
            "A credit limit needs a currency: choose the currency, or leave the limit empty.",
        ),
        ({"name": "ÖZGE CAGLAR"}, "Özge Çağlar"),
    ],
)
def test_what_is_refused_comes_back_as_typed(book, owner, typed, sentence) -> None:
    a_client(OZGE)
    isik = a_client(ISIK)
    before = whole_book()
    for address in (path(book, "new/"), path(book, f"{isik.ref}/change/")):
        sent = {**form_of(owner.get(address)), "name": "Yeni", "phone": "+90 1", "notes": "a\r\nb", **typed}
        answer = owner.post(address, sent)
        assert answer.status_code == 422
        assert sentence in words_of(answer)
        back = form_of(answer)
        assert {**back, **CHANGING} == {**sent, **CHANGING}
    after = whole_book()
    assert [after[table] for table in ("clients_client", "timeline_entry")] == [
        before[table] for table in ("clients_client", "timeline_entry")
    ]


def test_two_browsers_change_one_client_and_the_second_chooses(book, owner, colleague) -> None:
    isik = a_client(ISIK, city="İzmir", phone="1", currency="TRY")
    address = path(book, f"{isik.ref}/change/")
    mine, theirs = form_of(owner.get(address)), form_of(colleague.get(address))
    assert colleague.post(address, {**theirs, "city": "Bursa", "email": "a@b.c"}).status_code == 302
    answer = owner.post(address, {**mine, "city": "Ankara", "phone": "2"})
    assert answer.status_code == 422
    words = words_of(answer)
    assert f"Someone else has changed {ISIK}: check both values, then save again." in words
    assert re.search(r"Current value: “Bursa”\. colleague Çağlar changed it on \d+ \w+ \d{4} at \d\d:\d\d", words)
    assert words.count("Current value:") == 1
    isik.refresh_from_db()
    assert (isik.city, isik.phone, isik.email) == ("Bursa", "1", "a@b.c")
    again = form_of(answer)
    assert [again[name] for name in ("city", "phone", "email")] == ["Ankara", "2", "a@b.c"]
    assert owner.post(address, again).status_code == 302
    isik.refresh_from_db()
    assert (isik.city, isik.phone, isik.email, isik.version) == ("Ankara", "2", "a@b.c", 3)


def test_a_third_change_is_asked_about_again_and_other_fields_merge_in_silence(book, owner, colleague) -> None:
    isik = a_client(ISIK, city="İzmir")
    address = path(book, f"{isik.ref}/change/")
    mine, theirs = form_of(owner.get(address)), form_of(colleague.get(address))
    colleague.post(address, {**theirs, "city": "Bursa"})
    shown = form_of(owner.post(address, {**mine, "city": "Ankara"}))
    colleague.post(address, {**form_of(colleague.get(address)), "city": "Konya"})
    answer = owner.post(address, shown)
    assert answer.status_code == 422
    assert "Current value: “Konya”" in words_of(answer)
    mine = form_of(owner.get(address))
    colleague.post(address, {**form_of(colleague.get(address)), "city": "Adana"})
    assert owner.post(address, {**mine, "notes": "Ring twice"}).status_code == 302
    isik.refresh_from_db()
    assert (isik.city, isik.notes) == ("Adana", "Ring twice")


@pytest.mark.parametrize("seen", ["", "[]", "{}", '{"name": 5}', "[" * 100_000])
def test_a_form_that_does_not_say_what_it_saw_is_taken_at_its_word(book, owner, seen) -> None:
    isik = a_client(ISIK)
    address = path(book, f"{isik.ref}/change/")
    sent = {**form_of(owner.get(address)), "seen": seen, "city": "Bursa"}
    assert owner.post(address, sent).status_code == 302
    isik.refresh_from_db()
    assert (isik.name, isik.city) == (ISIK, "Bursa")


def test_contacts_are_added_changed_and_removed(book, owner, colleague) -> None:
    isik = a_client(ISIK)
    address = path(book, f"{isik.ref}/contacts/")
    new = {**form_of(owner.get(address)), "name": "Işıl", "phone": "1", "receives": []}
    for _ in range(2):
        assert owner.post(address, new)["Location"] == address
    assert [row[0] for row in timeline()] == ["client.added", "contact.added"]
    page = owner.get(address).content.decode()
    assert page.count('value="Işıl"') == 2
    saw = {"was_name": "Işıl", "was_email": "", "was_phone": "1", "was_role": ""}
    person = {"name": "Işıl", "email": "", "phone": "1", "role": ""}
    assert colleague.post(address, {**saw, **person, "phone": "2"}).status_code == 302
    answer = owner.post(address, {**saw, **person, "role": "Muhasebe"})
    assert answer.status_code == 422
    words = words_of(answer)
    assert "Someone else has changed Işıl; it now says: Işıl · 2. Check it, then save again." in words
    assert 'value="Muhasebe"' in answer.content.decode()
    saw["was_phone"] = "2"
    assert owner.post(address, {**saw, **person, "role": "Muhasebe"}).status_code == 302
    assert Contact.objects.values_list("phone", "role").get() == ("1", "Muhasebe")
    refusal = owner.post(address, {**saw, **person, "name": " ", "was_phone": "1", "was_role": "Muhasebe"})
    assert (refusal.status_code, "The person has no name: enter one." in words_of(refusal)) == (422, True)
    for _ in range(2):
        gone = {**saw, "key": "k", "was_phone": "1", "was_role": "Muhasebe", "remove": "1"}
        assert owner.post(address, gone).status_code == 302
    late = colleague.post(address, {**gone, "key": "of another page"})
    assert (late.status_code, "Işıl is not listed at" in words_of(late)) == (422, True)
    assert not Contact.objects.exists()
    assert [row[0] for row in timeline()][-1] == "contact.removed"


def stand_on(monkeypatch, at: datetime) -> None:
    monkeypatch.setattr(views, "datetime", clock.stopped_at(at))


def test_the_next_contact_from_plan_to_done_and_the_one_after(book, owner, monkeypatch) -> None:
    stand_on(monkeypatch, datetime(2024, 2, 29, 9, tzinfo=UTC))
    isik = a_client(ISIK)
    address, home = path(book, f"{isik.ref}/next/"), path(book, f"{isik.ref}/")
    plan = {**form_of(owner.get(address)), "on": "2024-03-07", "way": "visit", "about": "the renewal"}
    for _ in range(2):  # a double click
        assert owner.post(address, plan)["Location"] == home
    assert NextContact.objects.count() == 1
    page = words_of(owner.get(home))
    assert "Visit · 7 Mar 2024 · in 7 days the renewal" in page
    move = {**form_of(owner.get(address), "action"), "on": "2024-03-08"}
    assert owner.post(address, move).status_code == 302
    stale = owner.post(address, {**move, "key": "of another page", "on": "2024-03-09"})
    assert stale.status_code == 422
    assert "it is now: Visit on 8 Mar 2024: the renewal." in words_of(stale)
    assert form_of(stale, "action")["on"] == "2024-03-09"
    ref = NextContact.objects.get().ref
    empty = owner.post(address, {"planned": ref, "outcome": " ", "done": "1"})
    assert (empty.status_code, "Say in a few words what came of it" in words_of(empty)) == (422, True)
    for _ in range(2):  # a double click
        done = owner.post(address, {"key": "k", "planned": ref, "outcome": "They sign.", "done": "1"})
        assert done["Location"] == f"{address}?after=visit"
    offer = owner.get(f"{address}?after=visit")
    assert "When will you speak next?" in words_of(offer)
    assert {name: form_of(offer)[name] for name in ("on", "way", "about")} == {
        "on": "28 Mar 2024", "way": "visit", "about": ""
    }  # fmt: skip
    assert owner.post(address, {"on": "2024-04-01", "way": "call", "about": "the goals"}).status_code == 302
    late = owner.post(address, {"planned": ref, "outcome": "They do not sign.", "done": "1"})
    assert late.status_code == 422
    assert "They do not sign." in late.content.decode()
    drop = {"planned": NextContact.objects.get(ended_on=None).ref, "outcome": "Not needed", "drop": "1"}
    assert owner.post(address, drop)["Location"] == home
    assert [row[0] for row in timeline()][1:] == [
        "next_contact.set", "next_contact.moved", "next_contact.done", "next_contact.set", "next_contact.dropped",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"on": "", "way": "call", "about": "x"}, "Enter the date."),
        ({"on": "2024-02-28", "way": "call", "about": "x"}, "28 Feb 2024 has passed: choose today or a later day."),
        ({"on": "2024-03-01", "way": "fax", "about": "x"}, "“fax” is no way to speak to a client"),
        ({"on": "2024-03-01", "way": "call", "about": " "}, "Say in a few words what it will be about."),
    ],
)
def test_a_plan_that_cannot_be_comes_back_as_typed(book, owner, monkeypatch, typed, sentence) -> None:
    stand_on(monkeypatch, datetime(2024, 2, 29, 9, tzinfo=UTC))
    answer = owner.post(path(book, f"{a_client(ISIK).ref}/next/"), typed)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert {name: form_of(answer)[name] for name in ("on", "about")} == {name: typed[name] for name in ("on", "about")}
    assert not NextContact.objects.exists()


def test_the_firms_day_counts_on_both_sides_of_midnight(book, owner, monkeypatch) -> None:
    # Half past ten in the evening in London, half past one of the next day in the firm's Istanbul.
    stand_on(monkeypatch, datetime(2024, 2, 29, 22, 30, tzinfo=UTC))
    isik = a_client(ISIK)
    address = path(book, f"{isik.ref}/next/")
    assert owner.post(address, {"on": "2024-02-29", "way": "call", "about": "x"}).status_code == 422
    assert owner.post(address, {"on": "2024-03-01", "way": "call", "about": "x"}).status_code == 302
    assert "x, planned for today" in words_of(owner.get(f"/{book}/today/"))
    owner.post(path(book, f"{isik.ref}/contacts/"), {"name": "Işıl"})
    owner.post(
        path(book, f"{isik.ref}/change/"), {**form_of(owner.get(path(book, f"{isik.ref}/change/"))), "city": "x"}
    )
    assert [row[:2] for row in timeline()[1:]] == [
        ("next_contact.set", "2024-03-01"), ("contact.added", "2024-03-01"), ("client.changed", "2024-03-01"),
    ]  # fmt: skip


def plan_for(name: str, number: int, about: str = "x") -> None:
    plan = ContactPlan(day(number), "call", about)
    set_next_contact(client_ref=a_client(name, phone="12").ref, plan=plan, today=START, **ACT)


def test_contacts_due_on_today_and_in_the_list(book, owner, monkeypatch) -> None:
    stand_on(monkeypatch, datetime(2024, 3, 7, 9, tzinfo=UTC))
    plan_for(OZGE, 1, "the offer")
    plan_for(ISIK, 7, "the renewal")
    plan_for(OBRIEN, 9, "the goals")
    add_note(client_ref=a_client(OZGE).ref, text="Back on Friday", on=day(2), **ACT)
    page = words_of(owner.get(f"/{book}/today/")).partition("To do 2, most valuable first")[2]
    places = [page.index(words) for words in (
        f"Call {OZGE}", "the offer, planned for 1 Mar 2024", "2 Mar 2024 · Note: Back on Friday", f"Call {ISIK}",
        "the renewal, planned for today", "1 more in the next seven days", "Call O'Brien & Sons",
        "the goals, planned for 9 Mar 2024",
    )]  # fmt: skip
    assert places == sorted(places)
    listed = words_of(owner.get(path(book, "?show=contact")))
    assert [name in listed for name in (OZGE, ISIK, OBRIEN)] == [True, True, False]


def test_today_and_a_client_ask_no_more_for_more_contacts(book, owner, monkeypatch) -> None:
    stand_on(monkeypatch, datetime(2024, 3, 7, 9, tzinfo=UTC))
    plan_for(OZGE, 1)
    addresses = (f"/{book}/today/", path(book, f"{a_client(OZGE).ref}/"), path(book, "?show=contact"))
    counts = []
    for name in ("", ISIK, OBRIEN):
        if name:
            plan_for(name, 1)
        for address in addresses:
            with questions() as asked:
                assert owner.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:6] == counts[6:]


@pytest.mark.parametrize("name", [LONG, ARABIC, EMOJI, "<b>x</b>"])
def test_any_name_is_shown_as_written(book, owner, name) -> None:
    client = a_client(name)
    an_issued_invoice(client)
    add_contact(client_ref=client.ref, name=name, **ACT)
    plan_for(name, 1, about=name[:300])
    shown = html.escape(client.name, quote=True).replace("&#x27;", "&#39;")
    for address in (f"/{book}/today/", path(book), path(book, f"{client.ref}/"), path(book, f"{client.ref}/change/"),
                    path(book, f"{client.ref}/next/"), path(book, f"{client.ref}/contacts/")):  # fmt: skip
        page = owner.get(address).content.decode()
        assert re.search(rf'dir="auto"[^>]*>{re.escape(shown)}<', page)


def test_what_happened_is_shown_in_pages_of_twenty(book, owner) -> None:
    client = a_client(ISIK)
    for number in range(1, 45):
        add_note(client_ref=client.ref, text=f"number {number:02}.", on=day(number // 3), **ACT)
    seen: list[str] = []
    address = path(book, f"{client.ref}/activity/")
    while True:
        page = owner.get(address).content.decode()
        notes = re.findall(r"number (\d\d)\.", page)
        seen += notes
        older = re.search(r'href="(\?before=[^"#]+)#happened">Older', page)
        if older is None:
            break
        assert len(notes) + page.count("Client added") == 20
        address = path(book, f"{client.ref}/activity/{older[1]}")
    # The client was added on the firm's later day than the notes tell of.
    assert seen == [f"{number:02}" for number in range(44, 0, -1)]
    assert "Newest</a>" in page
    for nonsense in ("x", "2024-99-01.3", "2024-01-01." + "9" * 30):
        assert "number 44." in owner.get(path(book, f"{client.ref}/activity/?before={nonsense}")).content.decode()


def test_a_reader_sees_and_changes_nothing(book, browser) -> None:
    reader, isik = browser(book, "reader"), a_client(ISIK)
    add_contact(client_ref=isik.ref, **ContactDraft("Işıl")._asdict(), **ACT)
    plan_for(ISIK, 1)
    page = reader.get(path(book, f"{isik.ref}/")).content.decode()
    assert "Call" in page
    for rest in ("change/", "contacts/", "next/"):
        assert f"{isik.ref}/{rest}" not in page
    assert "clients/new/" not in reader.get(path(book)).content.decode()


def test_the_page_has_three_parts_with_addresses_of_their_own(book, owner) -> None:
    client = a_client(ISIK)
    paid = an_issued_invoice(client, number="A-1")
    for text in ("one", "two", "three", "four"):
        add_note(client_ref=client.ref, text=text, on=START, **ACT)
    parts = {}
    for tab, address in (("Overview", ""), ("Money", "money/"), ("Activity", "activity/")):
        answer = owner.get(path(book, f"{client.ref}/{address}"))
        assert f'{path(book, f"{client.ref}/{address}")}" aria-current="page">{tab}</a>' in answer.content.decode()
        parts[tab] = words_of(answer).partition("Overview Money Activity")[2]
    assert ("A-1" in parts["Overview"], "How they pay" in parts["Overview"]) == (True, True)
    assert ("A-1" in parts["Money"], "How they pay" in parts["Money"], "Note: four" in parts["Money"]) == (
        True, True, False,
    )  # fmt: skip
    assert [f"Note: {text}" in parts["Overview"] for text in ("four", "three", "two", "one")] == [
        True, True, False, False,  # that the client was added is the latest
    ]  # fmt: skip
    assert "Note: one" in parts["Activity"]
    activity = owner.get(path(book, f"{client.ref}/activity/")).content.decode()
    assert f'href="/{book}/invoices/{paid.ref}/">Invoice A-1 issued' in activity


def test_the_time_zone_of_a_contact_is_chosen_and_the_guess_is_shown(book, owner) -> None:
    client = a_client(ISIK, country="TR")
    contacts = path(book, f"{client.ref}/contacts/")
    page = owner.get(contacts).content.decode()
    assert '<option value="" selected>Guessed: Europe/Istanbul</option>' in page
    assert '<option value="Asia/Tokyo">Tokyo</option>' in page
    for name, zone in (("Ayşe Işık", "Asia/Tokyo"), ("Ömer Işık", "Asia/Calcutta")):
        owner.post(contacts, {"name": name, "time_zone": zone, "key": zone})
    page = owner.get(contacts).content.decode()
    assert '<option value="Asia/Tokyo" selected>Tokyo</option>' in page
    assert '<option value="Asia/Calcutta" selected>' in page
    refused = owner.post(contacts, {"name": "Can Işık", "time_zone": "Mars/Olympus", "key": "mars"})
    assert refused.status_code == 422
    assert "There is no time zone “Mars/Olympus”: write it as Europe/Istanbul." in words_of(refused)
    form = owner.get(path(book, f"{client.ref}/change/")).content.decode()
    assert "Guessed: Europe/Istanbul" in form


def test_a_reader_is_led_to_no_task_that_they_may_not_open(book, owner, browser) -> None:
    client = a_client(ISIK)
    owner.post(f"/{book}/tasks/new/", {"what": "Call back", "client": ISIK, "due_on": str(clock.today(3)), "key": "k"})
    activity = f"/{book}/clients/{client.ref}/activity/"
    assert re.search(r'href="[^"]*/tasks/k-[^"]*">[^<]*Call back', owner.get(activity).content.decode())
    page = browser(book, "reader").get(activity).content.decode()
    assert ("Call back" in page, "/tasks/k-" in page.partition('id="happened"')[2]) == (True, False)
