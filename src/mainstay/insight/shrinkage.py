"""How many of a client's own cases the firm's figure is worth: as far as clients differ, and no farther.

Empirical Bayes: of some worths each is weighed by how likely it makes what the clients did, their own figures
integrated out (beta-binomial for shares, negative binomial for factors).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import priors

if TYPE_CHECKING:
    from mainstay.insight.ledger import Figures

_WORTHS: Final[Figures] = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0])
_USUAL: Final = -0.5 * (np.log(_WORTHS / priors.CLOCK_OF_CLIENT) / priors.CLOCK_OF_CLIENT_SPREAD) ** 2
_STEPS: Final = 6


def worth_of_shares(share: float, happened: Figures, cases: Figures) -> float:
    """How many cases a firm's share is worth against each client's own share of its cases."""
    a, b = _WORTHS[:, None] * share, _WORTHS[:, None] * (1 - share)
    log = _log_beta(a + happened, b + np.maximum(cases - happened, 0)) - _log_beta(a, b)
    return _weighed(log.sum(axis=1))


def worth_of_factors(happened: Figures, predicted: Figures) -> float:
    """How many predicted cases the firm's factor is worth against each client's own (happened by predicted)."""
    worth = _WORTHS[:, None]
    log = _log_gamma(worth + happened) - _log_gamma(worth)
    log += worth * np.log(worth) - (worth + happened) * np.log(worth + predicted)
    return _weighed(log.sum(axis=1))


def _weighed(log: Figures) -> float:
    log = log + _USUAL
    weight = np.exp(log - log.max())
    return float(np.exp(weight @ np.log(_WORTHS) / weight.sum()))


def _log_beta(a: Figures, b: Figures) -> Figures:
    return _log_gamma(a) + _log_gamma(b) - _log_gamma(a + b)


def _log_gamma(x: Figures) -> Figures:
    """Logarithm of the gamma function of positive figures, by Stirling's series (right to nine digits)."""
    y = x + _STEPS
    found: Figures = (y - 0.5) * np.log(y) - y + 0.5 * np.log(2 * np.pi) + 1 / (12 * y) - 1 / (360 * y**3)
    product = np.ones_like(y)
    for step in range(_STEPS):
        product *= x + step
    return found - np.log(product)
