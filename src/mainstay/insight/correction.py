"""What a firm's own past forecasts say about the next ones: two numbers each, drawn towards leaving all as it is.

Past forecasts are held against what happened (`calibration.backtest`); from then on the chance of late and of thirty
days late, and the ends of the range, are moved as far as that is clear. The formulas: docs/developer/outlook.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import priors

if TYPE_CHECKING:
    from mainstay.insight.ledger import Figures, Flags

_STEPS: Final = 12
_LEAST: Final = 1e-4
_WIDE: Final = 1.5
_FAR: Final = 4.0
"""The largest step of one round, and how far a chance is moved at most, in logits."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How a chance is moved, in logits: `shift` is added to `slope` times what was forecast."""

    shift: float = 0.0
    slope: float = 1.0

    def applied(self, chance: Figures) -> Figures:
        """The chance as the firm's own past says it."""
        if (self.shift, self.slope) == (0.0, 1.0):
            return chance
        before = _logit(chance)
        after = before + np.clip(self.shift + (self.slope - 1) * before, -_FAR, _FAR)
        moved: Figures = 1 / (1 + np.exp(-after))
        return moved


@dataclass(frozen=True, slots=True)
class Correction:
    """What is made of a forecast: of late, of 30 days late, and how many times as far from the middle the ends lie.

    Of the cash of a week `level` times as much is expected; `spread` is the error common to all that a week brings, as
    a share of it (one standard deviation).
    """

    late: Moved = Moved()
    late30: Moved = Moved()
    before: float = 1.0
    after: float = 1.0
    level: float = 1.0
    spread: float = 0.0


AS_IT_IS: Final = Correction()
"""Nothing is moved."""


def moved_by(predicted: Figures, happened: Flags, weight: Figures) -> Moved:
    """How chances ought to have been moved: a logistic regression on their logits with a prior at leaving them.

    Cox (1958). Each case counts by its weight.
    """
    if not len(predicted):
        return Moved()
    x = np.column_stack((np.ones(len(predicted)), _logit(predicted)))
    usual = np.array([0.0, 1.0])
    precision = np.diag(1 / np.array(priors.MOVED) ** 2)
    found = usual.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        slope = x.T @ (weight * (happened - chance)) - precision @ (found - usual)
        bend = (x * (weight * chance * (1 - chance))[:, None]).T @ x + precision
        step = np.clip(np.linalg.solve(bend, slope), -1, 1)
        found += step
        if np.abs(step).max() < _LEAST:
            break
    return Moved(float(found[0]), float(max(found[1], 0.0)))


def stretched_by(middle: Figures, end: Figures, days: Figures) -> float:
    """How many times as far from the middle an end ought to have been for nine of ten payments to lie within it.

    `days` are those of payments; on a logarithmic scale, the prior at once as far is worth so many payments.
    """
    far, came = np.abs(end - middle), np.sign(end.sum() - middle.sum()) * (days - middle)
    some = far >= 1
    if not some.any():
        return 1.0
    ratio = float(np.quantile(came[some] / far[some], 0.9))
    count = int(some.sum())
    return float(np.exp(np.log(np.clip(ratio, 1 / 3, 3)) * count / (count + priors.STRETCH_WORTH)))


def cash_moved_by(weeks: Figures) -> tuple[float, float]:
    """How many times what was expected came in a week, and the error common to all of a week, as a share of it.

    One row for each past week of a currency: what was expected, the standard deviation of what its invoices alone leave
    unsure, and what came. Each currency's weeks are taken in its own mean; both figures are drawn towards 1 and 0.
    """
    if not len(weeks):
        return 1.0, 0.0
    expected, alone, came = weeks.T
    worth = priors.WEEKS_WORTH
    level = float(np.clip((came.sum() + worth) / (expected.sum() + worth), 1 / _WIDE, _WIDE))
    beyond = float(((came - level * expected) ** 2 - (level * alone) ** 2).sum())
    square = float(((level * expected) ** 2).sum())
    return level, float(np.sqrt(np.clip(beyond / (square + worth), 0.0, 1.0)))


def _logit(chance: Figures) -> Figures:
    safe = np.clip(chance, _LEAST, 1 - _LEAST)
    found: Figures = np.log(safe) - np.log1p(-safe)
    return found
