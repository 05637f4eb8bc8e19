"""The ways in: the first start in two languages, firms made in the terminal, several firms, looking around."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.builders import ACT
from tests.web.conftest import PASSWORD

from mainstay.config.serving import look_key, start_key
from mainstay.firm.actions.firms import ReservedFirmName, found_firm, remove_firm
from mainstay.firm.actions.people import NoVisitors, admit_visitor
from mainstay.firm.models import User
from mainstay.firm.queries.firms import firm_exists, firm_slugs
from mainstay.firm.queries.people import firms_waiting, is_waiting_for_its_owner
from mainstay.store.context import use_firm
from mainstay.store.paths import RESERVED, uploads_folder
from mainstay.web.views import demonstration as views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

TYPED = {
    "firm": "Çağlar & O'Brien", "country": "GB", "language": "en", "currency": "EUR", "time_zone": "Europe/London",
    "name": "Özge", "email": "not yet", "password": "half a",
}  # fmt: skip
DETAILS: dict[str, Any] = {"country": "GB", "language": "en", "currency": "GBP", "time_zone": "UTC"}


@pytest.fixture
def no_firm(engine: str) -> Iterator[None]:
    """A home without a firm; what a test makes in it goes again."""
    assert firm_slugs() == []
    yield
    for slug in ("book", "demo", "north", "south"):
        if firm_exists(slug):
            remove_firm(slug=slug, **ACT)


@pytest.fixture
def demonstration(no_firm: None) -> str:
    """A demonstration without its two years: what matters here is who gets in."""
    return found_firm(slug="demo", name="Harbour IT", is_demonstration=True, **DETAILS, **ACT).slug


def chosen(text: str, name: str) -> str:
    """The option of a choice that is chosen."""
    (inside,) = re.findall(rf'<select name="{name}".*?</select>', text, re.DOTALL)
    return re.findall(r'<option value="(\w+)" selected', inside)[0]


def test_the_first_page_speaks_the_browsers_language(no_firm: None, browser: Callable[..., Client]) -> None:
    for asks, language, label in (
        ("tr-TR,tr;q=0.9", "tr", "İşletmenizin adı"),
        ("de,en;q=0.5", "en", "Business name"),
    ):
        text = browser(HTTP_ACCEPT_LANGUAGE=asks).get("/start/", {"key": start_key()}).content.decode()
        assert f'<html lang="{language}"' in text
        assert label in text
        assert chosen(text, "language") == language


def test_another_language_keeps_what_was_typed(no_firm: None, browser: Callable[..., Client]) -> None:
    client = browser()
    answer = client.post("/start/?language=tr", {**TYPED, "key": start_key(), "speak": "tr"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "İşletmenizin adı" in text
    assert 'role="alert"' not in text
    # What nobody had changed is suggested anew, what somebody had chosen stays.
    seen = {name: chosen(text, name) for name in ("country", "language", "currency")}
    assert seen == {"country": "TR", "language": "tr", "currency": "EUR"}
    for value in ("Çağlar &amp; O&#x27;Brien", "Europe/Istanbul", "not yet", "half a"):
        assert f'value="{value}"' in text
    assert "no-store" in answer["Cache-Control"]
    assert not firm_exists("book")


def test_a_firm_added_in_the_terminal_is_given_its_owner_by_its_own_key(
    no_firm: None, browser: Callable[..., Client]
) -> None:
    for slug in ("north", "south"):
        found_firm(slug=slug, name=f"The {slug}", **DETAILS, **ACT)
    assert firms_waiting() == ["north", "south"]
    client = browser()
    for key in ("", start_key(), start_key("south"), look_key()):
        assert client.get("/start/", {"firm": "north", "key": key}).status_code == 403
    assert client.get("/start/", {"key": start_key()})["Location"] == "/"
    said = {**TYPED, "email": "a@example.com", "password": PASSWORD, "slug": "north", "key": start_key("north")}
    entered = client.post("/start/", said)
    assert client.get(entered["Location"])["Location"] == "/north/today/"
    assert client.get("/north/settings/").status_code == 200
    assert firms_waiting() == ["south"]
    assert client.get("/start/", {"firm": "north", "key": start_key("north")})["Location"] == "/"


def test_the_front_leads_where_there_is_one_way_and_asks_where_there_are_more(
    no_firm: None, browser: Callable[..., Client]
) -> None:
    client = browser()
    assert client.get("/")["Location"] == "/start/"
    found_firm(slug="demo", name="Harbour IT", is_demonstration=True, **DETAILS, **ACT)
    assert re.findall(r'<a class="list-group-item[^"]*" href="([^"]+)"', client.get("/").content.decode()) == [
        "/start/", "/demo/",
    ]  # fmt: skip
    found_firm(slug="north", name="Işık İnşaat", **DETAILS, **ACT)
    assert client.get("/")["Location"] == "/start/?firm=north"
    browser("north", "owner")
    assert client.get("/")["Location"] == "/north/"
    found_firm(slug="south", name="Özge Çağlar", **DETAILS, **ACT)
    text = client.get("/").content.decode()
    assert re.findall(r'<a class="list-group-item[^"]*" href="([^"]+)"', text) == [
        "/north/", "/start/?firm=south", "/demo/",
    ]  # fmt: skip
    read = re.findall(r'<span class="(?:fw-bold|text-secondary) d-block[^>]*>([^<]+)<', text)
    assert read[:4] == ["Işık İnşaat", "north", "Özge Çağlar", "south"]
    assert [part for part in ("owner@example.com", "GBP") if part in text] == []


def test_after_the_firm_is_created_three_ways_are_open(no_firm: None, browser: Callable[..., Client]) -> None:
    client = browser()
    said = {**TYPED, "email": "a@example.com", "password": PASSWORD, "key": start_key()}
    text = client.get(client.post("/start/", said)["Location"], follow=True).content.decode()
    assert "Çağlar &amp; O&#x27;Brien is ready" in text
    assert 'href="/book/import/"' in text
    assert 'href="/book/clients/new/"' in text
    assert 'action="/book/settings/data/demonstration/"' in text


# -- looking around ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "wrong", "ü"])
def test_without_a_key_nobody_looks_around(demonstration: str, browser: Callable[..., Client], key: str) -> None:
    client = browser()
    assert client.get("/look/", {"key": key}).status_code == 403
    assert client.post("/look/", {"key": key}).status_code == 403
    with use_firm(demonstration):
        assert not User.objects.exists()


def test_a_visitor_is_let_in_again_and_again_and_may_try_everything(
    demonstration: str, browser: Callable[..., Client]
) -> None:
    for language in ("en", "tr"):
        client = browser(HTTP_ACCEPT_LANGUAGE=language)
        entered = client.get("/look/", {"key": look_key()})
        assert client.get(entered["Location"])["Location"] == "/demo/today/"
        text = client.get("/demo/settings/people/").content.decode()
        assert f'<html lang="{language}"' in text
        assert 'class="demonstration' in text
    with use_firm(demonstration):
        assert [(user.role, user.is_active) for user in User.objects.all()] == [("owner", True)]
    assert is_waiting_for_its_owner("demo") is False


def test_the_key_to_look_around_opens_nothing_else(demonstration: str, browser: Callable[..., Client]) -> None:
    client = browser()
    client.get(client.get("/look/", {"key": look_key()})["Location"])
    assert 'href="/start/"' in client.get("/demo/today/").content.decode()
    assert client.get("/start/", {"key": look_key()}).status_code == 403
    owner = browser()
    owner.get(owner.get("/look/", {"key": start_key()})["Location"])
    assert f'href="/start/?key={start_key()}"' in owner.get("/demo/today/").content.decode()


def test_the_banner_leads_back_to_ones_own_firm(
    demonstration: str, new_book: Callable[[], str], browser: Callable[..., Client]
) -> None:
    own = new_book()
    client = browser(own, "owner")
    text = client.get(f"/{own}/today/").content.decode()
    assert 'class="demonstration' not in text
    entered = client.post(f"/{own}/settings/data/demonstration/", {"act": "open"})
    assert client.get(entered["Location"])["Location"] == "/demo/today/"
    assert f'<a href="/{own}/">Back to your own firm</a>' in client.get("/demo/today/").content.decode()
    other = new_book()
    assert firm_exists(other)
    assert '<a href="/">Back to your own firm</a>' in client.get("/demo/today/").content.decode()


def test_no_visitor_is_ever_let_into_a_firm_of_ones_own(book: str, browser: Callable[..., Client]) -> None:
    with pytest.raises(NoVisitors):
        admit_visitor(name="Visitor", language="en", **ACT)
    assert not User.objects.exists()
    assert browser().get(f"/{book}/look/", {"key": look_key()}).status_code == 302


def test_a_visitors_pass_works_in_the_demonstration_alone(
    demonstration: str, new_book: Callable[[], str], browser: Callable[..., Client]
) -> None:
    own = new_book()
    browser(own, "owner")
    entered = browser().get("/look/", {"key": look_key()})["Location"]
    client = browser()
    moved = entered.replace("/demo/", f"/{own}/")
    assert client.get(moved)["Location"] == f"/{own}/accounts/login/"
    assert client.get(f"/{own}/today/").status_code == 302


def test_the_demonstration_is_made_by_looking_and_removed_by_its_owner_alone(
    no_firm: None, new_book: Callable[[], str], browser: Callable[..., Client]
) -> None:
    visitor = browser()
    asked = visitor.get("/look/", {"key": look_key()})
    assert (asked.status_code, firm_exists("demo")) == (200, False)
    entered = visitor.post("/look/", {"key": look_key()})
    assert "most valuable first" in visitor.get(entered["Location"], follow=True).content.decode()
    visitor.post("/demo/settings/data/demonstration/", {"act": "remove"})
    assert firm_exists("demo")
    own = new_book()
    client = browser(own, "owner")
    told = client.post(f"/{own}/settings/data/demonstration/", {"act": "remove"}, follow=True).content.decode()
    assert "The demonstration firm is removed." in told
    assert not firm_exists("demo")
    told = client.post(f"/{own}/settings/data/demonstration/", {"act": "remove"}, follow=True).content.decode()
    assert "There is no firm “demo” here." in told
    waited = client.post(f"/{own}/settings/data/demonstration/", {"act": "remove"}, headers={"HX-Request": "true"})
    assert (waited.status_code, waited["HX-Redirect"]) == (200, f"/{own}/settings/data/")


def test_how_far_the_demonstration_is_can_be_asked_while_it_is_made_alone(
    no_firm: None, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def half_made(*, progress: Callable[[int, int], None], **_more: object) -> None:
        for done in (1, 50, 100):
            progress(done, 100)
            seen.append(browser().get("/look/progress/").content)
        raise NoVisitors

    monkeypatch.setattr(views, "make_demonstration", half_made)
    assert browser().post("/look/", {"key": look_key()}).status_code == 503
    assert seen == [b"0", b"45", b"90"]
    assert browser().get("/look/progress/").status_code == 204


# -- names and folders ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_names_of_our_own_addresses_are_no_firms(slug: str) -> None:
    with pytest.raises(ReservedFirmName) as refused:
        found_firm(slug=slug, name="A firm", **DETAILS, **ACT)
    assert f"“{slug}” is a name that Mainstay keeps for itself" in str(refused.value)


def test_what_was_brought_to_a_firm_goes_with_it(new_book: Callable[[], str]) -> None:
    slug, other = new_book(), new_book()
    for one in (slug, other):
        (uploads_folder(one) / "token").mkdir(parents=True)
        (uploads_folder(one) / "token" / "content").write_text("who owes what")
    remove_firm(slug=slug, **ACT)
    assert not uploads_folder(slug).exists()
    assert (uploads_folder(other) / "token" / "content").read_text() == "who owes what"
