"""Whether an invoice is ever paid: a client's share of losses, learnt from payments, losses and what waits.

A client's share P has the prior Beta(12 p, 12 (1 - p)). An invoice paid has the likelihood 1 - P, one lost P, one still
open P + (1 - P) S, where S is the chance that a payer would have waited so long. All is summed over a grid of shares;
so what waits longer makes losses likelier in every case (the ratio of likelihoods rises with P).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import priors

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Figures

_STEPS: Final = 48
_V: Final = (np.arange(_STEPS) + 0.5) / _STEPS
_SHARES: Final = _V**4
"""Dense near zero, where most clients are and the prior is steep."""
_FIRMS: Final = 0.5 * ((np.arange(40) + 0.5) / 40) ** 2
"""Shares of losses a whole firm may have."""


def _prior(never: Figures | float) -> Figures:
    """The prior's weight on each share of the grid; one row for each of `never`."""
    worth = priors.NEVER_OF_CLIENT
    p = np.atleast_1d(np.asarray(never, dtype=float))[:, None]
    log = (worth * p - 1) * np.log(_SHARES) + (worth * (1 - p) - 1) * np.log1p(-_SHARES) + 3 * np.log(_V)
    weights: Figures = np.exp(log - log.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def likelihoods(of: Codes, paid: Figures, lost: Figures, tail: Figures, odds: Figures) -> Figures:
    """Logarithm of each client's likelihood on the grid: `paid` and `lost` per client, `tail` and `odds` per open one.

    `of` says which client, counted from 0, each open invoice belongs to.
    """
    log = paid[:, None] * np.log1p(-_SHARES) + lost[:, None] * np.log(_SHARES)
    if len(of):
        order = np.argsort(of, kind="stable")
        starts = np.flatnonzero(np.append(True, np.diff(of[order]) > 0))
        log[of[order][starts]] += np.add.reduceat(np.log(_still_open(tail, odds)[order]), starts, axis=0)
    return log


def _still_open(tail: Figures, odds: Figures) -> Figures:
    """Likelihood that an invoice is still open, on the grid: never to be paid, or merely not yet."""
    shares = odds[:, None] * _SHARES / (1 - _SHARES + odds[:, None] * _SHARES)
    return shares + (1 - shares) * tail[:, None]


def share_of_firm(log: Figures) -> float:
    """The share of invoices the firm never sees paid: its expectation, the clients' own shares integrated out.

    Losses come in clients: three lost invoices of one client say less of the firm than three of three.
    """
    worth = priors.NEVER_WORTH
    top = log.max(axis=1, keepdims=True)
    fit = np.log(np.exp(log - top) @ _prior(_FIRMS).T).sum(axis=0)
    a, b = worth * priors.NEVER, worth * (1 - priors.NEVER)
    # The grid is even in the root of the share, so its own density stands in the sum.
    fit += (a - 1) * np.log(_FIRMS) + (b - 1) * np.log1p(-_FIRMS) + 0.5 * np.log(_FIRMS)
    weight = np.exp(fit - fit.max())
    return float(weight @ _FIRMS / weight.sum())


def shares_weighed(never: float, log: Figures) -> Figures:
    """How likely each share of the grid is, for each client: prior times likelihood, adding up to 1."""
    weight = np.log(_prior(never)) + log
    weight = np.exp(weight - weight.max(axis=1, keepdims=True))
    weighed: Figures = weight / weight.sum(axis=1, keepdims=True)
    return weighed


def chances_by_share(tail: Figures, odds: Figures) -> Figures:
    """P(never paid) of each open invoice, were its client's share known: one column for each share of the grid."""
    shares = odds[:, None] * _SHARES / (1 - _SHARES + odds[:, None] * _SHARES)
    chances: Figures = shares / _still_open(tail, odds)
    return chances


def chance_of_loss(never: float, log: Figures, of: Codes, tail: Figures, odds: Figures) -> Figures:
    """P(never paid) of open invoices that stand in their clients' likelihoods; `of` is the client's row in `log`."""
    chance: Figures = np.einsum("ij,ij->i", shares_weighed(never, log)[of], chances_by_share(tail, odds))
    return chance
