"""The Student distribution with an even number of degrees of freedom, in closed form and over whole columns.

Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.4: for even degrees the series ends.
"""

from __future__ import annotations

from math import erfc, gamma, pi, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.priors import FREEDOM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

_NU: Final = FREEDOM
_PEAK: Final = gamma((_NU + 1) / 2) / (sqrt(_NU * pi) * gamma(_NU / 2))
_FARTHEST: Final = 40.0
"""Farther out the tail is below 1e-10 and its digits would be lost in subtraction."""


def survival(t: Figures) -> Figures:
    """P(T > t)."""
    t = np.clip(t, -_FARTHEST, _FARTHEST)
    s = t / np.sqrt(_NU + t * t)
    rest = 1.0 - s * s
    term = np.ones_like(t)
    total = np.ones_like(t)
    for j in range(1, _NU // 2):
        term = term * rest * ((2 * j - 1) / (2 * j))
        total += term
    return 0.5 - 0.5 * s * total


_GRID: Final = np.sinh(np.linspace(-np.arcsinh(_FARTHEST), np.arcsinh(_FARTHEST), 4001))
_GRID_SURVIVAL: Final = np.log(survival(_GRID))


def quantile_of_survival(share: Figures) -> Figures:
    """The t beyond which this share lies: P(T > t) = share; read from a table, right to four digits."""
    return np.interp(-np.log(np.maximum(share, 1e-12)), -_GRID_SURVIVAL, _GRID)


def beyond(t: Figures) -> tuple[Figures, Figures]:
    """Mean and variance of T given T > t, for T with scale 1."""
    t = np.clip(t, -_FARTHEST, _FARTHEST)
    density = _PEAK * (1 + t * t / _NU) ** (-(_NU + 1) / 2)
    tail = survival(t)
    mean = (_NU + t * t) / (_NU - 1) * density / tail
    # E[T^2 | T > t] by parts: T f(T) is the derivative of -(nu + T^2) f(T) / (nu - 1).
    second = (_NU + (_NU - 1) * t * mean) / (_NU - 2)
    return mean, np.maximum(second - mean * mean, 0.0)


_NORMAL: Final = np.linspace(-8.0, 8.0, 4001)
_NORMAL_BELOW: Final = np.array([0.5 * erfc(-z / sqrt(2)) for z in _NORMAL])
_MIDDLE: Final = len(_NORMAL) // 2 + 1


def normal_quantile(share: Figures) -> Figures:
    """The z of the normal distribution below which this share lies; read from a table, right to four digits."""
    half = np.maximum(np.minimum(share, 1 - share), _NORMAL_BELOW[0])  # by symmetry: near 1 the digits would be lost
    below: Figures = np.interp(np.log(half), np.log(_NORMAL_BELOW[:_MIDDLE]), _NORMAL[:_MIDDLE])
    return np.where(share > 0.5, -below, below)  # noqa: PLR2004 -- the middle
