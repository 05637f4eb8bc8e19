"""A note about a client: kept once, shown where it happened, refused with a sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from tests import clock
from tests.builders import ACT, ISIK, START, a_client, refused, timeline, whole_book

from mainstay.clients.actions.notes import NoteIsEmpty, NoteIsTooLong, add_note
from mainstay.clients.queries.fetching import ClientNotFound
from mainstay.firm.models import User
from mainstay.store.context import use_firm
from mainstay.web.views import book as views
from mainstay.web.views import notes as note_views


@pytest.fixture(autouse=True)
def _signed(monkeypatch) -> None:
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")


def a_browser(slug: str, role: str = "owner", **options) -> Client:
    with use_firm(slug):
        user = User.objects.filter(role=role).first()
        if user is None:
            user = User(email=f"{role}@example.com", name="Özge Çağlar", role=role, joined_at=clock.now())
            user.set_unusable_password()
            user.save(force_insert=True)
        browser = Client(SERVER_NAME="localhost", **options)
        browser.force_login(user)
    return browser


def test_a_note_is_kept_as_written(book) -> None:
    client = a_client(ISIK)
    add_note(client_ref=client.ref, text="  100% agreed\r\nnext week \x00", on=START, **ACT)
    assert timeline()[-1] == ("note.added", str(START), client.ref, {"text": "100% agreed\nnext week"})


def test_what_is_refused_changes_nothing(book) -> None:
    client = a_client(ISIK)
    with refused(NoteIsEmpty):
        add_note(client_ref=client.ref, text=" \n\x00", on=START, **ACT)
    with refused(NoteIsTooLong):
        add_note(client_ref=client.ref, text="x" * 2001, on=START, **ACT)
    with refused(ClientNotFound):
        add_note(client_ref="c-nothing", text="x", on=START, **ACT)
    add_note(client_ref=client.ref, text="x" * 2000, on=START, **ACT)


def test_a_note_sent_again_after_midnight_is_kept_once(book, monkeypatch) -> None:
    client, browser = a_client(ISIK), a_browser(book)

    def send(day: int) -> int:
        for module in (note_views, views):
            monkeypatch.setattr(module, "datetime", clock.stopped_at(datetime(2026, 3, day, 12, tzinfo=UTC)))
        return browser.post(f"/{book}/clients/{client.ref}/notes/", {"text": "Called", "key": "k"}).status_code

    assert [send(30), send(31)] == [302, 302]
    assert [(kind, on) for kind, on, *_rest in timeline() if kind == "note.added"] == [("note.added", "2026-03-30")]


def test_a_note_is_written_and_shown(book) -> None:
    client, browser = a_client(ISIK), a_browser(book)
    answer = browser.post(f"/{book}/clients/{client.ref}/notes/", {"text": "Called <b>\nback"})
    assert (answer.status_code, answer["Location"]) == (302, f"/{book}/clients/{client.ref}/#happened")
    page = browser.get(f"/{book}/clients/{client.ref}/").content.decode()
    assert "Note: Called &lt;b&gt;<br>back" in page
    assert "Note saved." in page


def key_of(page: str) -> str:
    return page.rsplit('notes/">', maxsplit=1)[-1].split('name="key" value="')[1].split('"', maxsplit=1)[0]


def notes() -> list[object]:
    return [row[3]["text"] for row in timeline() if row[0] == "note.added"]


def test_a_double_click_writes_once(book) -> None:
    client, browser = a_client(ISIK), a_browser(book)
    path = f"/{book}/clients/{client.ref}/"
    key = key_of(browser.get(path).content.decode())
    for _ in range(2):
        assert browser.post(path + "notes/", {"key": key, "text": "one"}).status_code == 302
    other = browser.post(path + "notes/", {"key": key, "text": "two"})
    assert (other.status_code, notes()) == (422, ["one"])
    page = other.content.decode()
    assert ("This was already sent once with other values" in page, ">\ntwo</textarea>" in page) == (True, True)
    assert browser.post(path + "notes/", {"key": key_of(page), "text": "two"}).status_code == 302
    assert notes() == ["one", "two"]


def test_two_who_write_the_same_words_are_two_notes(book) -> None:
    client = a_client(ISIK)
    path = f"/{book}/clients/{client.ref}/"
    for browser in (a_browser(book), a_browser(book, "colleague")):
        key = key_of(browser.get(path).content.decode())
        browser.post(path + "notes/", {"key": key, "text": "Called back"})
    assert notes() == ["Called back"] * 2


def test_the_second_half_of_a_double_click_is_told_too_and_nobody_twice(book) -> None:
    client, browser = a_client(ISIK), a_browser(book)
    path = f"/{book}/clients/{client.ref}/"
    sent = {"text": "one", "key": key_of(browser.get(path).content.decode())}

    def told() -> int:
        return browser.get(path).content.decode().count("Note saved.")

    browser.post(path + "notes/", sent)
    browser.post(path + "notes/", sent)
    assert told() == 1
    browser.post(path + "notes/", sent)
    assert told() == 1
    assert told() == 0


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_a_refused_note_comes_back_as_typed(book, text) -> None:
    client, browser = a_client(ISIK), a_browser(book)
    before = timeline()
    answer = browser.post(f"/{book}/clients/{client.ref}/notes/", {"text": text})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert f">\n{text}</textarea>" in page
    assert timeline() == before


def test_who_may_write_a_note(book, other_book) -> None:
    client = a_client(ISIK)
    path = f"/{book}/clients/{client.ref}/"
    reader = a_browser(book, "reader")
    before = whole_book()["timeline_entry"]
    assert reader.post(path + "notes/", {"text": "x"}).status_code == 403
    assert "<textarea" not in reader.get(path).content.decode()
    assert (
        Client(SERVER_NAME="localhost")
        .post(path + "notes/", {"text": "x"})["Location"]
        .startswith(f"/{book}/accounts/login/")
    )
    with use_firm(other_book):
        foreign = a_client(ISIK)
    owner = a_browser(book)
    assert owner.post(f"/{book}/clients/{foreign.ref}/notes/", {"text": "x"}).status_code == 404
    assert owner.get(path + "notes/")["Location"] == path
    assert whole_book()["timeline_entry"] == before


def test_a_note_is_removed_from_its_page(book) -> None:
    client, browser = a_client(ISIK), a_browser(book)
    path = f"/{book}/clients/{client.ref}/"
    browser.post(path + "notes/", {"text": "They sell the house"})
    address = re.search(r"notes/correct/\?note=[\w-]+", browser.get(path).content.decode())[0]
    for other in ("colleague", "reader"):
        assert address not in a_browser(book, other).get(path).content.decode()
    assert a_browser(book, "reader").post(path + address, {"remove": "1"}).status_code == 403
    refused = a_browser(book, "colleague").post(path + address, {"remove": "1"})
    assert refused.status_code == 422
    assert "Only the person who wrote this can edit or remove it." in refused.content.decode()
    for _ in range(2):  # the second half of a double click
        assert browser.post(path + address, {"remove": "1", "key": "k"}).status_code == 302
    page = browser.get(path).content.decode()
    assert ("They sell the house" in page, "Note removed." in page, "Note: [erased on" in page) == (False, True, True)
