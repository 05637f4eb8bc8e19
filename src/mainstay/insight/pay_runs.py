"""Pay runs: who pays on the last working day of the month, the 15th, a weekday or each quarter, and when that comes.

A client's schedule is found by the ratio of likelihoods of its payments, those on the due day left out, for they say
nothing of runs. The formulas: docs/developer/outlook.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import priors
from mainstay.insight.columns import rows_of
from mainstay.insight.ledger import NOT_YET

if TYPE_CHECKING:
    from mainstay.insight.clock import BinCounts, Clocked
    from mainstay.insight.evidence import PaymentEvidence
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger

SCHEDULES: Final = (
    "month_end", "middle", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "quarter_end",
)  # fmt: skip
_USUAL: Final = np.array([1 / 21, 1 / 21, 1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 63])
"""The share of working days that are runs of each."""
_EPOCH: Final = 719_163
_FRIDAY, _MIDDLE, _QUARTER = 4, 15, 3
_BEFORE, _RUNS = 2, 8
_ABOUT: Final = 800
"""Days before and after which runs are looked for: six quarters."""
_STEPS: Final = 12
_MOST: Final = 0.5


def is_run(days: Days) -> Flags:
    """For each day one column for each schedule; all runs are on working days from Monday to Friday."""
    weekday = (days - 1) % 7
    day = (days - _EPOCH).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    following = (days - _EPOCH + np.where(weekday == _FRIDAY, 3, 1)).astype("datetime64[D]").astype("datetime64[M]")
    of_month = (day - month).astype(np.int64) + 1
    is_last = following != month
    is_middle = (of_month == _MIDDLE) | ((weekday == 0) & ((of_month == _MIDDLE + 1) | (of_month == _MIDDLE + 2)))
    ends_quarter = is_last & (month.astype(np.int64) % _QUARTER == _QUARTER - 1)
    found: Flags = np.column_stack((is_last, is_middle, *(weekday == one for one in range(5)), ends_quarter))
    found &= (weekday <= _FRIDAY)[:, None]
    return found


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

    def hazard(self, clock: Clocked, days: Days) -> Figures:
        """The cumulative hazard at the end of so many days after issue, by the clock and the runs together."""
        found = clock.hazard(days)
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


def pay_runs(
    found: PaymentEvidence, known: Ledger, seen: BinCounts, clock: Clocked, asked: Ledger, *, of: Codes
) -> PayRuns:
    """Find the runs of each target's client (`of` its row, -1 for none) and how likely each of the next ones is."""
    schedule, share = _schedules(found, known, seen)
    on_runs = _share_on_runs(found, known, seen, schedule)
    schedule = np.where(on_runs > _MOST, schedule, -1)  # else the clock tells it better
    share *= on_runs
    schedule, share = np.append(schedule, -1)[of], np.append(share, 0.0)[of]
    days = np.zeros((len(asked), _RUNS), dtype=np.int64)
    passed = np.zeros((len(asked), _RUNS))
    for one in np.unique(schedule[schedule >= 0]).tolist():
        at = np.flatnonzero(schedule == one)
        payable = asked.issued[at] + clock.due[at]
        first, last = int(payable.min()) - _ABOUT, int(payable.max()) + _ABOUT
        table = np.arange(first, last + 1)
        table = table[is_run(table)[:, one]]
        place = np.searchsorted(table, payable)[:, None] + np.arange(-_BEFORE, _RUNS - _BEFORE)
        days[at] = table[np.minimum(place, len(table) - 1)] - asked.issued[at, None]
        mine = clock.rows(at)
        outlived = np.exp(-np.column_stack([mine.hazard(column) for column in days[at].T]))
        usual = -np.diff(outlived, axis=1, prepend=1.0)
        weight = _counted(found, known, seen, one)[of[at]] + priors.RUN_WORTH * usual
        weight = np.where(days[at] >= 0, weight, 0.0)
        passed[at] = np.cumsum(weight, axis=1) / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
    return PayRuns(schedule, share, days, passed)


def _schedules(found: PaymentEvidence, known: Ledger, seen: BinCounts) -> tuple[Codes, Figures]:
    """Each client's likeliest schedule and its chance; -1 where none is likelier than not."""
    if not len(found.at):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    paid = np.where(found.is_open, 0, known.paid[found.at]) % NOT_YET
    counts = ~found.is_open & ~seen.on_day
    hit, miss = np.log(priors.ON_RUN / _USUAL), np.log((1 - priors.ON_RUN) / (1 - _USUAL))
    ratio = found.sums(np.where(is_run(paid), hit, miss) * (counts * np.minimum(seen.weight, 1.0))[:, None])
    ratio -= np.log(priors.NO_RUN_ODDS)
    best = np.argmax(ratio, axis=1)
    ratio = ratio[np.arange(len(best)), best]
    return np.where(ratio > 0, best, -1), 1 / (1 + np.exp(-np.clip(ratio, -50, 50)))


def _share_on_runs(found: PaymentEvidence, known: Ledger, seen: BinCounts, schedule: Codes) -> Figures:
    """The share of each client's payments that come on its runs, those on the due day counted, too."""
    weight = np.where(found.is_open, 0.0, seen.weight)
    on_run = is_run(np.where(found.is_open, 0, known.paid[found.at]))[np.arange(len(weight)), schedule[found.row_of]]
    worth = priors.RUN_WORTH
    share: Figures = (found.sums(weight * on_run) + priors.ON_RUN * worth) / (found.sums(weight) + worth)
    return share


def _counted(found: PaymentEvidence, known: Ledger, seen: BinCounts, schedule: int) -> Figures:
    """How often each client paid on the runs around its due days: one column for each run; a last row of zeros."""
    rows = np.flatnonzero(~found.is_open)
    paid, payable = known.paid[found.at[rows]], known.issued[found.at[rows]] + seen.due[rows]
    table = np.arange(int(min(paid.min(), payable.min())) - _ABOUT, int(max(paid.max(), payable.max())) + _ABOUT)
    table = table[is_run(table)[:, schedule]]
    run = np.searchsorted(table, paid) - np.searchsorted(table, payable) + _BEFORE
    is_one = (run >= 0) & (run < _RUNS) & is_run(paid)[:, schedule]
    counts = np.zeros((len(found.starts) + 1, _RUNS))
    np.add.at(counts, (found.row_of[rows[is_one]], run[is_one]), seen.weight[rows[is_one]])
    return counts
