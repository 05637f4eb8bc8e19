"""A browser without a screen, for each role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from tests.builders import ACT

from mainstay.firm.actions.people import add_person
from mainstay.firm.rules.permissions import ROLES
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

settings.SECRET_KEY = "a secret of the tests, long enough to sign with and never anybody’s own"
PASSWORD = "uzun ve kolay parola"


@pytest.fixture(autouse=True)
def _quick_scoring(short_history: None) -> None:
    """What pages show is asked here, what is scored of past months in tests/scoring."""


@pytest.fixture(autouse=True)
def _no_tries_counted() -> Iterator[None]:
    yield
    cache._cache.clear()  # type: ignore[attr-defined]  # whatever the firm: keys of others cannot be named from here
    cache._expire_info.clear()  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _pages_as_people_read_them(monkeypatch) -> None:
    """White space around tags, and how a sign is escaped, say nothing: tests see one way of each."""
    ask = Client.request

    def request(self: Client, **asked: Any) -> Any:
        response = ask(self, **asked)
        is_packed = "Content-Encoding" in response.headers
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and not is_packed:
            response.content = squeezed(response.content.decode()).encode()
        return response

    monkeypatch.setattr(Client, "request", request)


def squeezed(page: str) -> str:
    """The page with one space where there were several, none between tags and none at the edges of an element."""
    page = page.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
    parts = re.split(r"(<textarea.*?</textarea>)", page, flags=re.DOTALL)  # what a person typed stands there as it is
    return "".join(part if part.startswith("<textarea") else _tight(part) for part in parts)


def _tight(part: str) -> str:
    # What stands in an input stays as it is.
    part = re.sub(r'(="[^"]*")|[ \t\r\n]+', lambda found: found[1] or " ", part)
    part = re.sub(r"> <", "><", part)
    return re.sub(r" (</)", r"\1", re.sub(r"(<[^/][^>]*>) ", r"\1", part))


@pytest.fixture
def browser() -> Callable[..., Client]:
    """Makes a browser; signed in to a firm when told which and as what."""

    def make(slug: str = "", role: str = "", **headers: Any) -> Client:
        client = Client(HTTP_HOST="localhost", raise_request_exception=False, **headers)
        if role:
            assert role in ROLES
            with use_firm(slug):
                user = add_person(
                    email=f"{role}@example.com", name=f"{role} Çağlar", role=role, language="en",
                    password=PASSWORD, **ACT,
                )  # fmt: skip
                client.force_login(user)
        return client

    return make
