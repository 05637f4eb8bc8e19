"""On how few clients the firm rests, in each currency, and what happens if the largest pays late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.income import YEAR

if TYPE_CHECKING:
    from mainstay.insight.income import Income
    from mainstay.insight.ledger import Codes, Days, Ledger

AHEAD_DAYS: Final = 13 * 7
"""The receipts looked at: thirteen weeks, the usual reach of a plan of cash."""
LATE_DAYS: Final = 60
_TOP: Final = 5


@dataclass(frozen=True, slots=True)
class LargestPaysLate:
    """The largest client pays everything so many days later than expected.

    `tied_up_minor`: how much more is out at any time, a day's income for each day of delay. `due_minor`: what is
    expected of it in the next thirteen weeks of the invoices now open; `moved_minor`: how much of that comes after
    them.
    """

    late_days: int
    tied_up_minor: int
    due_minor: int
    moved_minor: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """The income of the last 365 days in one currency, and how it is spread over the clients.

    `half`: the fewest clients that make half of it. `herfindahl`: the sum of the squared shares (Herfindahl 1950;
    Hirschman 1945), 1 for one client, 1 / n for n alike. `largest` is a client's code; of two alike the lower. `top`
    are the codes of the largest five with what each brought, the largest first.
    """

    currency: int
    income_minor: int
    clients: int
    half: int
    herfindahl: float
    largest: int
    largest_minor: int
    largest_ratio: float
    pays_late: LargestPaysLate
    top: tuple[tuple[int, int], ...]


def concentration_of(
    income: Income, asked: Ledger, expected: Days, as_of: int, *, late_days: int = LATE_DAYS
) -> tuple[Concentration, ...]:
    """Measure each currency with income in the last 365 days.

    `asked` are all open invoices, each with the day its payment is expected. What should have come
    already is expected the next day.
    """
    answers = []
    for currency in np.unique(income.currency):
        rows = income.currency == currency
        minor, share = income.minor[rows], income.share[rows]
        total = int(minor.sum())
        top = int(np.argmax(minor))
        most, client = int(minor[top]), int(income.client[rows][top])
        first = np.argsort(-minor, kind="stable")[:_TOP]
        theirs = (asked.client == client) & (asked.currency == currency) & (asked.open_minor > 0)
        comes = np.maximum(expected[theirs], as_of + 1)
        answers.append(
            Concentration(
                currency=int(currency),
                income_minor=total,
                clients=len(minor),
                half=int(np.argmax(2 * np.cumsum(np.sort(minor)[::-1]) >= total)) + 1,
                herfindahl=float(np.sum(share**2)),
                largest=client,
                largest_minor=most,
                largest_ratio=most / total,
                pays_late=_paying_late(asked.open_minor[theirs], comes, as_of, a_year=most, late_days=late_days),
                top=tuple(zip(income.client[rows][first].tolist(), minor[first].tolist(), strict=True)),
            )
        )
    return tuple(answers)


def _paying_late(open_minor: Codes, comes: Days, as_of: int, *, a_year: int, late_days: int) -> LargestPaysLate:
    last = as_of + AHEAD_DAYS
    due = int(open_minor[comes <= last].sum())
    moved = int(open_minor[(comes <= last) & (comes + late_days > last)].sum())
    return LargestPaysLate(late_days, (2 * a_year * late_days + YEAR) // (2 * YEAR), due, moved)
