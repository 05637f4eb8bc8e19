"""Money in whole minor units of one currency, its rounding and its splitting; see docs/developer/money.md."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from mainstay.kernel.currencies import EXPONENTS

if TYPE_CHECKING:
    from collections.abc import Sequence


class CurrencyMismatch(ValueError):
    """Two currencies were about to be added or compared; Mainstay never does that."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents, kuruş; yen for JPY) with its ISO 4217 currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            msg = "minor units are whole numbers"
            raise TypeError(msg)
        if self.currency not in EXPONENTS:
            msg = f"{self.currency!r} is not a currency in use"
            raise ValueError(msg)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a plain decimal string ("1234.50"); ValueError when it has more decimals than the currency."""
        value = Decimal(text).scaleb(EXPONENTS[currency])
        if value != value.to_integral_value():
            msg = f"{text} has more decimals than {currency}"
            raise ValueError(msg)
        return cls(int(value), currency)

    @classmethod
    def from_text(cls, text: str) -> Money:
        """Read what `amount_text` wrote ("1234.50 GBP"); ValueError for anything else."""
        amount, _, currency = text.partition(" ")
        if currency not in EXPONENTS:
            msg = f"{text!r} is no amount with a currency"
            raise ValueError(msg)
        return cls.parse(amount, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units."""
        return Decimal(self.minor).scaleb(-EXPONENTS[self.currency])

    def __str__(self) -> str:
        """Print the amount as machines read it: "1234.50"."""
        return decimal_text(self.minor, self.currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            msg = f"{self.currency} and {other.currency} are never added or compared"
            raise CurrencyMismatch(msg)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def times(self, factor: Decimal) -> Money:
        """Multiply and round half up (away from zero), once, to whole minor units."""
        return Money(int((self.minor * factor).to_integral_value(ROUND_HALF_UP)), self.currency)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Share the amount out by whole weights; the shares always add up to it (largest remainder first).

        ValueError when the weights are empty, negative or all zero.
        """
        total = sum(weights)
        if not weights or min(weights) < 0 or total == 0:
            msg = "weights are whole numbers, none negative, not all zero"
            raise ValueError(msg)
        sign = -1 if self.minor < 0 else 1
        amount = abs(self.minor)
        shares = [amount * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
        for i in by_remainder[: amount - sum(shares)]:
            shares[i] += 1
        return [Money(sign * share, self.currency) for share in shares]


def decimal_text(minor: int, currency: str) -> str:
    """Print minor units as a plain decimal string in major units, without grouping ("-0.05", "1500")."""
    exponent = EXPONENTS[currency]
    if exponent == 0:
        return str(minor)
    sign, digits = ("-", str(-minor)) if minor < 0 else ("", str(minor))
    digits = digits.rjust(exponent + 1, "0")
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def amount_text(minor: int, currency: str) -> str:
    """Print minor units with their currency code, as records and refusals show them ("1234.50 GBP")."""
    return f"{decimal_text(minor, currency)} {currency}"
