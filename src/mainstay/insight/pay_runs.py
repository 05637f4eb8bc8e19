"""Pay runs: who pays on the last working day of the month, the 15th, a weekday or each quarter, and when that comes.

A client's schedule is found by the ratio of likelihoods of its payments, those on the due day left out, for they say
nothing of runs. The formulas: docs/developer/outlook.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, Self

import numpy as np

from mainstay.insight import priors
from mainstay.insight.columns import rows_of
from mainstay.insight.working_days import WEEKEND, last_working_day, payable_on

if TYPE_CHECKING:
    from mainstay.insight.clock import BinCounts, Clocked
    from mainstay.insight.evidence import PaymentEvidence
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger
    from mainstay.insight.working_days import DaysOff

SCHEDULES: Final = (
    "month_end", "middle", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "quarter_end",
)  # fmt: skip
_USUAL: Final = np.array([1 / 21, 1 / 21, 1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 63])
"""The share of working days that are runs of each."""
_EPOCH: Final = 719_163
_MIDDLE, _QUARTER = 15, 3
_SPAN, _MARGIN = 1024, 64
"""Runs are looked up in tables of whole spans of days."""
_BEFORE, _RUNS = 2, 8
_ABOUT: Final = 800
"""Days before and after which runs are looked for: six quarters."""
_STEPS: Final = 12
_PATIENCE: Final = np.arange(-62, 93)
"""How many days past the due day, at the earliest, a client's run may come."""
_PRIOR: Final = np.where(_PATIENCE < 0, np.log(0.2), 0.0) - np.abs(_PATIENCE) / 7 + 2 * (_PATIENCE == 0)
"""About half take the first run on which an invoice is due; of the others most one soon after."""
_MOST: Final = 0.5


def is_run(days: Days, off: DaysOff = WEEKEND) -> Flags:
    """For each day one column for each schedule; a run on a day off is put off, at the end of a month brought forward.

    The last working day of a month or quarter is the last that is no day off; the 15th, or a weekday that is a holiday,
    is held on the next working day.
    """
    first, table = _table_about(days, off)
    found: Flags = table[days - first]
    return found


def _table_about(days: Days, off: DaysOff) -> tuple[int, Flags]:
    first, last = (int(days.min()), int(days.max())) if len(days) else (_EPOCH, _EPOCH)
    first -= first % _SPAN
    return first, _table(first, last - last % _SPAN + _SPAN, off)


@lru_cache(maxsize=8)
def _table(first: int, end: int, off: DaysOff) -> Flags:
    """Which of the days from the first to the one before the end are runs."""
    days = np.arange(first - _MARGIN, end + _MARGIN)
    day = (days - _EPOCH).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    of_month = (day - month).astype(np.int64) + 1
    ends = np.append(month[1:] != month[:-1], False)
    weekday = (days - 1) % 7
    ends_quarter = ends & (month.astype(np.int64) % _QUARTER == _QUARTER - 1)
    weekdays = [(weekday == one) & (one not in off.weekend) for one in range(5)]
    found = np.zeros((len(days), len(SCHEDULES)), dtype=bool)
    for place, (due, moved) in enumerate(
        [(ends, last_working_day), (of_month == _MIDDLE, payable_on), *((one, payable_on) for one in weekdays),
         (ends_quarter, last_working_day)]
    ):  # fmt: skip
        on = moved(days[due], off) - days[0]
        found[on[(on >= 0) & (on < len(days))], place] = True
    return found[_MARGIN:-_MARGIN]


class Waited(Protocol):
    """How long targets are waited for where nothing is known of runs."""

    @property
    def due(self) -> Days:
        """Days from issue to the working due day."""

    def rows(self, places: Codes) -> Self:
        """Only the targets at these places."""

    def hazard(self, days: Days) -> Figures:
        """The cumulative hazard at the end of so many days after issue."""


@dataclass(frozen=True, slots=True)
class PayRuns:
    """The runs of each target: `schedule` (its place in `SCHEDULES`, -1 for none) and how sure it is (`share`).

    `days`: from issue, of the runs around the due day; `passed`: the chance that it is paid on one of them or before.
    """

    schedule: Codes
    share: Figures
    days: Days
    passed: Figures

    def rows(self, places: Codes) -> PayRuns:
        """Only the targets at these places."""
        return rows_of(self, places)

    def hazard(self, clock: Waited, days: Days) -> Figures:
        """The cumulative hazard at the end of so many days after issue, by the clock and the runs together."""
        found: Figures = clock.hazard(days)
        at = np.flatnonzero(self.schedule >= 0)
        if len(at):
            count = (self.days[at] <= days[at, None]).sum(axis=1)
            passed = np.where(count > 0, self.passed[at, np.maximum(count - 1, 0)], 0.0)
            share = self.share[at]
            found[at] = -np.log(np.maximum((1 - share) * np.exp(-found[at]) + share * (1 - passed), 1e-12))
        return found

    def reached(self, clock: Clocked, hazard: Figures) -> Figures:
        """Days from issue at whose end the cumulative hazard is this."""
        found = clock.days(hazard)
        at = np.flatnonzero(self.schedule >= 0)
        if len(at):
            mine, of, wanted = self.rows(at), clock.rows(at), hazard[at]
            low, high = np.full(len(at), -1), np.full(len(at), 2**_STEPS)
            for _ in range(_STEPS + 1):
                middle = (low + high) // 2
                is_there = mine.hazard(of, middle) >= wanted - 1e-9
                low, high = np.where(is_there, low, middle), np.where(is_there, middle, high)
            found[at] = high
        return found


@dataclass(frozen=True, slots=True)
class ClientRuns:
    """The runs of each client: `schedule`, -1 for none, and how sure it is (`share`).

    Of each row of the evidence: when it was `paid` (of what is open the day of issue), when it was payable, its weight,
    none where it is open; `on_run`: paid on a run of its client. `off`: the days off that move runs.
    """

    schedule: Codes
    share: Figures
    paid: Days
    payable: Days
    weight: Figures
    on_run: Flags
    off: DaysOff


def runs_of_clients(found: PaymentEvidence, known: Ledger, seen: BinCounts) -> ClientRuns:
    """Find who pays in runs."""
    paid = np.where(found.is_open, known.issued[found.at], known.paid[found.at])
    weight = np.where(found.is_open, 0.0, seen.weight)
    is_on = is_run(paid, known.off)
    schedule, share = _schedules(found, is_on, np.where(seen.on_day, 0.0, np.minimum(weight, 1.0)))
    on_run = ~found.is_open & is_on[np.arange(len(paid)), schedule[found.row_of]]
    on_runs = _share_on_runs(found, weight, on_run)
    schedule = np.where(on_runs > _MOST, schedule, -1)  # else the clock tells it better
    on_run &= (schedule >= 0)[found.row_of]
    payable = known.issued[found.at] + seen.due
    return ClientRuns(schedule, share * on_runs, paid, payable, weight, on_run, known.off)


def pay_runs(clients: ClientRuns, found: PaymentEvidence, clock: Waited, asked: Ledger, *, of: Codes) -> PayRuns:
    """How likely each of the next runs of each target's client is (`of` its row, -1 for none)."""
    schedule, share = np.append(clients.schedule, -1)[of], np.append(clients.share, 0.0)[of]
    days = np.zeros((len(asked), _RUNS), dtype=np.int64)
    passed = np.zeros((len(asked), _RUNS))
    for one in np.unique(schedule[schedule >= 0]).tolist():
        at = np.flatnonzero(schedule == one)
        payable = asked.issued[at] + clock.due[at]
        table = _runs_about(payable, one, clients.off)
        next_one = np.searchsorted(table, payable)
        place = next_one[:, None] + np.arange(-_BEFORE, _RUNS - _BEFORE)
        days[at] = table[np.minimum(place, len(table) - 1)] - asked.issued[at, None]
        mine = clock.rows(at)
        outlived = np.exp(-np.column_stack([mine.hazard(column) for column in days[at].T]))
        usual = -np.diff(outlived, axis=1, prepend=1.0)
        past = _PastRuns(clients, found, one)
        weight = _shares(past.counted()[of[at]] + priors.RUN_WORTH * usual)
        patience, agree = past.patience()
        taken = np.zeros((len(at), _RUNS))
        chosen = np.searchsorted(table, payable[:, None] + _PATIENCE) - next_one[:, None] + _BEFORE
        is_one = (chosen >= 0) & (chosen < _RUNS)
        row = np.broadcast_to(np.arange(len(at))[:, None], chosen.shape)
        np.add.at(taken, (row[is_one], chosen[is_one]), patience[of[at]][is_one])
        agree_here = agree[of[at]][:, None]
        weight = agree_here * _shares(taken) + (1 - agree_here) * weight
        weight = np.where(days[at] >= 0, weight, 0.0)
        passed[at] = np.cumsum(_shares(weight), axis=1)
    return PayRuns(schedule, share, days, passed)


def _schedules(found: PaymentEvidence, is_on: Flags, weight: Figures) -> tuple[Codes, Figures]:
    """Each client's likeliest schedule and its chance; -1 where none is likelier than not.

    `is_on`: on which schedules each row was paid; `weight` what it counts for.
    """
    if not len(found.at):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    hit, miss = np.log(priors.ON_RUN / _USUAL), np.log((1 - priors.ON_RUN) / (1 - _USUAL))
    ratio = found.sums(np.where(is_on, hit, miss) * weight[:, None])
    ratio -= np.log(priors.NO_RUN_ODDS)
    best = np.argmax(ratio, axis=1)
    ratio = ratio[np.arange(len(best)), best]
    return np.where(ratio > 0, best, -1), 1 / (1 + np.exp(-np.clip(ratio, -50, 50)))


def _share_on_runs(found: PaymentEvidence, weight: Figures, on_run: Flags) -> Figures:
    """The share of each client's payments that come on its runs, those on the due day counted, too."""
    worth = priors.RUN_WORTH
    share: Figures = (found.sums(weight * on_run) + priors.ON_RUN * worth) / (found.sums(weight) + worth)
    return share


def _runs_about(days: Days, schedule: int, off: DaysOff) -> Days:
    """The runs from well before the first of these days to well after the last, ascending."""
    table = np.arange(int(days.min()) - _ABOUT, int(days.max()) + _ABOUT + 1)
    return table[is_run(table, off)[:, schedule]]


def _shares(weight: Figures) -> Figures:
    found: Figures = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    return found


class _PastRuns:
    """On which runs the clients of one schedule paid: the run, and how many days past the due day it may be awaited."""

    def __init__(self, clients: ClientRuns, found: PaymentEvidence, schedule: int) -> None:
        rows = np.flatnonzero(clients.on_run & (clients.schedule == schedule)[found.row_of])
        self.clients = len(found.starts) + 1
        self.of, self.weight = found.row_of[rows], clients.weight[rows]
        paid, payable = clients.paid[rows], clients.payable[rows]
        table = _runs_about(np.concatenate((paid, payable)), schedule, clients.off)
        place = np.searchsorted(table, paid)
        self.run = place - np.searchsorted(table, payable) + _BEFORE
        # It waits longer than to the run before, and no longer than to this.
        self.least, self.most = table[place - 1] - payable + 1, paid - payable

    def counted(self) -> Figures:
        """How often each client paid on the runs around its due days: a column for each run; a last row of zeros."""
        is_one = (self.run >= 0) & (self.run < _RUNS)
        counts = np.zeros((self.clients, _RUNS))
        np.add.at(counts, (self.of[is_one], self.run[is_one]), self.weight[is_one])
        return counts

    def patience(self) -> tuple[Figures, Figures]:
        """How likely each client takes the first run so many days past the due day, and how often it kept to that."""
        size, (before, most) = len(_PATIENCE), priors.AGREE
        low, high = (np.clip(edge - _PATIENCE[0], 0, size) for edge in (self.least, self.most + 1))
        hits = np.zeros((self.clients, size + 1))
        np.add.at(hits, (self.of, low), self.weight)
        np.add.at(hits, (self.of, high), -self.weight)
        hits = np.cumsum(hits, axis=1)[:, :size]
        log = _PRIOR + hits * np.log(most / (1 - most))
        chance = _shares(np.exp(log - log.max(axis=1, keepdims=True)))
        count = np.bincount(self.of, self.weight, self.clients)
        worth = priors.RUN_WORTH
        agree: Figures = ((chance * hits).sum(axis=1) + before * worth) / (count + worth)
        return chance, np.minimum(agree, 1.0)
