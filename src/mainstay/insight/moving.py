"""How fast a firm's past fades: not at all, unless its clients as a whole have begun to pay sooner or later.

Some half-lives are held against one another: for each, every past invoice is foretold from what was then decided of
those before it, and the likelihood of what happened says which would have told it best (Dawid's prequential principle,
1984). The formula: docs/developer/outlook.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import priors

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger

_LOOKED_AT: Final = (0, 14)
"""Days past the due day by which an invoice is paid or not."""
_USUAL: Final = 2.0
"""How many invoices one half is worth before anything was seen."""
_OF_CLIENT: Final = (4.0, 16.0, 256.0)
"""How many of a client's own invoices the firm's share is worth here: whichever tells the past best."""
_LEAST: Final = 1e-9
_LATEST: Final = 5_000
_FADED: Final = 300.0
"""Doublings after which nothing is left that counts."""


@dataclass(frozen=True, slots=True)
class Memory:
    """After so many days a payment tells the firm half as much; counted back from the day `until`, 0 for never."""

    half_life: float
    until: int

    def fading(self, due: Days) -> Figures:
        """What each invoice counts by the day on which it fell due."""
        if not self.half_life:
            return np.ones(len(due))
        faded: Figures = 0.5 ** np.minimum(np.maximum(self.until - due, 0) / self.half_life, _FADED)
        return faded


LASTING: Final = Memory(0.0, 0)
"""Nothing fades."""


def memory_of(known: Ledger, payable: Days, as_of: int) -> Memory:
    """Find how fast the firm's past fades: the half-life that would have told the past best, none unless clearly so.

    `payable` are the days on which the invoices may still be paid in time.
    """
    rows = np.flatnonzero((payable <= as_of) & ((known.amount_minor > 0) & ~known.is_undated))
    rows = rows[np.argsort(payable[rows], kind="stable")][-_LATEST:]
    if len(rows) < priors.FADING_FROM:
        return LASTING
    known, payable = known.rows(rows), payable[rows]
    client = np.unique(known.client, return_inverse=True)[1]
    gain = np.zeros(len(priors.FADING))
    for after in _LOOKED_AT:
        count = int(np.searchsorted(payable, as_of - after, side="right"))
        if count:
            decided = payable[:count] + after
            gain += _likelihoods(client[:count], known.issued[:count], decided, known.paid[:count] > decided)
    gain[0] += priors.FADING_ODDS
    best = priors.FADING[int(np.argmax(gain))]
    return Memory(best, int(payable[-1])) if best else LASTING


def _likelihoods(client: Codes, issued: Days, decided: Days, happened: Flags) -> Figures:
    """The log-likelihood of what happened, for each half-life, foretold from what was decided on the day of issue.

    The firm's share first, then drawn from it to the client's own, as far as clients differ: otherwise a past that
    fades would seem to tell it better where a client's own record tells nothing.
    """
    whole = _Before(np.zeros_like(client), issued, decided)
    own = _Before(client, issued, decided)
    found = []
    for half_life in priors.FADING:
        counts = 0.5 ** np.minimum((decided[-1] - decided) / half_life, _FADED) if half_life else np.ones(len(decided))
        ahead = 2.0 ** np.minimum((decided[-1] - issued) / half_life, _FADED) if half_life else np.ones(len(decided))
        share = (_USUAL / 2 + whole.sums(counts * happened) * ahead) / (_USUAL + whole.sums(counts) * ahead)
        came, cases = own.sums(counts * happened) * ahead, own.sums(counts) * ahead
        logs = []
        for worth in _OF_CLIENT:
            chance = (worth * share + came) / (worth + cases)
            chance = np.clip(chance, _LEAST, 1 - _LEAST)  # the sums are of floating-point figures
            logs.append(float(np.sum(np.where(happened, np.log(chance), np.log1p(-chance)))))
        found.append(max(logs))
    return np.array(found)


class _Before:
    """Sums, for each invoice, over those of the same client that were decided when it was issued."""

    def __init__(self, client: Codes, issued: Days, decided: Days) -> None:
        first = int(min(issued.min(), decided.min()))
        span = int(max(issued.max(), decided.max())) - first + 1
        keys = client * span + (decided - first)
        self.order = np.argsort(keys, kind="stable")
        keys = keys[self.order]
        self.start = np.searchsorted(keys, client * span)
        self.end = np.searchsorted(keys, client * span + (issued - first))

    def sums(self, values: Figures) -> Figures:
        upto = np.append(0.0, np.cumsum(values[self.order]))
        found: Figures = np.maximum(upto[self.end] - upto[self.start], 0.0)
        return found
