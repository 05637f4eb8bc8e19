"""How clients pay, worked out for a whole book at once with numpy.

Days beyond terms = day settled - day due, signed: a payment two days early counts -2. Only invoices paid in full by
payments on a known day count as evidence; what was written off or credited away is no payment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RECENT: Final = 5
"""How many of the latest payments are held against the ones before them for the trend."""
ENOUGH_FOR_TREND: Final = 8
STEADY_WITHIN_DAYS: Final = 3.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How one client (or the whole book) has paid up to a day. Days are whole or fractions of days beyond terms.

    `spread` is the sample standard deviation (None below two payments). `usual_latest` is the 80th percentile: four
    of five payments came by then. `trend` is the mean of the five latest payments less the mean of those before
    (None below eight). `open` and `overdue` count invoices.
    """

    invoices: int
    paid: int
    on_time_share: float | None
    median: float | None
    mean: float | None
    spread: float | None
    usual_latest: float | None
    trend: float | None
    longest: int | None
    last: int | None
    open: int
    overdue: int

    @property
    def direction(self) -> str:
        """Where the trend points: "slower", "faster", "steady", or "unknown" with too few payments."""
        if self.trend is None:
            return "unknown"
        if abs(self.trend) < STEADY_WITHIN_DAYS:
            return "steady"
        return "slower" if self.trend > 0 else "faster"

    @property
    def is_slower(self) -> bool:
        """Whether payments come later than before."""
        return self.direction == "slower"

    @property
    def is_faster(self) -> bool:
        """Whether payments come sooner than before."""
        return self.direction == "faster"

    @property
    def is_steady(self) -> bool:
        """Whether payments come as ever."""
        return self.direction == "steady"


NO_HABITS: Final = Habits(0, 0, None, None, None, None, None, None, None, None, 0, 0)


@dataclass(frozen=True, slots=True)
class SettlementColumns:
    """Invoices as columns of equal length, one element per invoice; days are integers since 1970-01-01.

    `settled` is meaningful where `is_paid`; `is_paid` says paid in full, by payments, on a known day, by the as-of
    day. `is_open` says that something was still owed on the as-of day. `due` is the last due date of an invoice in
    instalments; `also_overdue` names the client of each of which an earlier part alone was overdue.
    """

    client: NDArray[np.int64]
    due: NDArray[np.int32]
    settled: NDArray[np.int32]
    is_paid: NDArray[np.bool_]
    is_settled_undated: NDArray[np.bool_]
    is_open: NDArray[np.bool_]
    also_overdue: NDArray[np.int64]


def latest_paid(ledger: SettlementColumns, most: int) -> tuple[tuple[int, int], ...]:
    """The last invoices paid, oldest first: day settled (days since 1970-01-01) and days beyond terms."""
    settled, due = ledger.settled[ledger.is_paid], ledger.due[ledger.is_paid]
    order = np.lexsort((settled - due, settled))[-most:]
    return tuple(zip(settled[order].tolist(), (settled - due)[order].tolist(), strict=True))


def middle_of(figures: str) -> int:
    """The middle one of whole numbers written with commas between, of an even number the lower; at least one."""
    found = np.fromstring(figures, dtype=np.int64, sep=",")
    middle = (len(found) - 1) // 2
    return int(np.partition(found, middle)[middle])


def medians_of(clients: Sequence[int], counts: Sequence[int], days: NDArray[np.int64]) -> dict[int, float]:
    """The median of each client's days beyond terms, which stand one client after the other, `counts` of each."""
    count = np.array(counts, dtype=np.int64)
    group = np.repeat(np.arange(len(count)), count)
    ordered = days[np.lexsort((days, group))].astype(np.float64)
    if not len(ordered):
        return {}
    starts = np.concatenate(([0], np.cumsum(count)[:-1]))
    return dict(zip(clients, _quantile(ordered, starts, count, 0.5).tolist(), strict=True))


def habits_of(ledger: SettlementColumns, as_of: int) -> dict[int, Habits]:
    """Work out the habits of every client in the ledger; `as_of` is days since 1970-01-01."""
    if not len(ledger.client):
        return {}
    clients, position = np.unique(ledger.client, return_inverse=True)
    size = len(clients)
    invoices = np.bincount(position, minlength=size)
    open_count = np.bincount(position[ledger.is_open], minlength=size)
    overdue = np.bincount(position[ledger.is_open & (ledger.due < as_of)], minlength=size)
    overdue += np.bincount(np.searchsorted(clients, ledger.also_overdue), minlength=size)
    undated = np.bincount(position[ledger.is_settled_undated], minlength=size)

    paid = ledger.is_paid
    group = position[paid]
    days = (ledger.settled[paid] - ledger.due[paid]).astype(np.int64)
    count = np.bincount(group, minlength=size)
    figures = _figures(group, days, ledger.settled[paid], count)
    found = {}
    for i, client in enumerate(clients.tolist()):
        n = int(count[i])
        common = {
            "invoices": int(invoices[i]),
            "paid": n + int(undated[i]),
            "open": int(open_count[i]),
            "overdue": int(overdue[i]),
        }
        if n == 0:
            found[client] = replace(NO_HABITS, **common)
            continue
        found[client] = Habits(
            **common,
            on_time_share=float(figures["on_time_share"][i]),
            median=float(figures["median"][i]),
            mean=float(figures["mean"][i]),
            spread=float(figures["spread"][i]) if n > 1 else None,
            usual_latest=float(figures["usual_latest"][i]),
            trend=float(figures["trend"][i]) if n >= ENOUGH_FOR_TREND else None,
            longest=int(figures["longest"][i]),
            last=int(figures["last"][i]),
        )
    return found


def _figures(
    group: NDArray[np.intp], days: NDArray[np.int64], settled: NDArray[np.int32], count: NDArray[np.intp]
) -> dict[str, NDArray[np.float64]]:
    """Per group: one array per figure, meaningless where the group is empty."""
    size = len(count)
    safe = np.maximum(count, 1)
    mean = np.bincount(group, weights=days, minlength=size) / safe
    square = np.bincount(group, weights=(days - mean[group]) ** 2, minlength=size)
    on_time = np.bincount(group[days <= 0], minlength=size)
    starts = np.concatenate(([0], np.cumsum(count)[:-1]))

    by_days = days[np.lexsort((days, group))].astype(np.float64)
    by_time = days[np.lexsort((days, settled, group))].astype(np.float64)
    sums = np.concatenate(([0.0], np.cumsum(by_time)))
    ends = starts + count
    recent = np.minimum(count, RECENT)
    recent_mean = (sums[ends] - sums[ends - recent]) / np.maximum(recent, 1)
    before_mean = (sums[ends - recent] - sums[starts]) / np.maximum(count - recent, 1)
    last_at = np.maximum(ends - 1, 0)
    padded_days = by_days if len(by_days) else np.zeros(1)
    padded_time = by_time if len(by_time) else np.zeros(1)
    top = len(padded_days) - 1
    return {
        "on_time_share": on_time / safe,
        "median": _quantile(padded_days, starts, safe, 0.5),
        "mean": mean,
        "spread": np.sqrt(square / np.maximum(count - 1, 1)),
        "usual_latest": _quantile(padded_days, starts, safe, 0.8),
        "trend": recent_mean - before_mean,
        "longest": padded_days[np.minimum(last_at, top)],
        "last": padded_time[np.minimum(last_at, top)],
    }


def _quantile(
    ordered: NDArray[np.float64], starts: NDArray[np.intp], count: NDArray[np.intp], share: float
) -> NDArray[np.float64]:
    """Linear-interpolation quantile of each run of an array sorted within its runs (numpy's default method)."""
    place = starts + (count - 1) * share
    top = len(ordered) - 1
    low = np.minimum(np.floor(place).astype(np.intp), top)
    high = np.minimum(np.ceil(place).astype(np.intp), top)
    part = place - np.floor(place)
    result: NDArray[np.float64] = ordered[low] * (1 - part) + ordered[high] * part
    return result
