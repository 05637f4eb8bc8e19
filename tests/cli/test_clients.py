"""One client in the terminal: changed, its contacts kept, the next contact planned and found again in the morning."""

from __future__ import annotations

from io import StringIO

import pytest
from tests import clock

ISIK = "Işık İnşaat"


@pytest.fixture
def book(british):
    british("record", "client", ISIK, "--city", "İzmir", "--terms", "30", "--credit-limit", "500", "--language", "tr")
    return british


def in_days(number: int) -> str:
    return str(clock.today(number))


def last(book) -> dict[str, object]:
    return book("client", ISIK, "--json").document["timeline"][0]


def test_a_client_is_changed(book) -> None:
    said = book("client", "change", "isik", "--city", "", "--rename", "Işık Yapı", "--terms", "45", "--email", "a@b.c")
    assert said.out == "Işık Yapı changed.\n"
    assert last_of(book, "Işık Yapı")["changes"] == [
        {"field": "name", "before": ISIK, "after": "Işık Yapı"},
        {"field": "email", "before": "", "after": "a@b.c"},
        {"field": "city", "before": "İzmir", "after": ""},
        {"field": "terms_days", "before": "30", "after": "45"},
    ]
    assert book("client", "change", "isik", "--terms", "45").out == "No changes to Işık Yapı.\n"
    book("client", "change", "isik", "--terms", "", "--credit-limit", "750.5")
    assert last_of(book, "Işık Yapı")["changes"] == [
        {"field": "terms_days", "before": "45", "after": ""},
        {"field": "credit_limit", "before": "500.00 GBP", "after": "750.50 GBP"},
    ]


def last_of(book, name: str) -> dict[str, object]:
    return book("client", name, "--json").document["timeline"][0]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--terms", "a month"), "“a month” is not a number of days: write it as 30."),
        (("--email", "nobody"), "“nobody” has no @: enter a valid e-mail address."),
        (("--credit-limit", "much"), "“much” is not an amount in GBP: write it plainly, such as 1234.50."),
        (("--rename", ""), "The client has no name: enter one."),
    ],
)
def test_what_cannot_be_is_refused(book, options, sentence) -> None:
    before = last(book)
    assert book("client", "change", ISIK, *options, code=2).err == f"{sentence}\n"
    assert last(book) == before


def test_a_client_comes_from_a_file_and_what_is_given_beside_it_wins(book, tmp_path) -> None:
    file = tmp_path / "client.json"
    file.write_text('{"name": "Özge Çağlar", "city": "Leeds", "terms_days": 14, "credit_limit": "750.50"}', "utf-8")
    book("record", "client", "--from", str(file), "--city", "York")
    shown = book("client", "Özge Çağlar", "--json").document
    assert (shown["terms_days"], shown["credit_limit"]) == (14, "750.50 GBP")
    file.write_text('{"deposit_percent": "30"}', "utf-8")
    assert book("client", "change", "Özge", "--from", str(file)).out == "Özge Çağlar changed.\n"
    file.write_text('{"depozit": "30"}', "utf-8")
    assert "There is no field “depozit”" in book("client", "change", "Özge", "--from", str(file), code=2).err
    file.write_text("[1]", "utf-8")
    assert "holds no JSON object" in book("client", "change", "Özge", "--from", str(file), code=2).err
    assert book("record", "client", code=2).err == "The client has no name: enter one.\n"


def test_contacts(book) -> None:
    assert book("client", "contact", ISIK, "Işıl", "--phone", "1").out == "Işıl is listed.\n"
    assert book("client", "contact", ISIK, "Işıl", "--role", "Muhasebe").out == "Işıl changed.\n"
    assert book("client", ISIK, "--json").document["contacts"] == [
        {"name": "Işıl", "email": "", "phone": "1", "role": "Muhasebe"}
    ]
    assert book("client", "contact", ISIK, "Işıl", "--remove").out == "Işıl is removed.\n"
    assert book("client", ISIK, "--json").document["contacts"] == []
    assert "Işıl is not listed" in book("client", "contact", ISIK, "Işıl", "--remove", code=2).err


def test_the_next_contact_is_planned_moved_shown_and_done(book) -> None:
    assert book("client", "next", ISIK).out == f"No next contact with {ISIK} is planned.\n"
    assert book("client", "next", ISIK, "--how", "visit", code=2).err == (
        "Say when and about what: add --on, --about.\n"
    )  # fmt: skip
    book("client", "next", ISIK, "--on", in_days(3), "--how", "visit", "--about", "the renewal")
    moved = book("client", "next", ISIK, "--on", in_days(2)).out
    assert moved.startswith(f"{ISIK}: Visit on ")
    assert moved.endswith(": the renewal (in 2 days)\n")
    expected = {"name": ISIK, "on": in_days(2), "how": "visit", "about": "the renewal", "days": 2, "when": "coming",
                "last_word": None}  # fmt: skip
    for planned in (
        book("client", "next", ISIK, "--json").document,
        book("client", ISIK, "--json").document["next_contact"],
        book("today", "--json").document["contacts"][0],
    ):
        assert {name: value for name, value in planned.items() if name != "ref"} == expected
    assert "Next contact: Visit on" in book("client", ISIK).out
    assert book("clients", "--contact-due", "--json").document["clients"] == []
    [due] = book("clients", "--contact-due", "--json", "--as-of", in_days(2)).document["clients"]
    assert due["name"] == ISIK
    overdue = book("today", "--today", in_days(12)).words
    assert "Follow-ups due · Işık İnşaat · Visit on" in overdue
    assert ": the renewal (10 days overdue)" in overdue
    following = ("--on", in_days(30), "--about", "the goals")
    said = book("client", "next", ISIK, "--done", "They sign.", *following).out
    assert said.endswith(": the goals (in 30 days)\n")
    assert book("client", "next", ISIK, "--drop", "Not needed").out == f"No next contact with {ISIK} is planned.\n"
    assert [event["kind"] for event in book("client", ISIK, "--json").document["timeline"]][:5] == [
        "next_contact.dropped", "next_contact.set", "next_contact.done", "next_contact.moved", "next_contact.set",
    ]  # fmt: skip


def test_a_client_called_like_a_command_is_shown_by_show(book) -> None:
    book("record", "client", "next")
    assert book("client", "show", "next", "--json").document["name"] == "next"
    assert book("client", "nobody", code=2).err.startswith("No client is called “nobody”")


def test_a_note_is_kept_corrected_and_erased(book, monkeypatch) -> None:
    assert book("client", "note", "isik", "Zarife Hanım is ill").out == "Note saved.\n"
    ref = last(book)["text_ref"]
    said = book("client", "note", "isik", "She is well", "--correct", ref, "--json").document
    assert (said["name"], said["text"]) == (ISIK, "She is well")
    assert (last(book)["kind"], last(book)["text"]) == ("note.added", "She is well")
    assert book("client", "note", "isik", "Again", "--key", "k").out == "Note saved.\n"
    assert book("client", "note", "isik", "Again", "--key", "k").out == "Note saved.\n"
    assert "with other values" in book("client", "note", "isik", "Another", "--key", "k", code=2).err
    before = last(book)
    monkeypatch.setattr("sys.stdin", StringIO("\n"))  # Enter is a no
    assert book("client", "erase", "isik", "--text", ref, code=2).err.endswith("Nothing was erased.\n")
    assert last(book) == before
    monkeypatch.setattr("sys.stdin", StringIO("y\n"))
    assert book("client", "erase", "isik", "--text", ref).out.endswith("Erased; entries concerned: 1.\n")
    assert book("client", "erase", "isik", "--text", ref, "--yes", code=2).err == "This text was erased already.\n"
    assert book("client", "erase", "isik", "--yes", "--json").document["entries"] == 1
    told = book("client", "isik", "--json").document["timeline"]
    assert [one["erased_on"] for one in told if one["kind"] == "note.added"] == [str(in_days(0))] * 2
    assert "Note: [erased on " in book("client", "isik").out


def test_a_note_is_removed_by_its_author(book) -> None:
    book("client", "note", "isik", "Zarife Hanım is ill")
    ref = last(book)["text_ref"]
    assert "--remove takes the note" in book("client", "note", "isik", "x", "--remove", ref, code=2).err
    assert book("client", "note", "isik", "--remove", ref).out == "Note removed.\n"
    assert "erased already" in book("client", "note", "isik", "--remove", ref, code=2).err
    assert "Zarife" not in book("client", "isik").out


def test_a_country_nobody_knows_is_asked_about_and_named_by_the_check(new_firm):
    book = new_firm()
    book("record", "client", "Işık İnşaat", "--country", "Untied Kingdom")
    said = book("client", "Işık").words
    assert "We don’t know the country “Untied Kingdom”" in said
    assert "Set it with “mainstay client change NAME --country GB”." in said
    assert book("client", "Işık", "--json").document["unknown_country"] == {
        "country": "Untied Kingdom", "likely": ["GB"],
    }  # fmt: skip
    checked = book("check").words
    assert "holds: nothing in it contradicts itself. 1 client has a country we don’t know" in checked
    assert "· Işık İnşaat: Untied Kingdom" in checked
    assert [one["name"] for one in book("check", "--json").document["unknown_countries"]] == ["Işık İnşaat"]
    book("client", "change", "Işık", "--country", "GB")
    assert "country" not in book("check").words
