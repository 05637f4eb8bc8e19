"""What sums in several currencies come to in one of them, at rates of a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Final

from mainstay.kernel.currencies import exponent_of
from mainstay.kernel.money import Money
from mainstay.rates.rules.drafts import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_DIGITS: Final = 60
"""So many digits an intermediate result has, far more than an amount and a rate together."""


@dataclass(frozen=True, slots=True)
class RateRow:
    """An exchange rate: on a day one unit of `one` was worth so many billionths of a unit of `other`."""

    ref: str
    one: str
    other: str
    on: date
    billionths: int

    def turned(self) -> Decimal:
        """How much of `one` a unit of `other` was worth, in six figures that count."""
        with localcontext(prec=6):
            return Decimal(1).scaleb(DECIMALS) / self.billionths


@dataclass(frozen=True, slots=True)
class TotalAtRates:
    """Sums in several currencies as one amount in the firm's, and the day of each rate that was used.

    Where a currency is `missing` a rate on `as_of` or before, there is no amount: `minor` is 0.
    """

    currency: str
    as_of: date
    minor: int
    used: tuple[tuple[str, date], ...]
    missing: tuple[str, ...] = ()


def total_at(sums: Mapping[str, int], own: str, rates: Mapping[str, RateRow], as_of: date) -> TotalAtRates | None:
    """Add up sums by currency in the currency `own`, each rounded once; `rates` by the other currency of the pair.

    None where there is no more than one currency: nothing has to be converted.
    """
    amounts = {currency: minor for currency, minor in sums.items() if minor}
    if not own or len(amounts) <= 1:
        return None
    foreign = sorted(amounts.keys() - {own})
    if missing := tuple(currency for currency in foreign if currency not in rates):
        return TotalAtRates(own, as_of, 0, (), missing)
    total = Money(amounts.get(own, 0), own)
    for currency in foreign:
        total += converted(Money(amounts[currency], currency), own, rates[currency])
    return TotalAtRates(own, as_of, total.minor, tuple((currency, rates[currency].on) for currency in foreign))


def worth_of(currency: str, into: str, rate: RateRow) -> Decimal:
    """How many minor units of `into` a minor unit of a currency is worth, at a rate between the two."""
    with localcontext(prec=_DIGITS):
        worth = Decimal(rate.billionths).scaleb(-DECIMALS)
        factor = worth if rate.one == currency else 1 / worth
        return factor.scaleb(exponent_of(into) - exponent_of(currency))


def by_worth(sums: Mapping[str, int], worths: Mapping[str, Decimal]) -> tuple[int, str, Decimal]:
    """What sums by currency are sorted by, the most first: in one currency, where their worth in it is known.

    What cannot be compared is not: sums of which nothing can be converted stand after those, currency by currency;
    nothing at all comes last.
    """
    owed = {currency: minor for currency, minor in sums.items() if minor}
    if known := [minor * worths[currency] for currency, minor in owed.items() if currency in worths]:
        return 0, "", -sum(known, Decimal())
    if owed:
        first = min(owed)
        return 1, first, Decimal(-owed[first])
    return 2, "", Decimal()


def converted(amount: Money, into: str, rate: RateRow) -> Money:
    """An amount in another currency at a rate between the two, rounded half up once."""
    with localcontext(prec=_DIGITS):
        return Money(Money(amount.minor, into).times(worth_of(amount.currency, into, rate)).minor, into)
