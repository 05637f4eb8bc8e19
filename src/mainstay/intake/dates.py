"""Dates as people write them, read under one stated order of day, month and year; never guessed.

Year-first dates and dates with the month in words (English, Turkish) read the same under every order. A year of two
digits stands last: 00-79 is 2000-2079, the rest 1980-1999. Years outside 1970-2199 are nobody's date. A stamp with an
offset or Z is the day it was in the time zone asked for. Spreadsheet serials (46082) are days only where that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T[0-9]{4,6}Z?|[.,]0+)?")
_OFFSET: Final = re.compile(
    r"[T\s,](?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?\s*(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)\Z"
)
_COMPACT_UTC: Final = re.compile(r"[0-9]{8}T(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?(?P<offset>Z)")
_SERIAL: Final = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_FIRST_SERIAL, _LAST_SERIAL = 25_569, 73_050
"""1 January 1970 and 31 December 2099, as spreadsheets count days."""
_BEFORE_SERIALS: Final = date(1899, 12, 30)
_ANY_YEAR: Final = re.compile(r"[0-9]{4}")
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
FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Years outside these are nobody's date, in a file as in a form."""
_LEAP_YEAR: Final = 2000
_CENTURY_BREAK: Final = 80
_MOST_CACHED: Final = 200_000


@dataclass(frozen=True, slots=True)
class DayReading:
    """How days are read: the order, the time zone of stamps with an offset, whether serials and swapped cells occur."""

    order: DateOrder
    time_zone: str = ""
    has_serials: bool = False
    has_swapped_cells: bool = False


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


def read_day_as(text: str, reading: DayReading) -> str | None:
    """Read a date with all that is known of how the file writes its days; None when it cannot be one."""
    text = text.strip()
    if reading.has_serials and (serial := serial_day(text)):
        return serial
    day = read_day(text, reading.order)
    if day is None:
        return None
    if reading.has_swapped_cells and is_year_first(text) and int(day[8:]) <= 12:  # noqa: PLR2004 -- months
        day = _iso(int(day[:4]), int(day[8:]), int(day[5:7]))
    if day and reading.time_zone and (shift := _shift(text, day, reading.time_zone)):
        return shift
    return day


def serial_day(text: str) -> str | None:
    """Read a spreadsheet's count of days (46082 is 1 March 2026); None when it is none of the years 1970 to 2099."""
    match = _SERIAL.fullmatch(text.strip())
    if match is None or not _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL:
        return None
    return (_BEFORE_SERIALS + timedelta(int(match[1]))).isoformat()


def is_year_first(text: str) -> bool:
    """Say whether a date is written as spreadsheets give a date cell: year, month, day."""
    return _YEAR_FIRST.fullmatch(text.strip()) is not None


def is_far_day(text: str) -> bool:
    """Say whether a text is a day whose year is out of range: 1926, 2206."""
    years = {match for match in _ANY_YEAR.findall(text) if not FIRST_YEAR <= int(match) <= LAST_YEAR}
    return any(day_readings(text.replace(year, str(_LEAP_YEAR), 1)) for year in years)


def has_offset(text: str) -> bool:
    """Say whether a stamp names its offset from UTC, so that its day depends on the time zone."""
    return _OFFSET.search(text.strip()) is not None or _COMPACT_UTC.fullmatch(text.strip()) is not None


class _Days(dict[str, "str | None"]):
    """A hundred thousand rows hold few distinct dates: each is worked out once."""

    def __init__(self, reading: DayReading) -> None:
        super().__init__()
        self.reading = reading

    def __missing__(self, text: str) -> str | None:
        iso = read_day_as(text, self.reading)
        if len(self) < _MOST_CACHED:
            self[text] = iso
        return iso


def date_reader(reading: DayReading | DateOrder) -> Callable[[str], str | None]:
    """Give a fast reader of dates: text -> "YYYY-MM-DD", or None when it is no date."""
    return _Days(reading if isinstance(reading, DayReading) else DayReading(reading)).__getitem__


def _shift(text: str, day: str, time_zone: str) -> str | None:
    """The day a stamp with an offset falls on in a time zone; None when it names no offset."""
    match = _OFFSET.search(text) or _COMPACT_UTC.fullmatch(text)
    if match is None:
        return None
    groups = match.groupdict()
    hour = int(groups["hour"]) % 24
    if half := groups.get("half"):
        hour = hour % 12 + (12 if half in "Pp" else 0)
    offset = groups["offset"]
    minutes = 0
    if offset[0] in "+-":
        digits = offset[1:].replace(":", "").ljust(4, "0")
        minutes = (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if offset[0] == "-" else 1)
    try:
        there = datetime.fromisoformat(day).replace(hour=hour, minute=int(groups["minute"]), tzinfo=UTC)
        return (there - timedelta(minutes=minutes)).astimezone(ZoneInfo(time_zone)).date().isoformat()
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:  # noqa: PLR2004 -- a year written out
        return year
    return year + (2000 if year < _CENTURY_BREAK else 1900)


def _iso(year: int, month: int, day: int) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
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
