"""A note is edited soon after by whoever wrote it; the owner erases what people wrote, after a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests import clock
from tests.builders import ISIK, OBRIEN, OWNER, a_client, an_issued_invoice, whole_book

from mainstay.clients.actions.notes import add_note
from mainstay.store.context import use_firm
from mainstay.timeline.models import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

SECRET = "Zarife Hanım is ill"


def words_of(text: str = SECRET) -> str:
    return Words.objects.get(texts__text=text).ref


@pytest.fixture
def owner(book: str, browser: Callable[..., Client]) -> Client:
    return browser(book, "owner")


@pytest.fixture
def page(book: str, owner: Client) -> str:
    """The address of a client's page with a note that the owner wrote just now."""
    address = f"/{book}/clients/{a_client(ISIK).ref}/"
    owner.post(f"{address}notes/", {"text": SECRET})
    return address


def test_a_note_is_edited_without_any_script(page: str, owner: Client) -> None:
    edit = f"{page}notes/correct/?note={words_of()}"
    assert f'href="{edit}"' in owner.get(page).content.decode()
    assert SECRET in owner.get(edit).content.decode()
    answer = owner.post(edit, {"text": "She is well <b>"})
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#happened")
    shown = owner.get(page).content.decode()
    assert "Note: She is well &lt;b&gt;" in shown
    assert "Note updated." in shown
    assert SECRET not in str(whole_book()["timeline_words"])


def test_a_refused_correction_comes_back_as_typed(page: str, owner: Client) -> None:
    edit, before = f"{page}notes/correct/?note={words_of()}", whole_book()["timeline_words"]
    for text, sentence in (
        (" ", "The note is empty: write what you want to keep."),
        ("x" * 2001, "The note has 2001 characters, 2000 are kept: shorten it, or write a second one."),
    ):
        answer = owner.post(edit, {"text": text})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert f"{text}</textarea>" in answer.content.decode()
    assert whole_book()["timeline_words"] == before


@pytest.mark.parametrize(
    ("ago", "writer", "sentence"),
    [
        (timedelta(minutes=16), "own", "for 15 minutes after it was written, and that time is over."),
        (timedelta(minutes=1), "other", "Only the person who wrote this can edit or remove it."),
    ],
)
def test_too_late_or_of_somebody_else_there_is_no_way_to_edit(page, owner, ago, writer, sentence) -> None:
    own = Words.objects.get(ref=words_of()).by
    by = replace(OWNER, id=own.identity if writer == "own" else "another")
    add_note(client_ref=page.split("/")[-2], text="Older", on=date(2024, 2, 29), by=by, now=clock.now() - ago)
    edit = f"{page}notes/correct/?note={words_of('Older')}"
    assert edit not in owner.get(page).content.decode()
    answer = owner.post(edit, {"text": "x"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert words_of("Older")


def test_the_owner_erases_one_text_after_a_question(page: str, owner: Client) -> None:
    erase = f"{page}erase/?words={words_of()}"
    assert f'href="{erase}"' in owner.get(f"{page}activity/").content.decode()
    asked = owner.get(erase).content.decode()
    assert SECRET in asked
    assert "The text can’t be restored." in asked
    assert SECRET in str(whole_book()["timeline_words"])
    assert owner.post(erase)["Location"] == f"{page}#happened"
    shown = owner.get(page).content.decode()
    assert SECRET not in shown
    assert "Note: [erased on " in shown
    assert "The text of 1 entry was erased." in shown
    assert "erase/?words" not in owner.get(f"{page}activity/").content.decode()
    owner.post(erase)
    assert "This text was erased already." in owner.get(page).content.decode()


def test_what_was_written_about_an_invoice_is_erased_from_its_page(book, owner, browser) -> None:
    client = a_client(ISIK)
    here = f"/{book}/invoices/{an_issued_invoice(client).ref}/"
    owner.post(f"{here}dispute/", {"reason": SECRET, "on": "2026-06-30"})
    (words,) = [row.ref for row in Words.objects.all() if SECRET in str(row.texts)]
    erase = f"/{book}/clients/{client.ref}/erase/?words={words}"
    assert f'href="{erase}"' in owner.get(here).content.decode()
    assert "/erase/" not in browser(book, "colleague").get(here).content.decode()
    owner.post(erase)
    assert "/erase/" not in owner.get(here).content.decode()


def test_the_owner_erases_all_text_about_a_client(page: str, owner: Client) -> None:
    owner.post(f"{page}notes/", {"text": "Another"})
    assert "former contact details" in owner.get(f"{page}erase/").content.decode()
    owner.post(f"{page}erase/")
    assert "The text of 2 entries was erased." in owner.get(page).content.decode()
    owner.post(f"{page}erase/")
    assert "There was nothing to erase." in owner.get(page).content.decode()


def test_in_turkish_too(page: str, book: str, owner: Client) -> None:
    owner.post(f"/{book}/profile/language/", {"language": "tr"})
    owner.post(f"{page}erase/?words={words_of()}")
    shown = owner.get(page).content.decode()
    assert "tarihinde silindi]" in shown
    assert "erased" not in shown


def test_nobody_else_gets_there(page: str, book: str, other_book: str, owner: Client, browser) -> None:
    words = words_of()
    stranger = a_client(OBRIEN).ref
    with use_firm(other_book):
        foreign = a_client(ISIK).ref
    before = whole_book()["timeline_words"]
    for address, status in (
        (f"{page}erase/?words=t-nothing", 404),
        (f"/{book}/clients/{stranger}/erase/?words={words}", 404),
        (f"/{book}/clients/{foreign}/erase/", 404),
        (f"/{book}/clients/{stranger}/notes/correct/?note={words}", 404),
        (f"{page}notes/correct/", 404),
    ):
        for send in (owner.get, owner.post):
            assert send(address).status_code == status, address
    colleague = browser(book, "colleague")
    assert colleague.post(f"{page}erase/").status_code == 403
    assert "/erase/" not in colleague.get(page).content.decode()
    assert browser().post(f"{page}erase/")["Location"].startswith(f"/{book}/accounts/login/")
    assert whole_book()["timeline_words"] == before
