"""Settings, Data: a copy is made, checked and opened behind the page, once for each form; refusals are told on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests import clock

from mainstay.firm.actions.firms import remove_firm
from mainstay.firm.actions.people import add_person
from mainstay.firm.models import Firm
from mainstay.firm.queries.firms import copies_opened, firm_exists
from mainstay.jobs.models import Job
from mainstay.jobs.worker import Rounds
from mainstay.kernel.actor import Actor
from mainstay.overview import jobs
from mainstay.overview.actions.copies import make_copy
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

PASSWORD = "uzun ve kolay parola"
BY = Actor("terminal", "", "owner", "owner")


@pytest.fixture(autouse=True)
def _files(book: str, engine: str) -> Iterator[None]:
    if engine == "postgresql":
        pytest.skip("PostgreSQL has tools of its own")
    yield
    with use_firm(book):
        for firm in copies_opened(by=BY):
            remove_firm(slug=firm.slug, by=BY, now=clock.now())


@pytest.fixture
def owner(book: str, browser: Callable[..., Client]) -> Client:
    return browser(book, "owner")


def work() -> None:
    entries = {"make_copy": jobs.make_copy, "check_copy": jobs.check_copy, "open_copy": jobs.open_copy}
    Rounds(Actor("schedule", "w", "w", ""), entries, (), clock.now).go()  # type: ignore[arg-type]


def shown(client: Client, book: str) -> str:
    return " ".join(client.get(f"/{book}/settings/data/").content.decode().split())


def test_a_copy_is_made_checked_and_opened_from_the_page(
    book: str, owner: Client, browser: Callable[..., Client]
) -> None:
    data = f"/{book}/settings/data/"
    for _ in range(2):
        assert owner.post(f"{data}copies/", {"key": "k.make"})["Location"] == f"{data}#copies"
    assert Job.objects.count() == 1
    assert "Making a copy…" in shown(owner, book)
    assert "Make a copy now" not in shown(owner, book)
    fragment = owner.get(f"{data}copies/progress/", HTTP_HX_REQUEST="true").content.decode()
    assert "Waiting for its turn" in fragment
    work()
    assert owner.get(f"{data}copies/progress/", HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    page = shown(owner, book)
    assert "made by hand" in page
    (check,) = re.findall(r'action="(\S+/check/)"', page)
    (opens,) = re.findall(r'action="(\S+/open/)"', page)
    owner.post(check, {"key": "k.check1"})
    work()
    assert "· Sound" in shown(owner, book)
    for _ in range(2):
        owner.post(opens, {"key": "k.open1"})
    work()
    with use_firm(book):
        (firm,) = copies_opened(by=BY)
    page = shown(owner, book)
    assert f"“{firm.name}” is open.".replace("'", "&#39;") in page
    assert f'<a href="/{firm.slug}/">Sign in there</a>' in page
    assert "Use the password you had on that day." in page
    assert browser().get(f"/{firm.slug}/today/")["Location"].startswith(f"/{firm.slug}/accounts/login/")
    owner.post(f"{data}copies/close/", {"key": "k.close1", "firm": firm.slug})
    assert not firm_exists(firm.slug)
    assert "Sign in there" not in shown(owner, book)


def test_who_was_not_in_the_team_is_told_how_to_get_in(
    book: str, owner: Client, browser: Callable[..., Client]
) -> None:
    del owner
    name = make_copy(by=BY, now=clock.now())
    with use_firm(book):
        add_person(
            email="new@example.com", name="New", role="owner", language="en", password=PASSWORD, by=BY,
            now=clock.now(),
        )  # fmt: skip
    newcomer = browser()
    newcomer.post(f"/{book}/accounts/login/", {"login": "new@example.com", "password": PASSWORD})
    newcomer.post(f"/{book}/settings/data/copies/{name}/open/", {"key": "k"})
    work()
    assert "Ask owner Çağlar, who was an owner, to sign in there and invite you." in shown(newcomer, book)


def test_the_demonstration_refuses_and_offers_nothing(book: str, owner: Client) -> None:
    name = make_copy(by=BY, now=clock.now())
    Firm.objects.update(is_demonstration=True)
    page = shown(owner, book)
    assert "not in the demonstration or in a copy that was opened" in page
    assert not re.search(r"/copies/\S+/open/", page)
    for act in ("", f"{name}/open/"):
        told = owner.post(f"/{book}/settings/data/copies/{act}", {"key": "k"}, follow=True).content.decode()
        assert told.count("not in the demonstration or in a copy") == 2
    assert not Job.objects.exists()


def test_a_copy_that_is_gone_is_told_on_the_page(book: str, owner: Client) -> None:
    for act in ("open", "check", "remove"):
        told = owner.post(f"/{book}/settings/data/copies/x.sqlite3/{act}/", {"key": act}, follow=True).content.decode()
        assert "There is no copy “x.sqlite3”. Choose one from the list." in told


def test_what_was_opened_says_on_each_page_that_it_is_a_copy(book: str, owner: Client) -> None:
    Firm.objects.update(copy_of="harbour")
    text = owner.get(f"/{book}/clients/").content.decode()
    assert '<a href="/harbour/">Back to the firm in use</a>' in text
    Firm.objects.update(copy_of="")
    assert "Back to the firm in use" not in owner.get(f"/{book}/clients/").content.decode()
