"""The rows that tell how clients pay, and how much each counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mainstay.insight import priors
from mainstay.insight.ledger import NOT_YET
from mainstay.insight.moving import LASTING

if TYPE_CHECKING:
    from mainstay.insight.features import Features
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger
    from mainstay.insight.moving import Memory


def transformed(days: Figures | Days) -> Figures:
    """Days as the model sees them: square roots are nearly symmetric and scatter alike whatever their size."""
    z: Figures = np.sqrt(days + priors.SHIFT)
    return z


@dataclass(frozen=True, slots=True)
class PaymentEvidence:
    """The rows that tell how clients pay, sorted by client: payments and, as far as they have waited, open invoices.

    `at` are their places in the ledger, `row_of` says which client, counted from 0, each belongs to; `age` is in days
    from issue.
    """

    at: Codes
    starts: Codes
    row_of: Codes
    x: Figures
    z: Figures
    weight: Figures
    is_open: Flags
    age: Days

    def sums(self, values: Figures) -> Figures:
        """Add up the rows of each client."""
        return np.add.reduceat(values, self.starts, axis=0) if len(values) else values


def evidence(known: Ledger, features: Features, as_of: int, memory: Memory = LASTING) -> PaymentEvidence:
    """Gather the rows that tell how clients pay.

    A payment fades with its age (counted to the client's latest event, so that mere silence forgets nothing) and with
    the payments after it; several on one day count as the square root of their number.
    All fade as the firm's past does.
    """
    is_lost = known.is_lost(as_of, priors.LOST_AFTER_DAYS)
    is_open = (known.paid == NOT_YET) & ~is_lost
    at = np.flatnonzero(known.is_paid | is_open)
    last = np.where(is_open[at], known.issued[at], np.maximum(known.paid, known.issued)[at])
    at = at[np.lexsort((last, known.client[at]))]
    client, waits = known.client[at], is_open[at]
    starts = np.flatnonzero(np.append(True, client[1:] != client[:-1])) if len(at) else at
    age = np.maximum(as_of - known.issued[at], 0)
    z = transformed(np.where(waits, age, known.days[at]))
    of = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(at))))
    rows = PaymentEvidence(
        at, starts, of, np.take(features.columns(known).T, at, axis=1).T, z, np.ones(len(at)), waits, age
    )
    if not len(at):
        return rows
    weight = _fading(rows, known.issued[at], np.maximum(known.paid, known.issued)[at])
    return replace(rows, weight=weight * memory.fading(known.due[at]))


def _fading(rows: PaymentEvidence, issued: Days, paid: Days) -> Figures:
    of = rows.row_of
    day = np.where(rows.is_open, issued, paid)
    latest = np.maximum.reduceat(np.maximum(day, issued), rows.starts)[of]
    is_paid = ~rows.is_open
    # Rank among the client's payments, the latest 0.
    upto = np.cumsum(is_paid)
    total = rows.sums(is_paid.astype(np.int64))
    before = np.cumsum(total) - total
    rank = total[of] - (upto - before[of])
    # Payments of one client on one day stand beside one another; each open row stands alone.
    is_first = np.append(True, (of[1:] != of[:-1]) | (day[1:] != day[:-1]) | ~is_paid[1:] | ~is_paid[:-1])
    group = np.cumsum(is_first) - 1
    together = np.bincount(group)[group]
    age = np.where(is_paid, latest - day, 0)
    fading = 0.5 ** (age / priors.HALF_LIFE_DAYS + np.where(is_paid, rank, 0) / priors.HALF_LIFE_PAYMENTS)
    weight: Figures = fading / np.sqrt(together)
    return weight
