"""What is known of open invoices on a day: whether, and when, each is paid, given that it is still unpaid.

The outlook of one invoice and the cash ahead of many rest on the same `Forecast`, so that they never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import numpy as np

from mainstay.insight import priors
from mainstay.insight.clock import clocked, clocks_of_clients, tally
from mainstay.insight.columns import rows_of, stacked
from mainstay.insight.correction import AS_IT_IS
from mainstay.insight.evidence import evidence
from mainstay.insight.fitting import expectations, paid_alone, summed, waiting
from mainstay.insight.pay_runs import pay_runs, runs_of_clients
from mainstay.insight.seen import OwnRows, seen_of, seen_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.insight.clock import Clocked
    from mainstay.insight.correction import Correction
    from mainstay.insight.evidence import PaymentEvidence
    from mainstay.insight.fitting import FittedFirm, WaitingTimes
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger, Whole
    from mainstay.insight.pay_runs import PayRuns
    from mainstay.insight.seen import Seen

_Targets = TypeVar("_Targets", bound="Forecast")

LATE30: Final = 30
"""Days past the working due day after which an invoice is very late."""
_LEAST: Final = 1e-9
_MOST: Final = 20.0
_MILLION: Final = 1_000_000
_BLOCK: Final = 20_000
"""About so many invoices are looked at at once: their columns stay in the processor's cache, and memory small."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many times as much of the hazard there is up to the working due day (`early`), and after it (`late`).

    `turn` is the hazard at the end of that day before it was changed.
    """

    turn: Figures
    early: Figures
    late: Figures

    def rows(self, places: Codes) -> Pace:
        """Only the targets at these places."""
        return rows_of(self, places)

    def hazard(self, plain: Figures) -> Figures:
        """The cumulative hazard for a plain one."""
        found: Figures = self.early * np.minimum(plain, self.turn) + self.late * np.maximum(plain - self.turn, 0.0)
        return found

    def plain(self, hazard: Figures) -> Figures:
        """The plain hazard for this one."""
        before = self.early * self.turn
        found: Figures = np.minimum(hazard, before) / self.early + np.maximum(hazard - before, 0.0) / self.late
        return found


@dataclass(frozen=True, slots=True)
class Forecast:
    """The targets as asked, and the distribution of each: all that the cash ahead of many rests on.

    `whole` knows the client's payments and its open invoices, `clock` the days around the due day, `runs`
    its pay runs, `pace` what past forecasts have taught; `age` in days, and `spent` the cumulative hazard by then (none
    on the day of issue); `payments` how many its client has made. `is_lost`: it counts as never paid already, and what
    `waits` says of it means nothing.
    """

    asked: Ledger
    whole: Seen
    clock: Clocked
    runs: PayRuns
    pace: Pace
    age: Days
    spent: Figures
    never: Figures
    payments: Codes
    is_lost: Flags
    waits: WaitingTimes

    def __len__(self) -> int:
        return len(self.never)

    def rows(self, places: Codes) -> Self:
        """Only the targets at these places."""

        def some(part: Any) -> Any:  # noqa: ANN401 -- a column, or what has rows of its own
            return part[places] if isinstance(part, np.ndarray) else part.rows(places)

        return type(self)(*(some(getattr(self, field.name)) for field in fields(self)))

    @property
    def loss_minor(self) -> Codes:
        """What each loses on average, in minor units: of what is open, its chance of never, rounded half up.

        The chance is taken in millionths, as it is kept, so that every sum of the book agrees with its invoices.
        """
        millionths = np.rint(self.never * _MILLION).astype(np.int64)
        millions, rest = np.divmod(np.maximum(self.asked.open_minor, 0), _MILLION)  # the whole product may be too large
        lost: Codes = millions * millionths + (rest * millionths + _MILLION // 2) // _MILLION
        return lost

    def later_than(self, days: Days) -> Figures:
        """The chance that each, if it is paid at all, is paid later than so many days after issue."""
        later: Figures = np.exp(self.spent - np.maximum(self.hazard(days), self.spent))
        return later

    def quantile(self, share: float) -> Figures:
        """Days from issue by which this share is paid of what is paid at all."""
        return np.maximum(self.reached(self.spent - np.log1p(-share)), self.age)

    def hazard(self, days: Days) -> Figures:
        """The cumulative hazard at the end of so many days after issue."""
        return self.pace.hazard(self.runs.hazard(self.clock, days))

    def reached(self, hazard: Figures) -> Figures:
        """Days from issue at whose end the cumulative hazard is this."""
        return self.runs.reached(self.clock, self.pace.plain(hazard))


@dataclass(frozen=True, slots=True)
class Predicted(Forecast):
    """A forecast with what explains it: the features `x` of each target, and what the client's payments alone say."""

    x: Figures
    by_record: Seen

    def alone(self) -> Forecast:
        """The forecast without what explains it, which takes half of the memory."""
        return Forecast(*(getattr(self, field.name) for field in fields(Forecast)))


def predict(firm: FittedFirm, ledger: Ledger, as_of: int, targets: Ledger, rows: Whole = ()) -> Predicted:
    """Forecast the targets from what was known of the ledger at the end of the day; nothing later is looked at.

    `rows` are the places of those targets that stand in the ledger: there they are questions, not answers. Every target
    counts as open on the day; its own payment is never looked at, nor a dispute of it that begins later. Once the firm
    is learnt no client's invoices say anything of another's, so a large ledger is gone through some clients at a time.
    """
    is_asked = np.zeros(len(ledger), dtype=bool)
    is_asked[np.asarray(rows, dtype=np.int64)] = True
    theirs = np.flatnonzero(np.isin(ledger.client, targets.client))
    edges = np.sort(ledger.client[theirs])[_BLOCK::_BLOCK]
    block, of = np.searchsorted(edges, ledger.client[theirs]), np.searchsorted(edges, targets.client)
    parts, order = [], []
    for number in range(len(edges) + 1):
        some, mine = theirs[block == number], np.flatnonzero(of == number)
        parts.append(_predict(firm, ledger.rows(some[~is_asked[some]]), as_of, targets.rows(mine)))
        order.append(mine)
    found = joined(parts).rows(np.argsort(np.concatenate(order))) if len(parts) > 1 else parts[0]
    return corrected(found, firm.correction, firm.never)


def corrected(seen: Predicted, correction: Correction, usual: float) -> Predicted:
    """Move the distribution so that late and 30 days late are as likely as the firm's past forecasts taught.

    `usual` is the firm's share of never: how likely the invoice was never to be paid before it was overdue.
    """
    if correction.late == correction.late30 == AS_IT_IS.late:
        return seen
    due = seen.clock.due
    never = np.where(seen.age > due, usual, seen.never)
    plain = [seen.runs.hazard(seen.clock, days) for days in (due, due + LATE30)]
    bounds = []
    for hazard, moved in zip(plain, (correction.late, correction.late30), strict=True):
        chance = moved.applied(never + (1 - never) * np.exp(-hazard))
        bounds.append(-np.log(np.clip((chance - never) / np.maximum(1 - never, _LEAST), _LEAST, 1.0)))
    early = np.where(plain[0] > 0, bounds[0] / np.maximum(plain[0], _LEAST), 1.0)
    after = plain[1] - plain[0]
    late = np.where(after > 0, (bounds[1] - bounds[0]) / np.maximum(after, _LEAST), 1.0)
    pace = Pace(plain[0], np.clip(early, 1 / _MOST, _MOST), np.clip(late, 1 / _MOST, _MOST))
    found = replace(seen, pace=pace)
    return replace(found, spent=np.where(seen.age > 0, found.hazard(seen.age), 0.0))


def joined(parts: Sequence[_Targets]) -> _Targets:
    """All their targets, one part after the other; no client stands in two."""
    clients = [len(part.waits.log) for part in parts]
    before = np.cumsum(clients) - clients
    return stacked(
        [
            replace(part, waits=replace(part.waits, client=part.waits.client + more))
            for part, more in zip(parts, before.tolist(), strict=True)
        ]
    )


def _predict(firm: FittedFirm, others: Ledger, as_of: int, targets: Ledger) -> Predicted:
    asked = targets.asked_on(as_of)
    known = others.known_on(as_of).joined(asked)
    seen_until = as_of - firm.stale_days
    found = evidence(known, firm.features, seen_until, firm.memory)
    record = summed(firm, found, *paid_alone(found))
    waits = waiting(firm, found, record, known, seen_until)
    z, extra, weight = expectations(firm, found, record, waits)
    everything = summed(firm, found, z, extra, weight)
    # Where among the rows of the evidence each target stands: -1 for one that is lost already.
    place = np.full(len(known), -1)
    place[found.at] = np.arange(len(found.at))
    own = place[len(known) - len(asked) :]
    is_lost = own < 0
    of = np.where(is_lost, -1, np.append(found.row_of, -1)[own])
    x = firm.features.columns(asked)
    by_record = seen_of(firm, record, x, of)
    whole = seen_of(firm, everything, x, of, OwnRows(own, found, everything.row_z))
    rows_seen = seen_of_rows(firm, everything, found)
    tallied = tally(firm, found, known, rows_seen, waits.never)
    who = runs_of_clients(found, known, tallied)
    waits = waiting(firm, found, record, known, seen_until, seen=tallied)
    rates, on_day = clocks_of_clients(firm.clock, tallied, found, of, own)
    has_others = np.append(found.sums(found.is_open.astype(np.int64)), 0)[of] > ~is_lost
    whole = whole.where(has_others, by_record)
    of_asked = waits.rows(np.where(is_lost, -1, np.append(np.cumsum(found.is_open) - 1, -1)[own]))
    never = np.where(is_lost, 1.0, of_asked.never)
    age = np.maximum(as_of - asked.issued, 0)
    clock = clocked(whole.mean, whole.scale, firm.clock.due(asked), rates, on_day)
    runs = pay_runs(who, found, clock, asked, of=of)
    spent = np.where(age > 0, runs.hazard(clock, age), 0.0)
    payments = _payments(found)[of]
    one = np.ones(len(asked))
    pace = Pace(np.zeros(len(asked)), one, one)
    return Predicted(asked, whole, clock, runs, pace, age, spent, never, payments, is_lost, of_asked, x, by_record)


def _payments(found: PaymentEvidence) -> Codes:
    """How many payments each client has; a last place, 0, for a client without evidence."""
    return np.append(found.sums((~found.is_open).astype(np.int64)), 0)


def days_of(z: Figures) -> Figures:
    """Days as they stand for this z, none below zero."""
    days: Figures = np.maximum(np.maximum(z, 0) ** 2 - priors.SHIFT, 0)
    return days
