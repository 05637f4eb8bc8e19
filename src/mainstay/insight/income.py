"""What clients brought in the last year, by currency: none is ever added to another, only shares are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.columns import rows_of
from mainstay.insight.ledger import NOT_YET

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Figures, Ledger

YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Earned:
    """One row for each client and currency: what was invoiced in a year less credit notes, and the number of invoices.

    Of some clients of the book; `income_of` needs all of them, one part after the other.
    """

    client: Codes
    currency: Codes
    minor: Codes
    invoices: Codes


@dataclass(frozen=True, slots=True)
class Income:
    """One row for each client and currency with income: what was invoiced less credit notes; clients as in `Earned`.

    `share` is of the firm's income in that currency; `weight` is the currency's share of the firm's invoices by number,
    so that a currency used once does not make a client large.
    """

    client: Codes
    currency: Codes
    minor: Codes
    share: Figures
    weight: Figures

    def __len__(self) -> int:
        return len(self.minor)

    def places(self, clients: Codes) -> Codes:
        """Where each row's client stands among ascending codes, -1 where it does not."""
        place = np.searchsorted(clients, self.client)
        return np.where(np.append(clients, 0)[place] == self.client, place, -1)

    def among(self, clients: Codes) -> Income:
        """Only the rows of these clients; the shares stay those of the whole."""
        return rows_of(self, self.places(clients) >= 0)

    def shares(self, clients: Codes) -> Figures:
        """Each client's share of the firm's income: its shares within the currencies, by the currencies' weights."""
        place = self.places(clients)
        found: Figures = np.bincount(place + 1, self.share * self.weight, minlength=len(clients) + 1)[1:].astype(float)
        return found


def earned(known: Ledger, as_of: int) -> Earned:
    """Sum what was known of the 365 days to the end of the day; nothing for what was lost."""
    is_lost = (known.written_off < NOT_YET) & (known.paid == NOT_YET)
    at = np.flatnonzero((known.issued > as_of - YEAR) & ~is_lost)
    at = at[np.lexsort((known.currency[at], known.client[at]))]
    client, currency, minor = known.client[at], known.currency[at], known.amount_minor[at]
    starts = np.flatnonzero(np.append(True, (client[1:] != client[:-1]) | (currency[1:] != currency[:-1]))[: len(at)])
    sums = (np.add.reduceat(column, starts) if len(at) else minor for column in (minor, (minor > 0).astype(np.int64)))
    return Earned(client[starts], currency[starts], *sums)


def income_of(found: Earned) -> Income:
    """Compare what all clients brought in; nothing where credit notes outweigh."""
    currencies, of = np.unique(found.currency, return_inverse=True)
    chosen = found.minor > 0
    totals = np.bincount(of[chosen], found.minor[chosen], minlength=len(currencies))
    # A currency without income (all credited) speaks of nobody, so it has no weight either.
    invoices = np.where(totals > 0, np.bincount(of, found.invoices, minlength=len(currencies)), 0)
    weight = invoices / max(invoices.sum(), 1)
    of, minor = of[chosen], found.minor[chosen]
    return Income(found.client[chosen], found.currency[chosen], minor, minor / totals[of], weight[of])
