"""What clients brought in the last year, by currency: none is ever added to another, only shares are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.ledger import NOT_YET

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Figures, Ledger

YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Income:
    """One row for each client and currency with income, clients ascending: what was invoiced less credit notes.

    `place` counts the clients from 0; `share` is of the firm's income in that currency; `weight` is the currency's
    share of the firm's invoices by number, so that a currency used once does not make a client large.
    """

    place: Codes
    currency: Codes
    minor: Codes
    share: Figures
    weight: Figures

    def shares(self, size: int) -> Figures:
        """Each client's share of the firm's income: its shares within the currencies, by the currencies' weights."""
        return np.bincount(self.place, self.share * self.weight, minlength=size).astype(float)


def income_of(known: Ledger, place: Codes, as_of: int) -> Income:
    """Sum the income of the 365 days to the end of the day; nothing for what was lost, or where credit notes outweigh.

    `known` is what was known that day; `place` says whose each row is, -1 for nobody asked about.
    """
    is_lost = (known.written_off < NOT_YET) & (known.paid == NOT_YET)
    at = np.flatnonzero((known.issued > as_of - YEAR) & (place >= 0) & ~is_lost)
    currencies, currency = np.unique(known.currency[at], return_inverse=True)
    width = max(len(currencies), 1)
    pairs, pair = np.unique(place[at] * width + currency, return_inverse=True)
    minor = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(minor, pair, known.amount_minor[at])
    pairs, minor = pairs[minor > 0], minor[minor > 0]
    of = pairs % width
    totals = np.bincount(of, minor, minlength=width)
    invoices = np.bincount(currency[known.amount_minor[at] > 0], minlength=width)
    # A currency without income (all credited) speaks of nobody, so it has no weight either.
    invoices = np.where(totals > 0, invoices, 0)
    weight = invoices / max(invoices.sum(), 1)
    return Income(pairs // width, currencies[of], minor, minor / totals[of], weight[of])
