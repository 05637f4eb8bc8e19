"""The amounts that a person may mean by what they typed, whichever decimal sign they use."""

from __future__ import annotations

from decimal import Decimal

from mainstay.intake.amounts import DECIMALS, LARGEST_MINOR, currency_in, split_number
from mainstay.kernel.currencies import EXPONENTS


def possible_values(typed: str) -> frozenset[Decimal]:
    """Read an amount in major units, without its sign and its currency; empty for what is no amount.

    "1.234,50" and "1,234.50" are one amount; "1.234" is two, for who writes a decimal point and for who does not.
    """
    readings = (split_number(typed, decimal) for decimal in DECIMALS)
    return frozenset(Decimal(f"{parts[1]}.{parts[2] or '0'}") for parts in readings if parts is not None)


def possible_amounts(typed: str) -> dict[int, tuple[str, ...]]:
    """Read an amount as minor units -> the currencies in which it is that many; those it names alone ("1.500 TL")."""
    named = currency_in(typed)
    found: dict[int, tuple[str, ...]] = {}
    for value in possible_values(typed):
        for exponent in sorted(set(EXPONENTS.values())):
            minor = value.scaleb(exponent)
            if minor == minor.to_integral_value() and 0 < minor <= LARGEST_MINOR:
                currencies = (
                    code for code, places in EXPONENTS.items() if places == exponent and named in {"", None, code}
                )
                found[int(minor)] = (*found.get(int(minor), ()), *currencies)
    return {minor: currencies for minor, currencies in found.items() if currencies}
