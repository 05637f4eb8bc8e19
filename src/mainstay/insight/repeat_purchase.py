"""Will a client come back: the rhythm of its visits, and the BG/NBD model of Fader, Hardie and Lee.

"Counting Your Customers" the Easy Way, Marketing Science 24 (2005) 275-284. While a client comes, visits are a Poisson
process; after each visit it leaves for good with chance p. Rates differ between clients by Gamma(r, alpha), p by
Beta(a, b). A visit is a day with an invoice; time is in days. The constants: docs/developer/standing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Days, Figures, Flags

WITHIN_DAYS: Final = 180
_YEAR: Final = 365
LATELY: Final = 10
"""So many gaps between visits tell a client's rhythm; older ones have faded."""
_ROUNDS: Final = 60
_ENOUGH: Final = 1e-5
_SMALLEST: Final = 1e-8

PRIOR: Final = (
    (0.0, 0.7),  # log r: rates between clients differ as an exponential does
    (4.5, 1.0),  # log alpha / r: a visit each 90 days
    (-2.2, 1.0),  # logit a / (a + b): one visit in ten is the last
    (1.4, 0.7),  # log a + b: worth four visits
)
"""Prior mean and standard deviation of the four numbers."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The visits of each client asked about, as columns; several invoices on one day are one visit.

    `usual` and `longest`: the middle and the longest of the last ten gaps, 0 with fewer than two visits. Without a
    visit all is 0.
    """

    visits: Codes
    first: Days
    last: Days
    usual: Figures
    longest: Days

    @property
    def repeats(self) -> Codes:
        """Visits after the first: x in the paper."""
        return np.maximum(self.visits - 1, 0)


@dataclass(frozen=True, slots=True)
class VisitHabit:
    """How the clients of a firm come and leave: r, alpha (in days), a and b of the paper."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, repeats: Codes, span: Figures | Days, age: Figures | Days) -> Figures:
        """The chance that a client still comes: `repeats` visits after the first in `span` days, `age` days in all.

        Fader, Hardie, Lee, "Computing P(alive) Using the BG/NBD Model" (2008), equation 4. After a single visit 1, for
        the model lets nobody leave on the first.
        """
        gone = np.where(repeats > 0, self.a / np.where(repeats > 0, self.b + repeats - 1, 1.0), 0.0)
        grown = (self.r + repeats) * (np.log(self.alpha + age) - np.log(self.alpha + span))
        alive: Figures = 1 / (1 + gone * np.exp(np.minimum(grown, 700.0)))
        return alive

    def comes(self, repeats: Codes, age: Figures | Days, within: float) -> Figures:
        """The chance that a client who still comes does so within so many days.

        Its rate is Gamma(r + x, alpha + T) then, so this is the Pareto (Lomax) distribution.
        """
        comes: Figures = -np.expm1((self.r + repeats) * (np.log(self.alpha + age) - np.log(self.alpha + age + within)))
        return comes


@dataclass(frozen=True, slots=True)
class RepeatPurchase:
    """Of each client: the chance that it still comes, that it returns within 180 days or a year, and its silence.

    `idle`: days since the last visit; `chance`: how often a client with its record, still coming, would be silent so
    long; `is_beyond`: longer than any of its last ten gaps.
    """

    alive: Figures
    returns: Figures
    returns_in_a_year: Figures
    idle: Days
    chance: Figures
    is_beyond: Flags


def rhythms(place: Codes, day: Days, size: int) -> tuple[Rhythm, Rhythm]:
    """Gather the visits of `size` clients: as they are, and without each client's last, into which that visit came.

    `place` says whose each day is, counted from 0; -1 is left out.
    """
    place, day = sorted_visits(place, day)
    is_last = np.append(place[1:] != place[:-1], True)[: len(place)]
    return _rhythm(place, day, size), _rhythm(place[~is_last], day[~is_last], size)


def prior_habit() -> VisitHabit:
    """How clients come and leave elsewhere: the prior mean."""
    return VisitHabit(*_natural(np.array(PRIOR)[:, 0]))


def fit_repeat_purchase(found: Rhythm, as_of: int) -> VisitHabit:
    """Learn how the firm's clients come and leave; with no client the prior.

    The maximum of the likelihood (equation 6 of the paper) times the prior, by scoring steps (Berndt, Hall, Hall,
    Hausman 1974) that are halved until they gain: each step's matrix is positive definite, so it always arrives.
    """
    has_visits = found.visits > 0
    x, first = found.repeats[has_visits], found.first[has_visits]
    span, age = (found.last[has_visits] - first).astype(float), np.maximum(as_of - first, 0).astype(float)
    mean, spread = np.array(PRIOR).T
    theta = mean.copy()
    value, slopes = _likelihood(theta, x, span, age)
    for _ in range(_ROUNDS):
        slope = slopes.sum(axis=0) - (theta - mean) / spread**2
        step = np.linalg.solve(slopes.T @ slopes + np.diag(1 / spread**2), slope)
        before = value - _cost(theta, mean, spread)
        gain = 0.0
        while np.max(np.abs(step)) > _SMALLEST:  # the step is uphill, so a small enough part of it gains
            value, slopes = _likelihood(theta + step, x, span, age)
            gain = value - _cost(theta + step, mean, spread) - before
            if gain >= 0:
                break
            step /= 2
        else:
            break
        theta += step
        if gain < _ENOUGH:
            break
    return VisitHabit(*_natural(theta))


def repeat_purchase(habit: VisitHabit, found: Rhythm, on: int | Days) -> RepeatPurchase:
    """Forecast who comes back, at the end of a day (one for all, or one for each client).

    "Unusually silent" is measured against the client's own record: with a rate of Gamma(r + x, alpha + t_x), known on
    the day of its last visit, a gap longer than s has the chance ((alpha + t_x) / (alpha + t_x + s)) ^ (r + x). A
    client without a visit is neither silent nor back: chance 1, returns 0.
    """
    has_visits = found.visits > 0
    span = found.last - found.first
    age = np.where(has_visits, np.maximum(on - found.first, 0), 0)
    idle = np.where(has_visits, np.maximum(on - found.last, 0), 0)
    alive = habit.alive(found.repeats, span, age)
    alive = np.where(has_visits, alive, 0.0)
    returns, in_a_year = (alive * habit.comes(found.repeats, age, within) for within in (WITHIN_DAYS, _YEAR))
    log = np.log(habit.alpha + span) - np.log(habit.alpha + span + idle)
    chance = np.exp((habit.r + found.repeats) * log)
    return RepeatPurchase(alive, returns, in_a_year, idle, chance, idle > found.longest)


def sorted_visits(place: Codes, day: Days) -> tuple[Codes, Days]:
    """Sort days by client and day, each once; a place of -1 is left out."""
    day, place = day[place >= 0], place[place >= 0]
    if not len(day):
        return place, day
    low = day.min()
    width = day.max() - low + 1
    key = np.sort(place * width + (day - low))
    key = key[np.append(True, key[1:] != key[:-1])]  # a million days: numpy's own `unique` is many times slower
    return key // width, key % width + low


def _rhythm(place: Codes, day: Days, size: int) -> Rhythm:
    visits = np.bincount(place, minlength=size)
    end = np.cumsum(visits)
    first, last = (_at(day, where, visits > 0) for where in (end - visits, end - 1))
    at = np.flatnonzero(place[1:] == place[:-1]) + 1
    at = at[end[place[at]] - at <= LATELY]
    of, gap = place[at], day[at] - day[at - 1]
    gap = gap[np.lexsort((gap, of))]
    gaps = np.bincount(of, minlength=size)
    stop = np.cumsum(gaps)
    middle = [_at(gap, where, gaps > 0) for where in (stop - gaps + (gaps - 1) // 2, stop - gaps + gaps // 2)]
    return Rhythm(visits, first, last, (middle[0] + middle[1]) / 2, _at(gap, stop - 1, gaps > 0))


def _at(values: Days, where: Codes, is_there: Flags) -> Days:
    found = np.zeros(len(where), dtype=np.int64)
    found[is_there] = values[where[is_there]]
    return found


def _natural(theta: Figures) -> tuple[float, float, float, float]:
    """r, alpha, a, b from the four numbers that are free of bounds."""
    r, gap, worth = (exp(float(theta[which])) for which in (0, 1, 3))
    leaves = 1 / (1 + exp(-float(theta[2])))
    return r, r * gap, leaves * worth, (1 - leaves) * worth


def _cost(theta: Figures, mean: Figures, spread: Figures) -> float:
    return float(np.sum(((theta - mean) / spread) ** 2) / 2)


def _likelihood(theta: Figures, x: Codes, span: Figures, age: Figures) -> tuple[float, Figures]:
    """The logarithm of the likelihood, and each client's slope by the four numbers.

    x is whole, so every gamma function is a sum over 0 .. x - 1, read from a table.
    """
    r, alpha, a, b = _natural(theta)
    whole = np.arange(int(x.max(initial=0)))
    (log_r, of_r), (log_b, of_b), (log_ab, of_ab) = (_rising(number, whole, x) for number in (r, b, a + b))
    has_repeats = x > 0
    left = np.where(has_repeats, b + x - 1, 1.0)
    log_age, log_span = np.log(alpha + age), np.log(alpha + span)
    stays = -(r + x) * log_age
    leaves = np.where(has_repeats, np.log(a) - np.log(left) - (r + x) * log_span, -np.inf)
    either = np.logaddexp(stays, leaves)
    gone = np.exp(leaves - either)
    value = float(np.sum(log_r + r * np.log(alpha) + log_b - log_ab + either))
    by_r = of_r + np.log(alpha) - (1 - gone) * log_age - gone * log_span
    by_alpha = r / alpha - (r + x) * ((1 - gone) / (alpha + age) + gone / (alpha + span))
    by_a = gone / a - of_ab
    by_b = of_b - of_ab - gone / left
    drop = a * b / (a + b)
    slopes = np.stack((r * by_r + alpha * by_alpha, alpha * by_alpha, drop * (by_a - by_b), a * by_a + b * by_b), 1)
    return value, slopes


def _rising(number: float, whole: Codes, x: Codes) -> tuple[Figures, Figures]:
    """The logarithm of Gamma(number + x) / Gamma(number), and its slope."""
    steps = number + whole
    return np.append(0.0, np.cumsum(np.log(steps)))[x], np.append(0.0, np.cumsum(1 / steps))[x]
