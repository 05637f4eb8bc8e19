"""Who resembles the best clients, and in what: a distance in three traits that a person can check.

A trait is measured in standard deviations between clients; only what falls short of the best counts, for nobody is
less like a good client for paying sooner. How long a client has been there is left out: it is asked of newcomers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.income import YEAR
from mainstay.insight.standing import STEADY
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from mainstay.insight.income import Income
    from mainstay.insight.ledger import Codes, Figures, Flags
    from mainstay.insight.standing import Standings

TRAITS: Final = ("income", "payments", "rhythm")
"""What is compared: income per year (log, by each currency's own measure), payment habit, visits per year (log)."""
_HALF: Final = 0.5
_NEAR: Final = 0.5
_SHORTEST: Final = 90


@dataclass(frozen=True, slots=True)
class Similarity:
    """How like the best each client is, in the order of the standings it was made from.

    `ratio`: 1 as good as the best in everything known, towards 0 the farther off; 0 where nothing is known or no client
    is steady. `is_best`: the steady clients that together make half of the steady income; `best` is how many.
    `short`: by how many standard deviations each trait falls short, one column for each of `TRAITS`; `is_known` where
    there are facts for it.
    """

    client: Codes
    ratio: Figures
    is_best: Flags
    short: Figures
    is_known: Flags
    best: int

    def __len__(self) -> int:
        return len(self.client)

    def reason(self, place: int) -> Reason:
        """Which traits agree with the best, which fall short, which are not known; codes "best", "like", "no_best"."""
        known = self.is_known[place]
        agrees = self.short[place] <= _NEAR
        code = "no_best" if not self.best else "best" if self.is_best[place] else "like"

        def named(chosen: Flags) -> list[str]:
            return [trait for trait, is_chosen in zip(TRAITS, chosen, strict=True) if is_chosen]

        return Reason(
            code,
            {
                "ratio": round(float(self.ratio[place]), 2),
                "agrees": named(known & agrees),
                "short": named(known & ~agrees),
                "missing": named(~known),
                "best": self.best,
            },
        )


def similarity_of(found: Standings, income: Income) -> Similarity:
    """Compare every client with the best; `income` is that of the year to the day `found.until`.

    ratio = exp(-d² / 2), d² the mean of the squared shortfalls in the traits known; the centre of the best is their
    mean, weighted by income.
    """
    income = income.among(found.client)
    traits, is_known = _traits(found, income)
    share = income.shares(found.client)
    is_best = _largest_half(np.where(found.standing == STEADY, share, 0.0))
    short = np.zeros_like(traits)
    if np.any(is_best):
        for trait in range(len(TRAITS)):
            values, there = traits[:, trait], is_known[:, trait]
            of_best = is_best & there
            if np.any(of_best):
                spread = max(float(np.std(values[there])), 0.1)
                centre = np.average(values[of_best], weights=share[of_best])
                short[:, trait] = np.where(there, np.maximum(centre - values, 0) / spread, 0.0)
    count = is_known.sum(axis=1)
    distance = np.sum(short**2, axis=1) / np.maximum(count, 1)
    ratio = np.where((count > 0) & np.any(is_best), np.exp(-distance / 2), 0.0)
    return Similarity(found.client, ratio, is_best, short, is_known, int(is_best.sum()))


def _traits(found: Standings, income: Income) -> tuple[Figures, Flags]:
    days = np.clip(found.known, _SHORTEST, YEAR)  # a short year is drawn out to a whole one
    place = income.places(found.client)
    size = np.log(income.minor / days[place] * YEAR)
    for currency in np.unique(income.currency):
        size[income.currency == currency] -= np.median(size[income.currency == currency])
    weight = np.bincount(place, income.weight, minlength=len(found))
    amount = np.bincount(place, income.weight * size, minlength=len(found)) / np.where(weight > 0, weight, 1)
    has_rhythm = found.usual_gap > 0
    per_year = np.log(YEAR / np.where(has_rhythm, found.usual_gap, YEAR))
    traits = np.stack([amount, found.record, per_year], axis=1)
    return traits, np.stack([weight > 0, ~found.missing[:, 0], has_rhythm], axis=1)


def _largest_half(share: Figures) -> Flags:
    """The fewest that together have half or more; none where all is zero."""
    order = np.argsort(-share, kind="stable")
    total = np.cumsum(share[order])
    is_largest = np.zeros(len(share), dtype=bool)
    if len(share) and total[-1] > 0:
        is_largest[order[: int(np.argmax(total >= total[-1] * _HALF)) + 1]] = True
    return is_largest
