"""Of how many cases what was forecast happened: bins from the least to the most likely, with Wilson's intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from mainstay.insight.ledger import Figures, Flags

ENOUGH: Final = 60
"""Cases below which there is no curve: three bins of twenty, where even the 80 % interval is over a quarter wide."""
ENOUGH_EACH: Final = 5.0
"""So many must be forecast to happen, and so many not to: below that shares say nothing (Cochran 1954)."""
_IN_BIN: Final = 20
_BINS: Final = 6
_NARROW, _WIDE = 1.2816, 1.9600
"""Normal quantiles of the 80 and 95 % intervals."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of which much the same was forecast: on average, the share that happened, and where the true share lies.

    `low80` to `high80` and `low95` to `high95` are Wilson's intervals.
    """

    predicted: float
    happened: float
    cases: int
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Bins from the least to the most likely, and all together; without `is_enough` a screen says so and draws none."""

    bins: tuple[Bin, ...]
    cases: int
    predicted: float
    happened: float
    is_enough: bool


def reliability(predicted: Figures, happened: Flags) -> Reliability:
    """Sort the cases by what was forecast and cut them into at most six bins of as many, at least twenty, cases each.

    Cases of which the same was forecast stay together. The intervals are Wilson's (1927).
    """
    cases = len(predicted)
    order = np.argsort(predicted, kind="stable")
    chance, came = predicted[order], happened[order]
    count = min(max(cases // _IN_BIN, 1), _BINS)
    edges = np.searchsorted(chance, chance[np.arange(count) * cases // count]) if cases else np.zeros(0, dtype=int)
    starts = np.unique(edges).tolist()
    bins = tuple(
        _bin(chance[start:end], came[start:end]) for start, end in zip(starts, [*starts[1:], cases], strict=False)
    )
    total = float(predicted.sum())
    return Reliability(
        bins=bins,
        cases=cases,
        predicted=total / cases if cases else 0.0,
        happened=float(np.mean(happened)) if cases else 0.0,
        is_enough=cases >= ENOUGH and ENOUGH_EACH <= total <= cases - ENOUGH_EACH,
    )


def wilson(happened: int, cases: int, z: float) -> tuple[float, float]:
    """Wilson's interval (1927) of a share; `z` is 1.2816 for 80 %, 1.96 for 95 %."""
    share, more = happened / cases, z * z / cases
    middle = (share + more / 2) / (1 + more)
    half = z / (1 + more) * (share * (1 - share) / cases + more / cases / 4) ** 0.5
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _bin(chance: Figures, came: Flags) -> Bin:
    cases, happened = len(chance), int(came.sum())
    narrow, wide = wilson(happened, cases, _NARROW), wilson(happened, cases, _WIDE)
    return Bin(float(chance.mean()), happened / cases, cases, *narrow, *wide)
