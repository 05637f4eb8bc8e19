"""What is drawn of a remembered answer is drawn once: for that answer, language and look alone, and gone with it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils import translation
from markupsafe import Markup

from mainstay.web import drawn_once as module
from mainstay.web.drawn_once import drawn_once


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
