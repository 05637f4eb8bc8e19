"""Which safety copies stay: seven nights, before them four weeks, before them three months."""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable
    from datetime import date

NIGHTS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 3


def retained_days(days: Collection[date]) -> set[date]:
    """Of the days a copy was made on, those whose copy stays.

    The last seven; of the days before them the last of each week, for four weeks that have one; of the days before
    those the last of each month, for three.
    """
    newest_first = sorted(set(days), reverse=True)
    nights = newest_first[:NIGHTS]
    weeks = _last_of_each(_before(newest_first, nights), lambda day: day.isocalendar()[:2], WEEKS)
    months = _last_of_each(_before(newest_first, nights + weeks), lambda day: (day.year, day.month), MONTHS)
    return {*nights, *weeks, *months}


def _before(newest_first: list[date], chosen: list[date]) -> list[date]:
    return [day for day in newest_first if day < min(chosen)] if chosen else []


def _last_of_each(newest_first: list[date], part: Callable[[date], Hashable], most: int) -> list[date]:
    return [next(days) for _, days in islice(groupby(newest_first, part), most)]
