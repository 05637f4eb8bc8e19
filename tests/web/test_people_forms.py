"""The forms about people: what is refused stands beside what it is about, and what was typed stays."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from allauth.mfa.models import Authenticator
from django.test import Client
from tests import clock
from tests.builders import OWNER
from tests.web.test_starting import TYPED, no_firm

from mainstay.config.serving import start_key
from mainstay.firm.actions.people import invite
from mainstay.firm.models import RoleAct, SecurityEvent, User
from mainstay.web.page_forms import typed_on
from mainstay.web.views import people

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

__all__ = ["no_firm"]


def row_of(text: str, email: str) -> str:
    """What the list of people says about one of them."""
    (row,) = [part for part in re.findall(r"<li.*?</li>", text, re.DOTALL) if email in part and "Deactivate" in part]
    return unescape(row)


def test_a_role_that_cannot_be_taken_is_told_beside_the_person(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    browser(book, "reader")
    owner = User.objects.get(email="owner@example.com")
    where = f"/{book}/settings/people/role/"
    answer = client.post(where, {"person": owner.pk, "role": "reader"})
    row = row_of(answer.content.decode(), "owner@example.com")
    assert answer.status_code == 422
    assert "is the only owner: make somebody else an owner first." in row
    assert '<option value="reader" selected' in row
    assert "is the only owner" not in row_of(answer.content.decode(), "reader@example.com")
    assert User.objects.get(pk=owner.pk).role == "owner"
    unknown = client.post(where, {"person": owner.pk, "role": "king"})
    assert (unknown.status_code, 'id="role-changed_error"' in unknown.content.decode()) == (422, True)


def test_a_role_of_somebody_who_left_is_told_above_the_list(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    for person, sentence in (("999", "There is no such person in this firm any more."), ("x", "Enter a whole number.")):
        answer = client.post(f"/{book}/settings/people/role/", {"person": person, "role": "reader"})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_table_that_is_refused_keeps_what_was_ticked(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    answer = client.post(f"/{book}/settings/people/acts/", {
        "was": ["colleague clients.write_note"],
        "may": ["reader clients.write_note", "reader firm.invite_person"],
    })  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "stays with the owner" in text
    assert re.search(r'value="reader clients.write_note"[^>]* checked', text)
    assert re.search(r'value="colleague clients.write_note"(?![^>]* checked)', text)
    assert 'name="was" value="colleague clients.write_note"' in text
    assert not RoleAct.objects.exists()


def test_a_table_that_was_not_saved_shows_what_was_ticked_anew() -> None:
    sent = [("key", "k"), ("was", "owner clients.write_note"), ("may", "owner clients.write_note"),
            ("may", "reader clients.write_note")]  # fmt: skip
    assert typed_on("settings_role_acts", sent) == [("What each role may do", "Viewer: Write notes")]


def test_whoever_joins_is_told_beside_the_field_and_types_the_name_once(book: str) -> None:
    token = invite(email="ada@example.com", name="Ada", role="reader", by=OWNER, now=clock.now())
    guest = Client(HTTP_HOST="localhost")
    guest.get(f"/{book}/join/{token}/")
    empty = guest.post(f"/{book}/join/").content.decode()
    assert [empty.count(f"“{field}” is empty: fill it in.") for field in ("Your name", "A password")] == [1, 1]
    answer = guest.post(f"/{book}/join/", {"name": "Ada L.", "password": "kısacık"})
    text = answer.content.decode()
    assert (answer.status_code, 'value="Ada L."' in text, "kısacık" in text) == (422, True, False)
    assert re.search(r'id="password_error">[^<]*12', text)


def test_the_first_start_tells_each_fault_beside_its_field(no_firm: None) -> None:
    wrong = {**TYPED, "time_zone": "Mars/Olympus", "key": start_key()}
    text = Client(HTTP_HOST="localhost").post("/start/", wrong).content.decode()
    for field, sentence in (
        ("time_zone", "There is no time zone “Mars/Olympus”: write it as Europe/Istanbul."),
        ("email", "Enter a valid email address."),
        ("password", "12 characters"),
    ):
        assert re.search(rf'id="{field}_error">[^<]*{re.escape(sentence)}', text), field
    assert "half a" not in text


def link_in(text: str) -> str:
    """The link for a new password that the page shows, as the path of it."""
    return re.findall(r'id="reset-link" value="http://[^/"]+(/[^"]+)"', text)[0]


def test_an_owner_gives_a_colleague_a_link_that_works_once(book: str, browser: Callable[..., Client]) -> None:
    owner, colleague = browser(book, "owner"), browser(book, "colleague")
    person = User.objects.get(email="colleague@example.com")
    User.objects.filter(pk=person.pk).update(language="tr")
    page = owner.post(f"/{book}/settings/people/reset/", {"person": person.pk, "act": "password"})
    text = page.content.decode()
    mail = unquote(unescape(re.findall(r'href="(mailto:[^"]+)"', text)[0]))
    where = link_in(text)
    assert page.status_code == 200
    assert mail.startswith("mailto:colleague@example.com?subject=")
    assert "Merhaba" in mail
    assert where in mail
    guest = browser()
    form = guest.get(where)["Location"]
    assert guest.post(form, {"password": "yepyeni bir parola"})["Location"] == f"/{book}/accounts/login/"
    assert guest.get(where, follow=True).status_code == 404
    assert colleague.get(f"/{book}/today/").status_code == 302
    kinds = list(SecurityEvent.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["link_made", "password_changed"]
    assert link_in_page_is_gone(owner, book)


def link_in_page_is_gone(owner: Client, book: str) -> bool:
    return 'id="reset-link"' not in owner.get(f"/{book}/settings/people/").content.decode()


def test_ones_own_password_and_that_of_nobody_are_no_links(book: str, browser: Callable[..., Client]) -> None:
    owner = browser(book, "owner")
    number = User.objects.get(email="owner@example.com").pk
    for person, sentence in (
        (number, "Change your own password under You."),
        ("999", "There is no such person in this firm any more."),
        ("x", "There is no such person in this firm any more."),
    ):
        answer = owner.post(f"/{book}/settings/people/reset/", {"person": person, "act": "password"})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
        assert 'id="reset-link"' not in answer.content.decode()
    assert SecurityEvent.objects.filter(kind="link_made").count() == 0


def test_a_lost_phone_takes_the_second_step_away(book: str, browser: Callable[..., Client]) -> None:
    owner = browser(book, "owner")
    browser(book, "reader")
    person = User.objects.get(email="reader@example.com")
    for act, left in (("password", 1), ("both", 0)):
        Authenticator.objects.filter(user_id=person.pk).delete()
        Authenticator.objects.create(user_id=person.pk, type="totp", data={"secret": "x"})
        owner.post(f"/{book}/settings/people/reset/", {"person": person.pk, "act": act})
        assert Authenticator.objects.filter(user_id=person.pk).count() == left


def test_links_are_made_so_often_an_hour_and_by_the_owner_alone(
    book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, reader = browser(book, "owner"), browser(book, "reader")
    person = User.objects.get(email="reader@example.com")
    monkeypatch.setattr(people, "_OFTEN", {"reset": "2/h/user"})
    where, said = f"/{book}/settings/people/reset/", {"person": person.pk, "act": "password"}
    assert [owner.post(where, said).status_code for _ in range(3)] == [200, 200, 429]
    assert reader.post(where, said).status_code == 403


def test_the_sign_in_page_says_what_to_do_without_a_password(book: str, browser: Callable[..., Client]) -> None:
    text = browser().get(f"/{book}/accounts/login/").content.decode()
    assert "Forgotten your password?" in text
    assert f"mainstay --firm {book} people reset" in text
