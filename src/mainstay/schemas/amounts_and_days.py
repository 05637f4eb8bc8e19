"""Amounts and days that people type, as they write them in the language active now or plainly as programs do."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mainstay.intake.amounts import OTHER_CURRENCY, TOO_LARGE, TOO_MANY_DECIMALS, amount_reader
from mainstay.kernel import formatting
from mainstay.kernel.currencies import exponent_of
from mainstay.kernel.money import Money

_PLAIN: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def amount_of(text: str, currency: str) -> int | str:
    """Whole minor units of an amount as people write it in the language active now, or the sentence why not."""
    language = get_language() or "en"
    if not text.strip():
        return _("Enter the amount.")
    read = amount_reader("comma" if language == "tr" else "point", exponent_of(currency), currency)(text)
    if isinstance(read, int):
        return read
    example = formatting.figure(123_456 * 10 ** exponent_of(currency) // 100, currency, language)
    values = {"value": text, "currency": currency, "example": example}
    if read == TOO_MANY_DECIMALS:
        return _("“%(value)s” has more decimals than %(currency)s: write it as %(example)s.") % values
    if read == TOO_LARGE:
        return _("“%(value)s” is more than a book can hold: correct the amount.") % values
    if read == OTHER_CURRENCY:
        return _("“%(value)s” names another currency than %(currency)s: correct one of the two.") % values
    return _("“%(value)s” is not an amount: write it as %(example)s.") % values


def day_of(text: str) -> date | str:
    """A day as a browser sends it, or the sentence why not."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    if not text:
        return _("Enter the day.")
    return _("“%(value)s” is not a day: write it as 2026-03-31.") % {"value": text}


def plain_day(text: str) -> date:
    """A day as terminals and programs write it, 2026-03-31; ValueError for anything else."""
    return date.fromisoformat(text)


def is_plain_amount(text: str) -> bool:
    """Say whether this is an amount as terminals and programs write it: 1234.50, in whatever currency."""
    return _PLAIN.fullmatch(text) is not None


def plain_amount(text: str, currency: str) -> int:
    """Whole minor units of an amount as terminals and programs write it; ValueError and its kin for anything else."""
    return Money.parse(text, currency).minor
