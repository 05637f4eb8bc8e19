"""What is known of each invoice at issue (and of a dispute once it is there), as the columns of the regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.ledger import NOT_YET
from mainstay.insight.priors import AMOUNT, DISPUTE, GROUPING, LEVEL, LEVELS_AT_MOST, TERMS

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Figures, Ledger

PLAIN: Final = 2
"""The first columns, level and terms, are what holds for every invoice of the firm; the rest is of the one invoice."""
_SPREAD: Final = 1.2


@dataclass(frozen=True, slots=True)
class Features:
    """Which columns there are, and how an amount is measured in its currency's typical one."""

    terms: Codes
    channels: Codes
    groups: Codes
    typical: dict[int, float]

    @property
    def prior(self) -> tuple[Figures, Figures]:
        """Prior mean and variance of each coefficient."""
        levels = len(self.terms) + len(self.channels) + len(self.groups)
        given = np.array([LEVEL, TERMS, AMOUNT, DISPUTE] + [GROUPING] * levels)
        return given[:, 0], given[:, 1] ** 2

    def columns(self, invoices: Ledger) -> Figures:
        """One row for each invoice; each column lies together in memory, for they are summed up by client."""
        terms = invoices.terms
        parts = [
            np.ones(len(invoices)),
            np.sqrt(terms),
            self._size(invoices),
            (invoices.disputed < NOT_YET).astype(float),
        ]
        for codes, levels in ((terms, self.terms), (invoices.channel, self.channels), (invoices.group, self.groups)):
            parts.extend((codes == level).astype(float) for level in levels)
        return np.array(parts).T

    def _size(self, invoices: Ledger) -> Figures:
        size = np.log(np.maximum(invoices.amount_minor, 1))
        typical = size.copy()  # in a currency never met before, nothing is large or small
        for currency, level in self.typical.items():
            typical[invoices.currency == currency] = level
        return np.clip((size - typical) / _SPREAD, -2.5, 2.5)


def features_for(known: Ledger) -> Features:
    """Choose the columns from the facts: effects only for what occurs often, amounts by each currency's own measure."""
    size = np.log(np.maximum(known.amount_minor, 1))
    typical = {
        int(currency): float(np.median(size[known.currency == currency])) for currency in np.unique(known.currency)
    }
    return Features(_often(known.terms), _often(known.channel), _often(known.group), typical)


def _often(codes: Codes) -> Codes:
    """The commonest codes; none where all are alike, for then the firm's level says it."""
    found, counts = np.unique(codes[codes >= 0], return_counts=True)
    if len(found) < 2 and len(found) and counts[0] == len(codes):  # noqa: PLR2004 -- one code for all
        return found[:0]
    order = np.lexsort((found, -counts))[:LEVELS_AT_MOST]
    return np.sort(found[order])
