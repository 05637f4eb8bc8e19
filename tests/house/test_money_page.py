"""The figures of docs/developer/money.md are those of the product: its examples run as they stand there."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "developer" / "money.md"


def failures_of(text: str) -> str:
    """What the examples of a page say that is not so; empty when all of it is."""
    told: list[str] = []
    page = doctest.DocTestParser().get_doctest(text.replace("```", ""), {}, PAGE.name, str(PAGE), 0)
    assert page.examples
    doctest.DocTestRunner(verbose=False).run(page, out=told.append)
    return "".join(told)


def test_the_examples_hold(book) -> None:
    assert failures_of(PAGE.read_text(encoding="utf-8")) == ""


def test_a_figure_that_is_not_so_is_told(book) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert "2024-03-10 THEN ('600.00', '0.00')" in failures_of(page.replace("THEN ('600.00'", "THEN ('700.00'"))
