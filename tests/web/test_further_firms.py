"""An owner creates a second firm from the first, and goes from one to the other."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from tests.builders import ACT
from tests.web.conftest import PASSWORD

from mainstay.firm.actions.firms import found_firm, remove_firm
from mainstay.firm.actions.further_firms import NoFurtherFirms, OnlyLookingRound, found_further_firm
from mainstay.firm.models import Firm, User
from mainstay.firm.queries.firms import firm_slugs, this_firm
from mainstay.firm.rules.drafts import FirmDraft, FoundingDraft
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

DETAILS: dict[str, Any] = {"country": "GB", "language": "en", "currency": "GBP", "time_zone": "UTC"}
TYPED = {
    "firm": "Kuzey Atölye", "country": "TR", "language": "tr", "currency": "TRY", "time_zone": "Europe/Istanbul",
    "name": "Özge", "email": "ozge@example.com", "password": PASSWORD, "key": "a key of this form",
}  # fmt: skip
DRAFT = FoundingDraft(FirmDraft("Kuzey Atölye", **DETAILS), "Özge", "ozge@example.com", PASSWORD)
PAGE = "/settings/new-firm/"


@pytest.fixture
def first(engine: str) -> Iterator[str]:
    """A firm of one's own; what is founded from it goes again."""
    assert firm_slugs() == []
    yield found_firm(slug="first", name="Acme Joinery", **DETAILS, **ACT).slug
    for slug in firm_slugs():
        remove_firm(slug=slug, **ACT)


def test_the_new_firm_is_the_owners_and_knows_nothing_of_the_first(first: str, browser: Callable[..., Client]) -> None:
    client = browser(first, "owner")
    page = client.get(f"/{first}{PAGE}").content.decode()
    assert 'value="owner@example.com"' in page
    assert "Switch firm" not in page
    answer = client.post(f"/{first}{PAGE}", TYPED)
    assert client.get(answer["Location"])["Location"] == "/kuzey-atolye/welcome/"
    assert "Kuzey Atölye" in client.get("/kuzey-atolye/welcome/").content.decode()
    with use_firm("kuzey-atolye"):
        assert list(User.objects.values_list("email", "role", "language")) == [("ozge@example.com", "owner", "tr")]
        assert (this_firm().name, this_firm().currency, this_firm().time_zone) == (
            "Kuzey Atölye", "TRY", "Europe/Istanbul",
        )  # fmt: skip
    with use_firm(first):
        assert list(User.objects.values_list("email", flat=True)) == ["owner@example.com"]
        original = this_firm().name
        client.force_login(User.objects.get())  # this browser keeps one session where others keep one for each firm
    page = client.get(f"/{first}/settings/").content.decode()
    assert len(re.findall(r'<a[^>]*href="/"', page)) == 2
    doors = client.get("/").content.decode()
    assert 'href="/first/"' in doors
    assert 'href="/kuzey-atolye/"' in doors
    assert html.unescape(doors).count(original) == 1
    with use_firm("kuzey-atolye"):
        Firm.objects.update(copy_of="first", name="A copy, as of 12 Nov 2026")
    doors = client.get("/").content.decode()
    assert f"aslı: {original}" in html.unescape(doors)
    assert doors.index('href="/first/"') < doors.index('href="/kuzey-atolye/"')


def test_sent_twice_one_firm_is_founded_and_the_same_name_gives_another(
    first: str, browser: Callable[..., Client]
) -> None:
    client = browser(first, "owner")
    for _ in range(2):
        answer = client.post(f"/{first}{PAGE}", TYPED)
        assert answer["Location"].startswith("/kuzey-atolye/enter/")
    assert firm_slugs() == ["first", "kuzey-atolye"]
    client.post(f"/{first}{PAGE}", {**TYPED, "key": "of another form"})
    assert firm_slugs() == ["first", "kuzey-atolye", "kuzey-atolye-2"]
    # A name that belongs to Mainstay itself is passed over.
    client.post(f"/{first}{PAGE}", {**TYPED, "firm": "Demo", "key": "of a third"})
    assert "demo-2" in firm_slugs()


def test_a_key_of_somebody_else_founds_a_firm_of_ones_own(first: str, browser: Callable[..., Client]) -> None:
    browser(first, "owner").post(f"/{first}{PAGE}", TYPED)
    found_firm(slug="second", name="Second", **DETAILS, **ACT)
    browser("second", "owner").post(f"/second{PAGE}", TYPED)
    assert firm_slugs() == ["first", "kuzey-atolye", "kuzey-atolye-2", "second"]


def test_what_cannot_be_right_comes_back_as_it_was_typed(first: str, browser: Callable[..., Client]) -> None:
    answer = browser(first, "owner").post(f"/{first}{PAGE}", {**TYPED, "email": "ozge@", "password": "short"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Kuzey Atölye"' in text
    assert 'value="ozge@"' in text
    assert re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', text) == ["email", "password"]
    assert firm_slugs() == [first]


def test_nobody_founds_a_firm_from_the_demonstration(first: str, browser: Callable[..., Client]) -> None:
    found_firm(slug="demo", name="Harbour IT", is_demonstration=True, **DETAILS, **ACT)
    client = browser("demo", "owner")
    assert "New firms aren’t created from the demonstration" in client.get(f"/demo{PAGE}").content.decode()
    answer = client.post(f"/demo{PAGE}", TYPED)
    assert answer.status_code == 422
    assert "New firms aren’t created from the demonstration" in answer.content.decode()
    assert PAGE not in client.get("/demo/settings/").content.decode()
    assert firm_slugs() == ["demo", "first"]
    with use_firm("demo"), pytest.raises(OnlyLookingRound):
        found_further_firm(draft=DRAFT, **ACT)


def test_whoever_runs_mainstay_can_close_it(
    first: str, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(first, "owner")
    assert PAGE in client.get(f"/{first}/settings/").content.decode()
    monkeypatch.setattr(settings, "MAINSTAY_NEW_FIRMS", False)
    assert PAGE not in client.get(f"/{first}/settings/").content.decode()
    assert client.get(f"/{first}{PAGE}").status_code == 403
    assert client.post(f"/{first}{PAGE}", TYPED).status_code == 403
    with use_firm(first), pytest.raises(NoFurtherFirms):
        found_further_firm(draft=DRAFT, **ACT)
    assert firm_slugs() == [first]


def test_an_owner_who_founds_without_end_is_asked_to_wait(first: str, browser: Callable[..., Client]) -> None:
    client = browser(first, "owner")
    said = [client.post(f"/{first}{PAGE}", {**TYPED, "key": "one key"}).status_code for _ in range(11)]
    assert said == [302] * 10 + [429]
