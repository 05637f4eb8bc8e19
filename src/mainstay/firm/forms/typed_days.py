"""Days as people type them: 3.11, 3 Nov, 3 Kasım 2026, tomorrow, Friday, +7; the day before the month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from mainstay.kernel.text import fold

_MONTHS: Final = (
    ("january", "ocak"), ("february", "subat"), ("march", "mart"), ("april", "nisan"), ("may", "mayis"),
    ("june", "haziran"), ("july", "temmuz"), ("august", "agustos"), ("september", "eylul"), ("october", "ekim"),
    ("november", "kasim"), ("december", "aralik"),
)  # fmt: skip
_WEEKDAYS: Final = (
    ("monday", "pazartesi"), ("tuesday", "sali"), ("wednesday", "carsamba"), ("thursday", "persembe"),
    ("friday", "cuma"), ("saturday", "cumartesi"), ("sunday", "pazar"),
)  # fmt: skip
_NEAR: Final = {
    "today": 0, "bugun": 0, "tomorrow": 1, "yarin": 1, "yesterday": -1, "dun": -1,
}  # fmt: skip
_LETTERS: Final = 3
"""So many letters of a month or of an English weekday are enough."""
_FIGURES: Final = re.compile(r"(\d{1,2})[./ -](\d{1,2})(?:[./ -](\d{4}|\d{2}))?[.]?", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", re.ASCII)
_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[. ]*([a-z]{3,})[., ]*(\d{4}|\d{2})?", re.ASCII)
_NAMED_FIRST: Final = re.compile(r"([a-z]{3,})[. ]+(\d{1,2})(?:st|nd|rd|th)?(?:[, ]+(\d{4}))?", re.ASCII)
_AHEAD: Final = re.compile(r"\+ ?(\d{1,3})", re.ASCII)
_LONGEST: Final = 40
_CENTURY: Final = 2000


def typed_day(text: str, *, today: date | None, is_past: bool = False) -> date | None:
    """Read a day, or None for what is none.

    Without a year it is the nearest to `today`, or, where it has to have come (`is_past`), the last one; a weekday is
    the next one, or the last one that was. Without `today` only a whole date is a day. Two figures of a year are of
    this century.
    """
    said = fold(text[:_LONGEST])
    if (found := _ISO.fullmatch(said)) is not None:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    parts = _parts(said)
    if parts is not None:
        day, month, year = parts
        if year is not None:
            return _day(year, month, day)
        return None if today is None else _nearest(day, month, today, is_past=is_past)
    return None if today is None else _near(said, today, is_past=is_past)


def _parts(said: str) -> tuple[int, int, int | None] | None:
    """Day, month and year, None where no year is typed."""
    if (found := _FIGURES.fullmatch(said)) is not None:
        return int(found[1]), int(found[2]), _year(found[3])
    if (found := _NAMED.fullmatch(said)) is not None and (month := _named(found[2], _MONTHS)) is not None:
        return int(found[1]), month + 1, _year(found[3])
    if (found := _NAMED_FIRST.fullmatch(said)) is not None and (month := _named(found[1], _MONTHS)) is not None:
        return int(found[2]), month + 1, _year(found[3])
    return None


def _near(said: str, today: date, *, is_past: bool) -> date | None:
    """A day said from today on: tomorrow, Friday, +7."""
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    if (found := _AHEAD.fullmatch(said)) is not None:
        return today + timedelta(days=int(found[1]))
    weekday = _named(said, _WEEKDAYS)
    if weekday is None:
        return None
    ahead = (weekday - today.weekday()) % 7
    return today - timedelta(days=(7 - ahead) % 7) if is_past else today + timedelta(days=ahead or 7)


def _named(word: str, names: tuple[tuple[str, str], ...]) -> int | None:
    """The place of the one name that begins with a word of three letters or more, or is it."""
    if len(word) < _LETTERS:
        return None
    whole = [place for place, both in enumerate(names) if word in both]
    begun = [place for place, both in enumerate(names) if any(name.startswith(word) for name in both)]
    found = whole or begun
    return found[0] if len(found) == 1 else None


def _year(figures: str | None) -> int | None:
    if not figures:
        return None
    return int(figures) if len(figures) > 2 else _CENTURY + int(figures)  # noqa: PLR2004 -- two figures of four


def _nearest(day: int, month: int, today: date, *, is_past: bool) -> date | None:
    years = range(today.year - 4, today.year + 5)  # a leap day is there every fourth year
    found = [one for year in years if (one := _day(year, month, day)) is not None]
    if is_past:
        return max((one for one in found if one <= today + timedelta(days=1)), default=None)
    return min(found, key=lambda one: (abs(one - today), one < today), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
