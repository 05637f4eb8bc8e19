"""The first start, signing in, invitations, and what a person may choose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.builders import ACT
from tests.web.conftest import PASSWORD

from mainstay.config.serving import start_key
from mainstay.firm.actions.firms import found_firm, remove_firm
from mainstay.firm.context import use_firm
from mainstay.firm.models import User
from mainstay.firm.queries.firms import firm_exists, this_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

FIRST = {
    "firm": "Işık İnşaat", "country": "TR", "language": "tr", "currency": "TRY", "time_zone": "Europe/Istanbul",
    "name": "Özge Çağlar", "email": "Ozge@Example.com", "password": PASSWORD,
}  # fmt: skip


@pytest.fixture
def no_firm() -> Iterator[None]:
    if firm_exists("book"):
        pytest.skip("another test is founding it on this server")
    yield
    if firm_exists("book"):
        remove_firm(slug="book", **ACT)


def sign_in(client: Client, book: str, password: str = PASSWORD, **more: str) -> object:
    return client.post(f"/{book}/accounts/login/", {"login": "owner@example.com", "password": password, **more})


@pytest.mark.parametrize("key", ["", "wrong", "ü"])
def test_without_the_key_nobody_becomes_the_owner(no_firm: None, browser: Callable[..., Client], key: str) -> None:
    assert browser().get("/start/", {"key": key}).status_code == 403
    assert browser().post("/start/", {**FIRST, "key": key}).status_code == 403
    assert not firm_exists("book")


def test_the_first_start_founds_the_firm_once(no_firm: None, browser: Callable[..., Client]) -> None:
    client = browser()
    wrong = {**FIRST, "key": start_key(), "time_zone": "Mars/Olympus", "password": "short", "email": "nowhere"}
    response = client.post("/start/", wrong)
    text = response.content.decode()
    assert response.status_code == 200
    assert all(f'value="{value}"' in text for value in ("Işık İnşaat", "Mars/Olympus", "nowhere"))
    assert "There is no time zone “Mars/Olympus”" in text
    assert "short" not in text.replace("too short", "")
    assert not firm_exists("book")
    response = client.post("/start/", {**FIRST, "key": start_key()})
    assert response.status_code == 302
    assert client.get(response["Location"])["Location"] == "/book/today/"
    assert client.get("/book/today/").status_code == 200
    assert browser().get(response["Location"])["Location"] == "/book/accounts/login/"
    assert browser().get("/start/", {"key": start_key()})["Location"] == "/"
    with use_firm("book"):
        assert [(u.email, u.role) for u in User.objects.all()] == [("ozge@example.com", "owner")]


def test_a_book_made_in_the_terminal_is_given_its_owner(no_firm: None, browser: Callable[..., Client]) -> None:
    found_firm(slug="book", name="My firm", country="GB", language="en", currency="USD", time_zone="UTC", **ACT)
    client = browser()
    assert client.get("/start/").status_code == 403
    shown = client.get("/start/", {"key": start_key()}).content.decode()
    assert 'value="My firm"' in shown
    response = client.post("/start/", {**FIRST, "key": start_key()})
    assert client.get(response["Location"])["Location"] == "/book/today/"
    with use_firm("book"):
        assert (this_firm().name, this_firm().currency) == ("Işık İnşaat", "TRY")
        assert [u.role for u in User.objects.all()] == ["owner"]
    assert browser().get("/start/", {"key": start_key()})["Location"] == "/"


def test_a_wrong_password_is_told_and_soon_refused(book: str, other_book: str, browser: Callable[..., Client]) -> None:
    browser(book, "owner")
    browser(other_book, "owner")
    client = browser()
    told = [sign_in(client, book, "wrong").content.decode() for _ in range(7)]
    assert "are not correct" in told[0]
    assert "Too many failed login attempts" in told[-1]
    assert "Too many failed login attempts" in sign_in(client, book).content.decode()
    # Another firm counts for itself.
    assert sign_in(browser(), other_book).status_code == 302


def test_too_many_forms_are_refused_with_a_page_of_ours(book: str, browser: Callable[..., Client]) -> None:
    client = browser()
    answers = [client.post(f"/{book}/accounts/login/", {}) for _ in range(31)]
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert answers[-1]["Retry-After"] == "60"
    assert "Too many attempts" in answers[-1].content.decode()


@pytest.mark.parametrize(
    "target",
    ["//evil.example/", "https://evil.example/", "http://localhost/x", "javascript:alert(1)", "/\\evil.example"],
)
def test_next_never_leaves_the_site(book: str, browser: Callable[..., Client], target: str) -> None:
    signed = browser(book, "owner")
    client = browser()
    assert sign_in(client, book, next=target)["Location"] == f"/{book}/today/"
    for page in ("language", "theme"):
        response = signed.post(f"/{book}/profile/{page}/", {page: "tr", "next": target})
        assert response["Location"] == f"/{book}/today/"
    assert sign_in(browser(), book, next=f"/{book}/clients/?q=a")["Location"] == f"/{book}/clients/?q=a"


def test_signing_out_is_a_post(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "reader")
    client.get(f"/{book}/accounts/logout/")
    assert client.get(f"/{book}/today/").status_code == 200
    client.post(f"/{book}/accounts/logout/")
    assert client.get(f"/{book}/today/").status_code == 302


def test_cookies_stay_under_the_firm_and_out_of_scripts(book: str, browser: Callable[..., Client]) -> None:
    browser(book, "owner")
    client = browser()
    client.get(f"/{book}/accounts/login/")
    sign_in(client, book)
    assert {"mainstay_session", "mainstay_csrf", "mainstay_language"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"/{book}/", True, "Lax"), cookie.key


def test_the_language_is_kept_per_person_and_the_place_is_not_lost(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    there = f"/{book}/clients/?q=i&sort=overdue"
    assert client.post(f"/{book}/profile/language/", {"language": "tr", "next": there})["Location"] == there
    assert '<html lang="tr"' in client.get(there).content.decode()
    again = browser()
    sign_in(again, book)
    assert '<html lang="tr"' in again.get(there).content.decode()
    client.post(f"/{book}/profile/theme/", {"theme": "dark", "next": there})
    assert 'data-bs-theme="dark"' in client.get(there).content.decode()
    client.post(f"/{book}/profile/theme/", {"theme": "pink", "next": there})
    assert 'data-bs-theme="dark"' in client.get(there).content.decode()


def test_a_link_is_shown_once_and_lets_one_person_join(book: str, browser: Callable[..., Client]) -> None:
    owner, guest = browser(book, "owner"), browser()
    said = {"name": "Ada", "email": "ada@example.com", "role": "bookkeeper"}
    shown = owner.post(f"/{book}/settings/people/invite/", said)
    assert "no-store" in shown["Cache-Control"]
    (link,) = re.findall(rf"http://localhost(/{book}/join/[\w-]+/)", shown.content.decode())
    assert link not in owner.get(f"/{book}/settings/people/").content.decode()
    bad = guest.post(link, {"name": "Ada L.", "password": "12345"})
    assert (bad.status_code, 'value="Ada L."' in bad.content.decode()) == (422, True)
    assert guest.post(link, {"name": "Ada L.", "password": PASSWORD})["Location"] == f"/{book}/today/"
    assert guest.get(f"/{book}/settings/").status_code == 403
    assert browser().get(link).status_code == 404
    person = {"person": str(User.objects.get(email="ada@example.com").pk)}
    owner.post(f"/{book}/settings/people/role/", {**person, "role": "reader"})
    assert guest.get(f"/{book}/import/").status_code == 403
    owner.post(f"/{book}/settings/people/deactivate/", person)
    assert guest.get(f"/{book}/today/").status_code == 302
    mine = {"person": str(User.objects.get(email="owner@example.com").pk)}
    told = owner.post(f"/{book}/settings/people/deactivate/", mine, follow=True).content.decode()
    assert "is the only owner" in told


def test_what_cannot_be_right_of_a_firm_comes_back_as_typed(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    said = {"name": "Yeni Ad", "country": "tr", "language": "tr", "currency": "eur", "time_zone": "Mars/Olympus"}
    response = client.post(f"/{book}/settings/firm/", said)
    text = response.content.decode()
    assert (response.status_code, 'value="Yeni Ad"' in text, "“Mars/Olympus” cannot be right" in text) == (
        422, True, True,
    )  # fmt: skip
    assert this_firm().name == "Işık İnşaat"
    client.post(f"/{book}/settings/firm/", {**said, "time_zone": "Europe/Berlin"})
    assert (this_firm().name, this_firm().country, this_firm().currency) == ("Yeni Ad", "TR", "EUR")
    assert reverse("settings_firm") == "/settings/firm/"
