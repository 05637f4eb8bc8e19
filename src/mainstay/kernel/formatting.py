"""How amounts, days and numbers are written for people, in English and in Turkish: one way for every surface."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from mainstay.kernel.currencies import exponent_of
from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

_SYMBOLS: Final = {"GBP": "£", "EUR": "€", "USD": "$", "TRY": "₺", "JPY": "¥"}
_LOCALES: Final = {"en": "en_GB", "tr": "tr_TR"}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, "en_GB"))


@cache
def _signs(language: str) -> dict[int, str]:
    """What stands between thousands and before decimals, in place of a comma and a point."""
    return str.maketrans({",": get_group_symbol(_locale(language)), ".": get_decimal_symbol(_locale(language))})


def money(minor: int, currency: str, language: str) -> str:
    """An amount with its sign before it, or its code behind it: £1,234.50, ₺1.234,50, 1,234.500 TND."""
    places = exponent_of(currency)
    text = decimal(Decimal(abs(minor)).scaleb(-places), places, language)
    sign = "-" if minor < 0 else ""
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{text}" if symbol else f"{sign}{text} {currency}"


def about(minor: int, currency: str, language: str) -> str:
    """An amount nobody knows to the penny, in two figures that count and whole units: £18,000, ₺1.200."""
    whole = Decimal(abs(minor)).scaleb(-exponent_of(currency))
    whole = whole.quantize(Decimal(1).scaleb(max(whole.adjusted() - 1, 0)), ROUND_HALF_EVEN)
    text = decimal(whole, 0, language)
    symbol = _SYMBOLS.get(currency)
    return f"{'-' if minor < 0 and whole else ''}{f'{symbol}{text}' if symbol else f'{text} {currency}'}"


def whole(minor: int, currency: str, language: str) -> str:
    """An amount rounded to whole units: £12,340."""
    rounded = Decimal(abs(minor)).scaleb(-exponent_of(currency)).quantize(Decimal(1), ROUND_HALF_UP)
    text = decimal(rounded, 0, language)
    symbol = _SYMBOLS.get(currency)
    return f"{'-' if minor < 0 and rounded else ''}{f'{symbol}{text}' if symbol else f'{text} {currency}'}"


_THOUSANDS: Final = {"en": ("k", "m"), "tr": (" bin", " mn")}
"""Behind a number of thousands and of millions on the side of a drawing."""


def level(minor: int, currency: str, language: str) -> str:
    """A round amount on the side of a drawing, as short as it can be said: £4k, ₺1.5m; £750."""
    whole = Decimal(minor).scaleb(-exponent_of(currency))
    thousands, millions = _THOUSANDS[language]
    size, said = next(
        ((size, said) for size, said in ((1_000_000, millions), (1_000, thousands)) if abs(whole) >= size), (1, "")
    )
    short = (whole / size).normalize()
    places = max(-int(short.as_tuple().exponent), 0)
    text = f"{decimal(short, places, language)}{said}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{text}" if symbol else f"{text} {currency}"


def figure(minor: int, currency: str, language: str) -> str:
    """An amount where the heading names the currency: 1,234.50."""
    places = exponent_of(currency)
    return decimal(Decimal(minor).scaleb(-places), places, language)


def amounts(by_currency: Mapping[str, int], language: str, *, first: str = "") -> str:
    """Amounts in several currencies, side by side, never added; empty for none. The currency `first` is the first."""
    ordered = sorted(by_currency.items(), key=lambda one: (one[0] != first, one))
    return " + ".join(money(minor, currency, language) for currency, minor in ordered if minor)


def written(values: Mapping[str, object], language: str) -> dict[str, object]:
    """Write what a sentence is filled with as people read it: amounts and days, the rest as it is."""
    return {name: _written(value, language) for name, value in values.items()}


def _written(value: object, language: str) -> object:
    if isinstance(value, Money):
        return money(value.minor, value.currency, language)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value, language)
    return value


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """A day: 3 Mar 2026."""
    return format_date(value, "d MMM y", locale=_locale(language))


@lru_cache(maxsize=4096)
def short_day(value: date, language: str) -> str:
    """A day where the year is plain: 3 Mar."""
    return format_date(value, "d MMM", locale=_locale(language))


def moment(value: datetime, language: str) -> str:
    """A moment on the clock it is given in: 3 Mar 2026, 14:05; 3 Mar 2026 14:05."""
    between = " " if language == "tr" else ", "
    return f"{day(value.date(), language)}{between}{value:%H:%M}"


def month(value: date, language: str) -> str:
    """A month of a year: Mar 2026."""
    return format_date(value, "LLL y", locale=_locale(language))


def long_day(value: date, language: str) -> str:
    """A day with its weekday: Monday 2 March 2026, 2 Mart 2026 Pazartesi."""
    return format_date(value, "d MMMM y EEEE" if language == "tr" else "EEEE d MMMM y", locale=_locale(language))


def decimal(value: Decimal, places: int, language: str) -> str:
    """A number with so many decimals: 1,234.5, 1.234,5."""
    # By hand: a page writes hundreds of amounts, and babel asks for the signs of each anew.
    return f"{value:,.{places}f}".translate(_signs(language))


def number(value: float, places: int, language: str) -> str:
    """A plain number, rounded to so many decimals."""
    return decimal(Decimal(str(round(value, places))), places, language)


def percent(share: float, language: str) -> str:
    """A share as a whole percentage: 64%, %64."""
    whole = number(share * 100, 0, language)
    return f"%{whole}" if language == "tr" else f"{whole}%"
