"""When the silence is the book's and no client's: nobody was invoiced for longer than is usual in this firm.

The rule and its constants have their reasons in docs/developer/standing.md, "A book that sleeps".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.income import YEAR
from mainstay.insight.returning import believed, returning, rhythms

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Days

LONGEST_PAUSE: Final = 31
"""Up to so many days a silence is a holiday, or lies between two monthly runs of invoices."""
CLIENTS: Final = 5
"""With fewer in the year before the silence, it may well be theirs."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """When a book slept, and its days counted without that.

    `since` is the last day with an invoice of a book asleep at the end of the day `as_of`, None where it is awake.
    `begins` and `ends` are the last day before and the first day after each sleep that is over.
    """

    as_of: int
    since: int | None
    begins: Days
    ends: Days

    @property
    def until(self) -> int:
        """The day up to which a silence counts."""
        return self.as_of if self.since is None else self.since

    def counted(self, day: int | Days) -> Days:
        """Days as if each sleep that is over had taken one day; days of invoices stay in order and apart."""
        counted: Days = day - self._lost[np.searchsorted(self.ends, day, side="right")]
        return counted

    def told(self, counted: Days) -> Days:
        """The days themselves again."""
        told: Days = counted + self._lost[np.searchsorted(self.ends - self._lost[1:], counted, side="right")]
        return told

    @property
    def _lost(self) -> Days:
        return np.append(0, np.cumsum(self.ends - self.begins - 1))


def sleep(place: Codes, day: Days, as_of: int, *, visits: int, chance: float) -> Sleep:
    """Find when the book slept, from whose each invoice is (counted from 0, -1 is left out) and its day.

    It sleeps when it has been silent for more than a month and unusually long, by the measure of a client: days with an
    invoice to anybody as its `visits`, at least so many, a chance below `chance`, and longer than ever before. That
    must hold without its busiest client, too, or the going of a large one would pass for the book's silence.
    """
    day, place = day[place >= 0], place[place >= 0]
    days = _each_once(day)

    def is_asleep(begin: int, end: int) -> bool:
        before = day <= begin
        if not _is_silent(days[days <= begin], end, visits, chance):
            return False
        invoices = np.bincount(place[before & (day > begin - YEAR)])
        others = _each_once(day[before & (place != np.argmax(invoices))])
        return int(np.count_nonzero(invoices)) >= CLIENTS and _is_silent(others, end, visits, chance)

    begins, ends = days, np.append(days[1:], as_of + 1)
    longest = np.maximum.accumulate(np.append(LONGEST_PAUSE, np.diff(days)))[: len(days)]
    is_long = ends - 1 - begins > longest
    found = [pair for pair in zip(begins[is_long].tolist(), ends[is_long].tolist(), strict=True)
             if is_asleep(pair[0], pair[1] - 1)]  # fmt: skip
    since = found.pop()[0] if found and found[-1][1] > as_of else None
    begins, ends = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return Sleep(as_of, since, begins, ends)


def _is_silent(days: Days, end: int, visits: int, chance: float) -> bool:
    """Unusual for whoever issued invoices on these days."""
    come, _ = rhythms(np.zeros(len(days), dtype=np.int64), days, 1)
    seen = returning(believed(), come, end)
    is_longest = seen.silent[0] > np.diff(days).max(initial=0)
    return bool(come.visits[0] >= visits and is_longest and seen.chance[0] < chance)


def _each_once(day: Days) -> Days:
    """Each day once, ascending: by counting, for a million days are seldom more than some thousand different ones."""
    if not len(day):
        return day
    low = day.min()
    days: Days = low + np.flatnonzero(np.bincount(day - low))
    return days
