"""Dates as people write them, read under one stated order of day, month and year; never guessed.

Year-first dates and dates with the month in words (English, Turkish) read the same under every order. A year of two
digits stands last: 00-79 is 2000-2079, the rest 1980-1999. Years outside 1970-2199 are nobody's date.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

DateOrder = Literal["ymd", "dmy", "mdy"]
ORDERS: Final[tuple[DateOrder, ...]] = ("ymd", "dmy", "mdy")

_TIME: Final = (
    r"(?:(?:[T,]|\s)\s*[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?"
    r"(?:\s*[AaPp]\.?[Mm]\.?)?(?:\s*(?:Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?))?)?"
)
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{4,6}Z?)?")
_YEAR_LAST: Final = re.compile(rf"([0-9]{{1,2}})\s?([-/.])\s?([0-9]{{1,2}})\s?\2\s?([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_LETTERS: Final = r"([^\W\d_]{3,9})\.?"
_DAY_MONTH: Final = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th|\.)?[-\s/.]*{_LETTERS}[-\s/.,]*([0-9]{{4}}|[0-9]{{2}}){_TIME}",
)
_MONTH_DAY: Final = re.compile(rf"{_LETTERS}[-\s/.]*([0-9]{{1,2}})(?:st|nd|rd|th)?[-\s/.]*,?\s*([0-9]{{4}}){_TIME}")
_YEAR_MONTH_DAY: Final = re.compile(rf"([0-9]{{4}})[-\s/.]*{_LETTERS}[-\s/.]*([0-9]{{1,2}}){_TIME}")
_WEEKDAY: Final = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)

_ENGLISH: Final = "january february march april may june july august september october november december".split()
_TURKISH: Final = "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik".split()
_MONTHS: Final[dict[str, int]] = {
    spelt: number
    for names in (_ENGLISH, _TURKISH)
    for number, name in enumerate(names, start=1)
    for spelt in (name, name[:3])
} | {"sept": 9}
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_CENTURY_BREAK: Final = 80
_MOST_CACHED: Final = 200_000


def day_readings(text: str) -> dict[DateOrder, str]:
    """Read a date under every order that can: order -> ISO date; empty when nobody can."""
    text = text.strip()
    if (match := _YEAR_LAST.fullmatch(text)) is not None:
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
        read = {"dmy": _iso(year, second, first), "mdy": _iso(year, first, second)}
        return {order: iso for order in ORDERS if (iso := read.get(order))}
    iso = _same_for_all(text)
    return dict.fromkeys(ORDERS, iso) if iso else {}


def read_day(text: str, order: DateOrder) -> str | None:
    """Read a date under this order, as "YYYY-MM-DD"; None when it cannot be one."""
    return day_readings(text).get(order)


class _Days(dict[str, "str | None"]):
    """A hundred thousand rows hold few distinct dates: each is worked out once."""

    def __init__(self, order: DateOrder) -> None:
        super().__init__()
        self.order = order

    def __missing__(self, text: str) -> str | None:
        iso = read_day(text, self.order)
        if len(self) < _MOST_CACHED:
            self[text] = iso
        return iso


def date_reader(order: DateOrder) -> Callable[[str], str | None]:
    """Give a fast reader of dates under this order: text -> "YYYY-MM-DD", or None when it is no date."""
    return _Days(order).__getitem__


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:  # noqa: PLR2004 -- a year written out
        return year
    return year + (2000 if year < _CENTURY_BREAK else 1900)


def _iso(year: int, month: int, day: int) -> str | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _same_for_all(text: str) -> str | None:
    if (match := _YEAR_FIRST.fullmatch(text)) is not None:
        return _iso(int(match[1]), int(match[3]), int(match[4]))
    if (match := _COMPACT.fullmatch(text)) is not None:
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    text = _WEEKDAY.sub("", text, count=1)
    if (match := _DAY_MONTH.fullmatch(text)) is not None and (month := _month(match[2])):
        return _iso(_full_year(match[3]), month, int(match[1]))
    if (match := _MONTH_DAY.fullmatch(text)) is not None and (month := _month(match[1])):
        return _iso(int(match[3]), month, int(match[2]))
    if (match := _YEAR_MONTH_DAY.fullmatch(text)) is not None and (month := _month(match[2])):
        return _iso(int(match[1]), month, int(match[3]))
    return None


def _month(word: str) -> int | None:
    return _MONTHS.get(fold(word))
