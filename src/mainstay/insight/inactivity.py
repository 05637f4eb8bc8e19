"""When the silence is the book's and no client's: nobody was invoiced for longer than is usual in this firm.

The rule and its constants have their reasons in docs/developer/standing.md, "An inactive book".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.income import YEAR
from mainstay.insight.repeat_purchase import prior_habit, repeat_purchase, rhythms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mainstay.insight.ledger import Codes, Days

    Invoices = Callable[[], Iterable[tuple[Codes, Days]]]
    """Gives whose each invoice is and its day, one part of the book after the other, each client in one of them."""

LONGEST_PAUSE: Final = 31
"""Up to so many days a silence is a holiday, or lies between two monthly runs of invoices."""
CLIENTS: Final = 5
"""With fewer in the year before the silence, it may well be theirs."""


@dataclass(frozen=True, slots=True)
class Inactivity:
    """When a book was inactive, and its days counted without that.

    `since` is the last day with an invoice of a book inactive at the end of the day `as_of`, None where it is active.
    `begins` and `ends` are the last day before and the first day after each inactive time that is over.
    """

    as_of: int
    since: int | None
    begins: Days
    ends: Days

    @property
    def until(self) -> int:
        """The day up to which a silence counts."""
        return self.as_of if self.since is None else self.since

    def is_like(self, other: Inactivity) -> bool:
        """Whether the book was inactive on the same days."""
        mine, theirs = ((one.since, one.begins.tolist(), one.ends.tolist()) for one in (self, other))
        return mine == theirs

    def counted(self, day: int | Days) -> Days:
        """Days as if each inactive time that is over had taken one day; days of invoices stay in order and apart."""
        counted: Days = day - self._lost[np.searchsorted(self.ends, day, side="right")]
        return counted

    def on_calendar(self, counted: Days) -> Days:
        """The days themselves again."""
        on_calendar: Days = counted + self._lost[np.searchsorted(self.ends - self._lost[1:], counted, side="right")]
        return on_calendar

    @property
    def _lost(self) -> Days:
        return np.append(0, np.cumsum(self.ends - self.begins - 1))


def inactivity(days: Days, invoices: Invoices, as_of: int, *, visits: int, chance: float) -> Inactivity:
    """Find when the book was inactive, from the days with invoices, ascending and each once.

    It is inactive when it has been without an invoice for more than a month and unusually long, by the measure of a
    client: days with an invoice to anybody as its `visits`, at least so many, a chance below `chance`, and longer than
    ever before. That must hold without its busiest client, too, or the going of a large one would pass for the
    inactivity of the book. `invoices` is asked for each silence that may be such a one, twice.
    """

    def is_inactive(begin: int, end: int) -> bool:
        if not _is_inactive(days[days <= begin], end, visits, chance):
            return False
        clients, busiest = _busiest(invoices, begin)
        return clients >= CLIENTS and _is_inactive(_days_without(invoices, busiest, begin), end, visits, chance)

    begins, ends = days, np.append(days[1:], as_of + 1)
    longest = np.maximum.accumulate(np.append(LONGEST_PAUSE, np.diff(days)))[: len(days)]
    is_long = ends - 1 - begins > longest
    found = [pair for pair in zip(begins[is_long].tolist(), ends[is_long].tolist(), strict=True)
             if is_inactive(pair[0], pair[1] - 1)]  # fmt: skip
    since = found.pop()[0] if found and found[-1][1] > as_of else None
    begins, ends = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return Inactivity(as_of, since, begins, ends)


def _busiest(invoices: Invoices, begin: int) -> tuple[int, int]:
    """How many clients had an invoice in the year to the end of a day, and who had most of them."""
    clients, most, busiest = 0, 0, 0
    for client, day in invoices():
        codes, count = np.unique(client[(day <= begin) & (day > begin - YEAR)], return_counts=True)
        clients += len(codes)
        if count.max(initial=0) > most:
            most, busiest = int(count.max()), int(codes[count.argmax()])
    return clients, busiest


def _days_without(invoices: Invoices, busiest: int, begin: int) -> Days:
    """The days to the end of a day on which another had an invoice, ascending."""
    parts = [np.unique(day[(client != busiest) & (day <= begin)]) for client, day in invoices()]
    return np.unique(np.concatenate(parts))


def _is_inactive(days: Days, end: int, visits: int, chance: float) -> bool:
    """Unusual for whoever issued invoices on these days."""
    come, _ = rhythms(np.zeros(len(days), dtype=np.int64), days, 1)
    seen = repeat_purchase(prior_habit(), come, end)
    is_longest = seen.idle[0] > np.diff(days).max(initial=0)
    return bool(come.visits[0] >= visits and is_longest and seen.chance[0] < chance)
