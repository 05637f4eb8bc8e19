"""What is drawn of a remembered answer is drawn once: for that answer, language and look alone, and gone with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from markupsafe import Markup
from tests.builders import ISIK, OBRIEN, a_client, an_issued_invoice

from mainstay.web import drawn_once as module
from mainstay.web.drawn_once import drawn_once

if TYPE_CHECKING:
    from collections.abc import Callable

_OF_ITS_OWN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|key)" value="[^"]*">')
"""What each form has that no other has."""


_ASKED = ("receivables/", "clients/", "receivables/?language=tr", "clients/?language=tr")


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Answer:
    rows: tuple[str, ...]


@pytest.fixture
def drawing():
    """Draws the rows of an answer, and counts how often it did."""
    drawings = []

    def draw(answer, *rests_on):
        def caller():
            drawings.append(answer.rows)
            return Markup("{}: {}").format(len(drawings), " ".join(answer.rows))

        return drawn_once(answer, *rests_on, caller=caller)

    return draw


def test_the_same_answer_is_drawn_once(drawing):
    answer = Answer(("a", "b"))
    assert [drawing(answer), drawing(answer), drawing(answer, "owed"), drawing(answer, "owed")] == [
        "1: a b", "1: a b", "2: a b", "2: a b",
    ]  # fmt: skip


def test_an_equal_answer_is_drawn_anew(drawing):
    first, second = Answer(("a",)), Answer(("a",))
    assert (drawing(first), drawing(second), drawing(first)) == ("1: a", "2: a", "1: a")


def test_each_language_and_each_firm_has_its_own(drawing):
    answer = Answer(("a",))
    drawn = drawing(answer)
    with translation.override("tr"):
        assert drawing(answer) != drawn
    module.get_script_prefix, kept = (lambda: "/other/"), module.get_script_prefix
    try:
        assert drawing(answer) != drawn
    finally:
        module.get_script_prefix = kept
    assert drawing(answer) == drawn


def test_nothing_stays_of_an_answer_that_is_gone(drawing):
    before = len(module._drawn)
    answer = Answer(("a",))
    drawing(answer)
    assert len(module._drawn) == before + 1
    del answer
    assert len(module._drawn) == before


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


def test_a_list_drawn_once_shows_to_each_what_is_theirs(book, owner, browser):
    """Whoever looks, in whatever language, with whatever columns and ticks: the page is as if it were drawn anew."""
    clients = [a_client(ISIK), a_client(OBRIEN)]
    for client in clients:
        an_issued_invoice(client, "80.00")
    people = (owner, browser(book, "reader"))

    asked = [partial(person.get, f"/{book}/{path}") for person in people for path in _ASKED]
    for name, client in product(("receivables", "clients"), clients):
        said = {"act": "tag", "client": [client.ref], "label": ""}
        asked.append(partial(owner.post, f"/{book}/{name}/act/", said))

    def pages(before: Callable[[], None]) -> list[str]:
        return [_OF_ITS_OWN.sub("", ask().content.decode()) for ask in asked if before() is None]

    for columns in (["owed"], ["owed", "overdue"]):
        for page in ("receivables", "clients"):
            owner.post(f"/{book}/lists/look/", {"list": page, "column": columns})
        drawn = pages(lambda: None)
        assert len(set(drawn)) == len(drawn)
        assert pages(lambda: None) == drawn
        assert pages(module._drawn.clear) == drawn
