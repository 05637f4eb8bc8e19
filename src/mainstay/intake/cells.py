"""Cells of text made into values: names, currencies, and flags. Each distinct text is worked out once."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from mainstay.intake.amounts import currency_named
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

BLANKS: Final = frozenset({"", "-", "--", "–", "—", "n/a", "N/A", "NULL", "null", "None"})
"""What stands in a cell that holds nothing."""
LONGEST_NAME: Final = 300
LOST_LETTER: Final = "\ufffd"
"""Stands in a text for what could not be decoded."""
_MOST_CACHED: Final = 200_000
_YES: Final = frozenset({"yes", "y", "true", "t", "1", "x", "evet", "e", "var", "disputed", "itirazli", "ihtilafli"})
_NO: Final = frozenset({"no", "n", "false", "f", "0", "hayir", "h", "yok", "itirazsiz"})


class Cached(dict[str, T], Generic[T]):
    """A function of text that remembers: `cached[text]` works it out the first time only."""

    def __init__(self, work_out: Callable[[str], T]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, text: str) -> T:
        value = self._work_out(text)
        if len(self) < _MOST_CACHED:
            self[text] = value
        return value


def clean_text(text: str) -> str:
    """Drop control and invisible characters and fold white space into single spaces."""
    if not text.isprintable():
        text = "".join(
            " " if char in "\t\r\n" else char for char in text if char in "\t\r\n" or unicodedata.category(char) != "Cc"
        )
        text = text.replace("\ufeff", "").replace("\u200b", "")
    return " ".join(text.split())


def currency_code(text: str) -> str | None:
    """Read a currency cell: its code, "" for an empty cell, None for a currency nobody knows."""
    return "" if text.strip() in BLANKS else currency_named(text)


def flag(text: str) -> bool | str | None:
    """Read yes or no in English or Turkish: True, False, None for an empty cell; the text itself when it is neither."""
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    return None if not word or text.strip() in BLANKS else text
