"""Searching texts in SQL, however they are cased and marked, in each engine's own way of comparing."""

from __future__ import annotations

from string import punctuation
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import connection

from mainstay.kernel.text import APOSTROPHES, fold, match_key, spellings
from mainstay.store import sql

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mainstay.kernel.actor import Actor

_Row = TypeVar("_Row", bound=tuple[Any, ...])

_WORDS: Final = 8
_BEFORE_A_WORD: Final = (" ", "-", "/", ".", "#", "!_")
_SHORT: Final = 3
"""A word of fewer letters fits only where a word begins: "in" would else be found in half of all names."""
_NOT_A_LETTER: Final = "[^0-9A-Za-z\u00c0-\u024f]"
BEST: Final = """
    best AS (SELECT id, place, sorted FROM hits ORDER BY place, {order} LIMIT %(limit)s OFFSET %(offset)s)
    SELECT (SELECT COUNT(*) FROM hits) AS hits,"""
"""Of `hits` (id, place, sorted) the best, and the count of all as the first column `hits`; what to select follows.

`{order}` says which of two that fit alike comes first."""


class TextSearch:
    """One search: its words and the amounts meant, as patterns to be set into the statements of whoever is asked.

    Minor units -> the currencies in which the text means that amount.
    """

    def __init__(
        self, text: str, amounts: Mapping[int, Collection[str]], *, by: Actor, limit: int, offset: int
    ) -> None:
        folded = fold(text)
        # The rarest words first: a row that lacks one is left without asking for the others.
        self.words = sorted(folded.split()[:_WORDS], key=lambda word: (word.isalpha(), -len(word)))
        self.phrase = " ".join(folded.split()[:_WORDS])
        self.amounts = amounts
        self.by = by
        self.is_sqlite = connection.vendor == "sqlite"
        self.params: dict[str, str | int] = {
            "limit": limit,
            "offset": offset,
            "key": match_key(text),
            "begins": f"{_like(folded)}%",
            "word_begins": f"% {_like(folded)}%",
        }
        for place, word in enumerate(self.words):
            self.params[f"word{place}"] = f"%{_like(word)}%"
        for word in self.short_words:
            place = self.words.index(word)
            self.params |= {f"word{place}": f"{_like(word)}%", f"inner{place}": f"% {_like(word)}%"}

    @property
    def short_words(self) -> tuple[str, ...]:
        """The words too short to be looked for in the middle of others; figures are never too short."""
        return tuple(word for word in self.words if len(word) < _SHORT and word.isalpha())

    @property
    def is_of_short_words(self) -> bool:
        """Whether a word is too short for numbers and notes, of which it has to be the whole.

        "in" is a piece of every number that begins with INV.
        """
        return bool(self.short_words)

    def contains(self, *columns: str) -> str:
        """Whether the columns of a row hold every word, a short one where a word begins, in SQL."""
        return " AND ".join(
            f"({self.fits(columns, word, 'begins')} OR {self.fits(columns, word, 'has_a_word')})"
            if word in self.short_words
            else self.fits(columns, word, "contains")
            for word in self.words
        )

    def fits(self, columns: Sequence[str], word: str, how: str) -> str:
        """One of the columns is, begins with, or holds a folded word, at the beginning of a word of it or anywhere.

        SQLite's LIKE is ten times as fast as its GLOB but knows only ASCII: GLOB looks at texts with other letters.
        An empty column is passed over, for which an index of those that are not may serve.
        """
        if not self.is_sqlite:
            before = {"is": "^", "begins": "^", "has_a_word": _NOT_A_LETTER}.get(how, "")
            pattern = before + _spelled(word, punctuation, "\\%s") + ("$" if how == "is" else "")
            return _any(columns, [f"{{column}} ~ {self._param(pattern)}"])
        after = "" if how == "is" else "%"
        befores = [f"%{mark}" for mark in _BEFORE_A_WORD] if how == "has_a_word" else ["%" if how == "contains" else ""]
        ways = [self._like(f"{before}{_like(word)}{after}") for before in befores]
        if any(letter.isalpha() for letter in word):
            before = {"contains": "*", "has_a_word": f"*{_NOT_A_LETTER}"}.get(how, "")
            glob = self._param(before + _spelled(word, "*?[", "[%s]") + after.replace("%", "*"))
            ways.append(f"(LENGTH(CAST({{column}} AS BLOB)) <> LENGTH({{column}}) AND {{column}} GLOB {glob})")
        return _any(columns, ways)

    def folded_has_letters(self, column: str) -> str:
        """Whether a column of folded text holds every word that has a letter, in SQL.

        It spares reading long texts; figures are in nearly all of them, and are not asked for.
        """
        there = [self._like(f"%{_like(word)}%").format(column=column) for word in self.words if not word.isdigit()]
        return " AND ".join(there) or "1 = 1"

    def _like(self, pattern: str) -> str:
        """A column is like a pattern; SQLite compares faster where nothing in it is escaped."""
        escaped = " ESCAPE '!'" if "!" in pattern else ""
        return f"{{column}} LIKE {self._param(pattern)}{escaped}"

    def _param(self, value: str) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    def rows(self, kind: type[_Row], statement: str) -> list[_Row]:
        """The rows of a statement in which the patterns stand as parameters; each is a `kind`, as `sql.rows` says."""
        return sql.rows(kind, statement, self.params)


def _any(columns: Sequence[str], ways: Sequence[str]) -> str:
    """One of the columns, which is not empty, fits in one of the ways, which name it `{column}`."""
    # Said twice: SQLite takes a partial index for its own condition, and walks through it for an order.
    each = f"(NOT ({{column}} = '') AND {{column}} > '' AND ({' OR '.join(ways)}))"
    return "(" + " OR ".join(each.format(column=column) for column in columns) + ")"


def _spelled(word: str, special: str, escaped: str) -> str:
    """A folded word as a pattern of all its spellings, for GLOB or a regular expression."""
    return "".join(
        f"[{found}]" if len(found := spellings(letter)) > 1 else escaped % letter if letter in special else letter
        for letter in word
    )


def _like(word: str) -> str:
    """A word as a pattern; the apostrophe within is any, for a telephone types another one than a keyboard."""
    any_letter = APOSTROPHES if len(word) > 1 else ""
    return "".join("_" if letter in any_letter else f"!{letter}" if letter in "!%_" else letter for letter in word)
