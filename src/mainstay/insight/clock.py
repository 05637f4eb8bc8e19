"""The due-date clock: how much likelier than a smooth curve says a payment is before, on and after the due day.

People pay on the working day on which an invoice is payable, and seldom just after. So the cumulative hazard of the
smooth distribution is multiplied in bins of days from that day, and on the day itself a share of what is still unpaid
is paid at once. Both are learnt from the firm and drawn towards each client's own; each past invoice is held against
what was forecast without it. The formulas: docs/developer/outlook.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from mainstay.insight import priors
from mainstay.insight.columns import rows_of
from mainstay.insight.shrinkage import worth_of_factors, worth_of_shares
from mainstay.insight.student_t import quantile_of_survival, survival

if TYPE_CHECKING:
    from mainstay.insight.evidence import PaymentEvidence
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger
    from mainstay.insight.moving import Memory
    from mainstay.insight.seen import Seen

_BOUNDS: Final = np.array(priors.CLOCK)
_BINS: Final = len(_BOUNDS) + 1
_DUE: Final = int(np.flatnonzero(_BOUNDS == 0)[0]) + 1
"""The bin of the working due day itself."""
_EARLY, _LATE = np.arange(_BINS) < _DUE, np.arange(_BINS) > _DUE
_HALF: Final = 0.5
_ROUNDS: Final = 6
_LEAST: Final = 1e-12
_NEARLY_ALL: Final = 0.999


@dataclass(frozen=True, slots=True)
class Clock:
    """What a firm's book has taught of the days around the due day.

    `rates`: a factor for each bin; `on_day`: the share of what is still unpaid on the due day that is paid for that
    day's sake. `early_worth`, `late_worth`, `on_day_worth`: how many of a client's own payments each of them is worth.
    `waits`: what falls due on a day off is paid on the next working day.
    """

    rates: Figures
    on_day: float
    early_worth: float
    late_worth: float
    on_day_worth: float
    waits: bool

    def due(self, invoices: Ledger) -> Days:
        """Days from issue to the last on which each invoice is not late."""
        return (invoices.payable if self.waits else invoices.due) - invoices.issued


UNKNOWN: Final = Clock(
    np.ones(_BINS),
    priors.ON_DAY[0],
    priors.CLOCK_OF_CLIENT,
    priors.CLOCK_OF_CLIENT,
    priors.CLOCK_OF_CLIENT,
    waits=True,
)
"""The clock of a firm that has shown nothing yet."""


@dataclass(frozen=True, slots=True)
class Clocked:
    """The clock of each target.

    `due`: days from issue to the working due day; `mean` and `scale` of z; `smooth`: the smooth cumulative hazard where
    each bin begins, `rates` the factor of each bin, `upto` the clock's own hazard where it begins; `on_day` what the
    due day adds at its end.
    """

    due: Days
    mean: Figures
    scale: Figures
    smooth: Figures
    rates: Figures
    upto: Figures
    on_day: Figures

    def rows(self, places: Codes) -> Clocked:
        """Only the targets at these places."""
        return rows_of(self, places)

    def hazard(self, days: Days) -> Figures:
        """The cumulative hazard at the end of so many days after issue."""
        place = np.searchsorted(_BOUNDS, days - self.due, side="right")
        at = np.arange(len(days))
        since = smooth_hazard(self.mean, self.scale, days) - self.smooth[at, place]
        found = self.upto[at, place] + self.rates[at, place] * since + np.where(place == _DUE, self.on_day, 0.0)
        return np.where(days < 0, 0.0, found)

    def days(self, hazard: Figures) -> Figures:
        """Days from issue at whose end the cumulative hazard is this."""
        at = np.arange(len(hazard))
        place = (self.upto[:, 1:] <= hazard[:, None]).sum(axis=1)
        smooth = self.smooth[at, place] + (hazard - self.upto[at, place]) / np.maximum(self.rates[at, place], _LEAST)
        z = self.mean + self.scale * quantile_of_survival(np.exp(-smooth))
        found = np.maximum(z, 0) ** 2 - priors.SHIFT
        low = np.where(place > 0, self.due + np.append(0, _BOUNDS)[place] - _HALF, -np.inf)
        high = np.where(place < _BINS - 1, self.due + np.append(_BOUNDS, 0)[place] - _HALF, np.inf)
        found = np.where(place == _DUE, self.due, np.clip(found, low, high))
        return np.maximum(found, 0.0)


def smooth_hazard(mean: Figures, scale: Figures, days: Days) -> Figures:
    """The cumulative hazard of the smooth curve at the end of so many days after issue; none before it."""
    z = np.sqrt(np.maximum(days + _HALF + priors.SHIFT, 0.0))
    return np.where(days < 0, 0.0, -np.log(np.maximum(survival((z - mean) / scale), _LEAST)))


def _edges(mean: Figures, scale: Figures, due: Days) -> Figures:
    """The smooth hazard where each bin begins; the first begins at issue."""
    days = due[:, None] + _BOUNDS[None] - 1
    return np.column_stack((np.zeros(len(due)), smooth_hazard(mean[:, None], scale[:, None], days)))


def clock_alone(clock: Clock, mean: Figures, scale: Figures, due: Days) -> Clocked:
    """The firm's own clock for these invoices, whatever their clients did."""
    size = len(due)
    return clocked(mean, scale, due, np.tile(clock.rates, (size, 1)), np.full(size, clock.on_day))


def clocked(mean: Figures, scale: Figures, due: Days, rates: Figures, on_day: Figures) -> Clocked:
    """The clock of targets of whom this was seen."""
    smooth = _edges(mean, scale, due)
    steps = np.diff(smooth, axis=1) * rates[:, :-1]
    added = np.where(due >= 0, -np.log1p(-on_day), 0.0)
    steps[:, _DUE] += added
    upto = np.column_stack((np.zeros(len(due)), np.cumsum(steps, axis=1)))
    return Clocked(due, mean, scale, smooth, rates, upto, added)


class Timed(Protocol):
    """What of a firm says how its payments lie in time."""

    @property
    def clock(self) -> Clock:
        """Around the due day."""

    @property
    def memory(self) -> Memory:
        """How fast its past fades."""


@dataclass(frozen=True, slots=True)
class BinCounts:
    """What happened to each row of the evidence, beside what the smooth curve had predicted of it.

    `weight` is what it counts for; `due`: days from issue to its due day; `bin` that of its payment, -1 for what waits;
    `predicted` the smooth hazard of each bin it was unpaid in; `there`: unpaid when the due day began; `on_day`: paid
    on it; `by_chance`: how likely that was by the smooth curve alone.
    """

    weight: Figures
    due: Days
    bin: Codes
    predicted: Figures
    there: Flags
    on_day: Flags
    by_chance: Figures

    def by_part(self, rates: Figures, on_day: float) -> Figures:
        """What each row adds to its client, as columns.

        Seen and predicted before the due day, the same after it; unpaid when the day began, and paid for its sake.
        """
        weight, bins = self.weight, self.bin
        early, late = ((self.predicted[:, part] @ rates[part]) * weight for part in (_EARLY, _LATE))
        was_early, was_late = weight * ((bins >= 0) & (bins < _DUE)), weight * (bins > _DUE)
        there, on_it = weight * self.there, weight * self.on_day
        expected = there * (on_day + (1 - on_day) * self.by_chance)
        return np.column_stack((was_early, early, was_late, late, there, on_it, expected))


def tally(firm: Timed, found: PaymentEvidence, known: Ledger, seen: Seen, never: Figures) -> BinCounts:
    """Hold each row of the evidence against what was seen of it without itself.

    Rows fade with the time from their due day to the client's last, which does not hang on when they were paid; fading
    ones are taken for as many alike as tell as much (Kish 1965), or scatter among clients would be mistaken for chance.
    All fade as the firm's past does.
    What waits counts by the chance that it is paid at all; `never` is that of each open row not to be.
    """
    due = firm.clock.due(known)[found.at]
    fell = known.issued[found.at] + due
    weight = 0.5 ** ((np.maximum.reduceat(fell, found.starts)[found.row_of] - fell) / priors.HALF_LIFE_DAYS)
    alike = found.sums(weight) / found.sums(weight**2)
    weight *= alike[found.row_of] * firm.memory.fading(fell)
    weight[found.is_open] *= 1 - never
    end = np.where(found.is_open, found.age, known.days[found.at])
    edges = _edges(seen.mean, seen.scale, due)
    spent = smooth_hazard(seen.mean, seen.scale, end)
    # What is paid in the course of a day was open for half of it.
    spent = np.where(found.is_open, spent, (spent + smooth_hazard(seen.mean, seen.scale, end - 1)) / 2)
    upper = np.column_stack((edges[:, 1:], np.full(len(edges), np.inf)))
    predicted = np.maximum(np.minimum(upper, spent[:, None]) - edges, 0.0)
    bins = np.where(found.is_open, -1, np.searchsorted(_BOUNDS, end - due, side="right"))
    there = (due >= 0) & (end >= due)
    by_chance = -np.expm1(edges[:, _DUE] - edges[:, _DUE + 1])
    return BinCounts(weight, due, bins, predicted, there, there & (bins == _DUE), by_chance)


def _for_the_day(on_day: Figures | float, by_chance: Figures) -> Figures:
    """How likely a payment on the due day was made for that day's sake, not by chance."""
    found: Figures = on_day / np.maximum(on_day + (1 - on_day) * by_chance, _LEAST)
    return found


def clock_of(seen: BinCounts, found: PaymentEvidence, *, waits: bool) -> Clock:
    """Learn a firm's clock from all rows of its evidence."""
    paid = np.bincount(seen.bin + 1, np.where(seen.bin >= 0, seen.weight, 0.0), minlength=_BINS + 1)[1:]
    predicted = seen.weight @ seen.predicted
    rates = np.ones(_BINS)
    for part, most in ((_EARLY, np.inf), (_LATE, 1.0)):  # how late somebody pays the smooth curve knows best
        whole = min((paid[part].sum() + priors.CLOCK_PART) / (predicted[part].sum() + priors.CLOCK_PART), most)
        rates[part] = (paid[part] + priors.CLOCK_BIN * whole) / (predicted[part] + priors.CLOCK_BIN)
    usual, worth = priors.ON_DAY
    on_day, there = usual, worth + float(seen.weight[seen.there].sum())
    on_it, by_chance = seen.weight[seen.on_day], seen.by_chance[seen.on_day]
    for _ in range(_ROUNDS):
        on_day = (usual * worth + float(on_it @ _for_the_day(on_day, by_chance))) / there
    was_early, early, was_late, late, was_there, on_it, expected = found.sums(seen.by_part(rates, on_day)).T
    share = expected.sum() / max(was_there.sum(), _LEAST) if len(was_there) else on_day
    return Clock(
        rates,
        on_day,
        worth_of_factors(was_early, early),
        worth_of_factors(was_late, late),
        worth_of_shares(float(np.clip(share, 0.001, 0.999)), on_it, was_there),
        waits,
    )


def clocks_of_clients(
    clock: Clock, seen: BinCounts, found: PaymentEvidence, of: Codes, own: Codes
) -> tuple[Figures, Figures]:
    """Each target's factors by bin, and its share paid on the due day: the firm's, drawn towards its client's own.

    `of` is the client's row, `own` the target's own row of the evidence, which is left out; -1 for none.
    """
    parts = seen.by_part(clock.rates, clock.on_day)
    none = np.zeros((1, parts.shape[1]))
    others = np.maximum(np.vstack((found.sums(parts), none))[of] - np.vstack((parts, none))[own], 0.0)
    was_early, early, was_late, late, was_there, on_it, expected = others.T
    rates = np.tile(clock.rates, (len(of), 1))
    rates[:, _EARLY] *= ((was_early + clock.early_worth) / (early + clock.early_worth))[:, None]
    rates[:, _LATE] *= np.minimum((was_late + clock.late_worth) / (late + clock.late_worth), 1.0)[:, None]
    # What a client pays on the day, for its sake or by chance; its own odds against those expected hold for the target.
    usual = clock.on_day_worth * (1 - (expected + clock.on_day) / (was_there + 1))
    left = (was_there - on_it + usual) / np.maximum(was_there - expected + usual, _LEAST)
    on_day = 1 - (1 - clock.on_day) * left
    return rates, np.clip(on_day, 0.0, _NEARLY_ALL)


def waits_for_a_working_day(known: Ledger) -> bool:
    """Say whether what falls due on a day off is paid on the next working day, by the ratio of likelihoods.

    Looked at is what was paid between such a due date and that working day: nearly all of it on the working day where
    days off are observed, spread over all of them where they are not.
    """
    off = known.payable - known.due
    at = known.is_paid & (off > 0) & (known.paid >= known.due) & (known.paid <= known.payable)
    off, on_working_day = off[at], (known.paid == known.payable)[at]
    astray = priors.PAID_ON_DAY_OFF
    observed = np.where(on_working_day, np.log(1 - astray), np.log(astray / np.maximum(off, 1)))
    return bool(np.log(priors.DAYS_OFF_ODDS) + observed.sum() + np.log(off + 1).sum() >= 0)
