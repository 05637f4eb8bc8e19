"""The first start, signing in, invitations, and what a person may choose."""

from __future__ import annotations

import logging
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.urls import reverse
from tests import clock
from tests.builders import ACT, questions
from tests.patience import half_minute
from tests.web.conftest import PASSWORD

from mainstay.config.serving import start_key
from mainstay.firm.actions.firms import found_firm, remove_firm
from mainstay.firm.actions.people import add_person
from mainstay.firm.actions.security import make_reset_link
from mainstay.firm.models import SecurityEvent, User
from mainstay.firm.queries.firms import firm_exists, firm_slugs, this_firm
from mainstay.store.context import use_firm
from mainstay.web import account_forms, accounts, encryption, sessions
from mainstay.web.views.starting import way_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

FIRST = {
    "firm": "Işık İnşaat", "country": "TR", "language": "tr", "currency": "TRY", "time_zone": "Europe/Istanbul",
    "name": "Özge Çağlar", "email": "Ozge@Example.com", "password": PASSWORD,
}  # fmt: skip


@pytest.fixture
def no_firm(engine: str) -> Iterator[None]:
    assert firm_slugs() == []
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
    assert all(f'value="{value}"' in text for value in ("Işık İnşaat", "nowhere"))
    assert "There is no time zone “Mars/Olympus”" in text
    assert "short" not in text.replace("too short", "")
    assert not firm_exists("book")
    response = client.post("/start/", {**FIRST, "key": start_key()})
    assert response.status_code == 302
    assert client.get(response["Location"])["Location"] == "/book/welcome/"
    assert client.get("/book/today/").status_code == 200
    assert browser().get(response["Location"])["Location"] == "/book/accounts/login/"
    assert browser().get("/start/", {"key": start_key()})["Location"] == "/"
    with use_firm("book"):
        assert [(u.email, u.role) for u in User.objects.all()] == [("ozge@example.com", "owner")]


def test_a_book_made_in_the_terminal_is_given_its_owner(no_firm: None, browser: Callable[..., Client]) -> None:
    found_firm(slug="book", name="My firm", country="GB", language="en", currency="USD", time_zone="UTC", **ACT)
    client = browser()
    assert client.get("/start/").status_code == 302
    asked = {"firm": "book", "key": start_key("book")}
    assert [client.get("/start/", {**asked, "key": key}).status_code for key in ("", start_key(), "ü")] == [403] * 3
    shown = client.get("/start/", asked).content.decode()
    assert 'value="My firm"' in shown
    response = client.post("/start/", {**FIRST, "slug": "book", "key": start_key("book")})
    assert client.get(response["Location"])["Location"] == "/book/today/"
    with use_firm("book"):
        assert (this_firm().name, this_firm().currency) == ("Işık İnşaat", "TRY")
        assert [u.role for u in User.objects.all()] == ["owner"]
    assert browser().get("/start/", asked)["Location"] == "/"


def test_a_wrong_password_is_told_and_soon_refused(book: str, other_book: str, browser: Callable[..., Client]) -> None:
    browser(book, "owner")
    browser(other_book, "owner")
    client = browser()
    told = [sign_in(client, book, "wrong").content.decode() for _ in range(7)]
    assert "is not right. Try again." in told[0]
    assert "Too many failed attempts" in told[-1]
    assert "Too many failed attempts" in sign_in(client, book).content.decode()
    # Another firm counts for itself.
    assert sign_in(browser(), other_book).status_code == 302


def tried(client: Client, book: str, password: str, address: str) -> str:
    """What comes of a try from a network address: "in", "wrong" or "refused"."""
    said = {"login": "owner@example.com", "password": password}
    response = client.post(f"/{book}/accounts/login/", said, REMOTE_ADDR=address)
    if response.status_code == 302:
        return "in"
    return "refused" if "Too many failed attempts" in response.content.decode() else "wrong"


def test_a_stranger_who_guesses_locks_out_nobody_elsewhere(book: str, browser: Callable[..., Client]) -> None:
    browser(book, "owner")
    stranger = browser()
    assert [tried(stranger, book, "wrong", "192.0.2.7") for _ in range(6)] == ["wrong"] * 5 + ["refused"]
    # A new browser at the same address is no way around it.
    assert tried(browser(), book, PASSWORD, "192.0.2.7") == "refused"
    assert tried(browser(), book, PASSWORD, "198.51.100.1") == "in"


def test_a_known_browser_passes_whoever_guesses_even_from_the_same_address(
    book: str, other_book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_BY_EMAIL", "6/900s/key")
    browser(book, "owner")
    browser(other_book, "owner")
    known = browser()
    assert tried(known, book, PASSWORD, "192.0.2.7") == "in"
    known.get(f"/{book}/today/")
    known.post(f"/{book}/accounts/logout/")
    for number in range(7):  # from many addresses, until no unknown browser is let in
        tried(browser(), book, "wrong", f"203.0.113.{number}")
    for _ in range(5):
        tried(browser(), book, "wrong", "192.0.2.7")
    assert tried(browser(), book, PASSWORD, "198.51.100.1") == "refused"
    forged = browser()
    forged.cookies["mainstay_browser"] = known.cookies["mainstay_browser"].value + "x"
    assert tried(forged, book, PASSWORD, "198.51.100.1") == "refused"
    assert tried(known, book, PASSWORD, "192.0.2.7") == "in"
    # It counts its own failed tries, for itself alone, and is known in this firm only.
    known.post(f"/{book}/accounts/logout/")
    assert [tried(known, book, "wrong", "192.0.2.7") for _ in range(6)] == ["wrong"] * 5 + ["refused"]
    elsewhere = browser()
    elsewhere.cookies["mainstay_browser"] = known.cookies["mainstay_browser"].value
    assert [tried(elsewhere, other_book, "wrong", "192.0.2.8") for _ in range(6)][-1] == "refused"
    assert tried(browser(), other_book, PASSWORD, "198.51.100.1") == "in"


def test_a_pass_that_was_signed_in_the_future_lets_nobody_in(
    book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = add_person(email="new@example.com", name="N", role="owner", language="en", password=PASSWORD, **ACT)
    now = clock.now().timestamp()
    for ahead, target in ((3600, "/accounts/login/"), (0, "/today/")):
        monkeypatch.setattr(signing.time, "time", lambda ahead=ahead: now + ahead)
        address = way_in(book, new.pk, to="today")
        monkeypatch.undo()
        assert browser().get(address)["Location"] == f"/{book}{target}"


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


def test_a_theme_once_chosen_is_shown_where_no_person_is_known_and_else_the_systems(
    book: str, browser: Callable[..., Client]
) -> None:
    client, chosen, follows = browser(book, "owner"), '<html lang="en" data-bs-theme="dark">', "data-follows-system"
    page = client.get(f"/{book}/today/").content.decode()
    assert (follows in page, follows in client.get(f"/{book}/nothing/").content.decode()) == (True, True)
    client.post(f"/{book}/profile/theme/", {"theme": "dark"})
    assert chosen in client.get(f"/{book}/today/").content.decode()
    for address in ("nothing/", "accounts/reauthenticate/"):
        assert chosen in client.get(f"/{book}/{address}").content.decode(), address
    client.post(f"/{book}/accounts/logout/")
    assert chosen in client.get(f"/{book}/accounts/login/").content.decode()
    assert follows in browser().get(f"/{book}/accounts/login/").content.decode()


def test_a_link_is_shown_once_and_lets_one_person_join(book: str, browser: Callable[..., Client]) -> None:
    owner, guest = browser(book, "owner"), browser()
    said = {"name": "Ada", "email": "ada@example.com", "role": "bookkeeper"}
    shown = owner.post(f"/{book}/settings/people/invite/", said)
    assert "no-store" in shown["Cache-Control"]
    (link,) = re.findall(rf"http://localhost(/{book}/join/[\w-]+/)", shown.content.decode())
    assert link not in owner.get(f"/{book}/settings/people/").content.decode()
    join = guest.get(f"{link}?language=tr")["Location"]
    assert join == f"/{book}/join/?language=tr"
    assert '<html lang="tr"' in guest.get(join).content.decode()
    bad = guest.post(join, {"name": "Ada L.", "password": "12345"})
    assert (bad.status_code, 'value="Ada L."' in bad.content.decode()) == (422, True)
    assert guest.post(join, {"name": "Ada L.", "password": PASSWORD})["Location"] == f"/{book}/today/"
    assert guest.get(f"/{book}/settings/").status_code == 403
    assert browser().get(link, follow=True).status_code == 404
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
    said = {"name": "Yeni Ad", "country": "TR", "language": "tr", "currency": "EUR", "time_zone": "Mars/Olympus"}
    response = client.post(f"/{book}/settings/firm/", said)
    text = response.content.decode()
    assert (response.status_code, 'value="Yeni Ad"' in text, "“Mars/Olympus”: write it as Europe/Istanbul" in text) == (
        422, True, True,
    )  # fmt: skip
    assert this_firm().name == "Işık İnşaat"
    client.post(f"/{book}/settings/firm/", {**said, "time_zone": "Europe/Berlin"})
    assert (this_firm().name, this_firm().country, this_firm().currency) == ("Yeni Ad", "TR", "EUR")
    assert reverse("settings_firm") == "/settings/firm/"


def test_an_idle_session_ends_and_one_that_is_kept_does_not(
    book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(book, "owner")
    idle, kept = browser(), browser()
    sign_in(idle, book)
    sign_in(kept, book, remember="on")
    assert (idle.cookies["mainstay_session"]["max-age"], kept.cookies["mainstay_session"]["max-age"]) == ("", 1_209_600)
    later = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(sessions, "datetime", clock.stopped_at(later))
    assert idle.get(f"/{book}/today/").status_code == 302
    assert kept.get(f"/{book}/today/").status_code == 200
    monkeypatch.setattr(sessions, "datetime", clock.stopped_at(later + timedelta(days=14)))
    assert kept.get(f"/{book}/today/").status_code == 302


def test_a_used_session_goes_on_and_the_book_is_not_written_for_it(
    book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(book, "owner")
    client = browser()
    sign_in(client, book)
    for hours in (8, 16, 24):
        monkeypatch.setattr(sessions, "datetime", clock.stopped_at(clock.now() + timedelta(hours=hours)))
        with questions() as said:
            assert client.get(f"/{book}/receivables/").status_code == 200
        assert [sql for sql in said if sql.startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_the_sign_of_use_of_another_session_is_none(book: str, browser: Callable[..., Client]) -> None:
    browser(book, "owner")
    one, other = browser(), browser()
    sign_in(one, book)
    sign_in(other, book)
    one.cookies["mainstay_used"] = other.cookies["mainstay_used"].value
    assert one.get(f"/{book}/today/").status_code == 302


def test_a_password_needs_twelve_characters_and_a_new_one_ends_other_sessions(
    book: str, browser: Callable[..., Client]
) -> None:
    browser(book, "owner")
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        sign_in(client, book)
    where = f"/{book}/accounts/password/change/"
    said = {"oldpassword": PASSWORD, "password1": "yeni parola", "password2": "yeni parola"}
    assert "at least 12 characters" in here.post(where, said).content.decode()
    said |= {"password1": "yeni bir parola", "password2": "yeni bir parola"}
    assert here.post(where, said)["Location"] == f"/{book}/you/"
    assert elsewhere.get(f"/{book}/today/").status_code == 302
    shown = here.get(f"/{book}/today/").content.decode()
    assert ("Was this you?" in shown, "Your password was changed." in shown) == (True, True)
    page = here.get(f"/{book}/you/").content.decode()
    assert page.count('badge bg-secondary-lt">this one') == 1
    assert "Sign out everywhere else" not in page
    here.post(f"/{book}/you/seen/", {"next": "//evil.example"})
    assert "Was this you?" not in here.get(f"/{book}/today/").content.decode()


def test_signing_out_everywhere_else_spares_this_browser(book: str, browser: Callable[..., Client]) -> None:
    browser(book, "owner")
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        sign_in(client, book)
    assert "Sign out everywhere else" in here.get(f"/{book}/you/").content.decode()
    here.post(f"/{book}/you/sessions/")
    assert [client.get(f"/{book}/today/").status_code for client in (here, elsewhere)] == [200, 302]


def test_a_failed_sign_in_is_told_on_ones_own_page(book: str, browser: Callable[..., Client]) -> None:
    browser(book, "owner")
    stranger, client = browser(), browser()
    for _ in range(5):
        sign_in(stranger, book, "wrong")
    assert [event.times for event in SecurityEvent.objects.all()] == [5]
    cache.clear()
    sign_in(client, book)
    assert "failed, 5 times" in client.get(f"/{book}/today/").content.decode()


def test_a_name_is_changed_and_one_that_cannot_be_right_comes_back(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "reader")
    response = client.post(f"/{book}/you/name/", {"name": "x" * 201})
    assert (response.status_code, f'value="{"x" * 201}"' in response.content.decode()) == (422, True)
    client.post(f"/{book}/you/name/", {"name": "Ada L."})
    assert User.objects.get().name == "Ada L."


def test_a_reset_link_sets_a_password_and_signs_out_everywhere(book: str, browser: Callable[..., Client]) -> None:
    signed_in = browser(book, "owner")
    token = make_reset_link(email="owner@example.com", is_without_second_step=False, by=ACT["by"], now=clock.now())
    guest, where = browser(), f"/{book}/reset/{token}/"
    form = guest.get(where)["Location"]
    assert form == f"/{book}/reset/"
    assert "owner@example.com" in guest.get(form).content.decode()
    assert guest.post(form, {"password": "short"}).status_code == 422
    assert guest.post(form, {"password": "yepyeni bir parola"})["Location"] == f"/{book}/accounts/login/"
    assert guest.get(form).status_code == 404
    assert guest.get(where, follow=True).status_code == 404
    assert signed_in.get(f"/{book}/today/").status_code == 302
    assert sign_in(browser(), book).status_code == 200
    assert sign_in(browser(), book, "yepyeni bir parola").status_code == 302


def test_a_token_leaves_the_address_at_once_and_is_good_for_its_own_page_alone(
    book: str, browser: Callable[..., Client]
) -> None:
    browser(book, "owner")
    token = make_reset_link(email="owner@example.com", is_without_second_step=False, by=ACT["by"], now=clock.now())
    guest = browser()
    followed = guest.get(f"/{book}/reset/{token}/")
    assert (followed.status_code, token in followed["Location"], followed.content) == (302, False, b"")
    cookie = followed.cookies["mainstay_link"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", f"/{book}/")
    page = guest.get(f"/{book}/reset/")
    assert (page.status_code, token in page.content.decode()) == (200, False)
    assert guest.get(f"/{book}/join/").status_code == 404
    assert browser().get(f"/{book}/reset/").status_code == 404
    forged = browser()
    forged.cookies["mainstay_link"] = token
    assert forged.get(f"/{book}/reset/").status_code == 404
    # One that is worth nothing leaves the address, too: what is logged of the page says nothing of it.
    assert browser().get(f"/{book}/join/nothing/")["Location"] == f"/{book}/join/"


def with_an_app(client: Client, book: str) -> str:
    """Add an authenticator app as a person does; returns its key."""
    client.post(f"/{book}/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(f"/{book}/accounts/2fa/totp/activate/").content.decode()
    key = re.findall(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)[0]
    code = format_hotp_value(hotp_value(key, half_minute()))
    assert client.post(f"/{book}/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    return key


def test_second_steps_are_sealed_and_open_after_the_secret_was_changed(
    book: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(book, "owner")
    key = with_an_app(client, book)
    kept = {step.type: step.data for step in Authenticator.objects.all()}
    sealed_key, sealed_seed = kept["totp"]["secret"], kept["recovery_codes"]["seed"]
    assert (sealed_key[:9], sealed_seed[:9], key in str(kept)) == ("sealed-1:", "sealed-1:", False)
    assert encryption.opened(sealed_key) == key
    before = settings.SECRET_KEY
    monkeypatch.setattr(settings, "SECRET_KEY", "another secret altogether")
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [before])
    assert encryption.opened(sealed_key) == key
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    with caplog.at_level(logging.ERROR):
        made_up = encryption.opened(sealed_key)
    assert (made_up == key, len(made_up), "secret.before" in caplog.text) == (False, 32, True)
    assert encryption.opened("KEPTBEFORETHERE") == "KEPTBEFORETHERE"


@pytest.mark.parametrize(("half_minutes_old", "is_taken"), [(0, True), (1, True), (2, False)])
def test_a_code_that_changes_while_it_is_typed_is_taken(
    half_minutes_old: int,
    is_taken: bool,
    book: str,
    browser: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = with_an_app(browser(book, "owner"), book)
    guest = browser()
    sign_in(guest, book)
    asked_in = half_minute()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: asked_in * 30))
    code = format_hotp_value(hotp_value(key, asked_in - half_minutes_old))
    answer = guest.post(f"/{book}/accounts/2fa/authenticate/", {"code": code})
    assert answer.status_code == (302 if is_taken else 200)


def test_a_recovery_code_signs_in_once_and_is_told(book: str, browser: Callable[..., Client]) -> None:
    client = browser(book, "owner")
    with_an_app(client, book)
    page = client.get(f"/{book}/accounts/2fa/recovery-codes/").content.decode()
    code = re.findall(r"^(?:.*>)?(\d{8})$", page, re.MULTILINE)[0]
    for expected in (302, 200):
        guest = browser()
        assert sign_in(guest, book)["Location"] == f"/{book}/accounts/2fa/authenticate/"
        assert guest.get(f"/{book}/today/").status_code == 302
        assert guest.post(f"/{book}/accounts/2fa/authenticate/", {"code": code}).status_code == expected
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["app_added", "code_used", "failed"]
    make_reset_link(email="owner@example.com", is_without_second_step=True, **ACT)
    assert sign_in(browser(), book)["Location"] == f"/{book}/today/"


def test_a_passkey_names_the_person_and_the_firm(book: str, other_book: str, browser: Callable[..., Client]) -> None:
    handles = []
    for slug in (book, other_book):
        client = browser(slug, "owner")
        client.post(f"/{slug}/accounts/reauthenticate/", {"password": PASSWORD})
        page = client.get(f"/{slug}/accounts/2fa/webauthn/add/").content.decode()
        handles.append(re.findall(r'"user": {[^}]*"id": "([^"]+)"', page)[0])
    said = [urlsafe_b64decode(handle + "=" * (-len(handle) % 4)).decode() for handle in handles]
    assert said == [f"1@{book}", f"1@{other_book}"]
    assert [account_forms._number_in(handle) for handle in handles] == ["MQ", "MQ"]
    assert account_forms._number_in(urlsafe_b64encode(b"36@x").decode()) == "MTA"
    for wrong in ("", "MQ", "ü", urlsafe_b64encode(b"\xff@x").decode(), urlsafe_b64encode("²@x".encode()).decode()):
        assert account_forms._number_in(wrong) == wrong
