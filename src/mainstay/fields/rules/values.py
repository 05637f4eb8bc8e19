"""The value of a custom field as it is stored: one text for every kind, which sorts and compares by its kind. Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: Final = ("text", "number", "date", "choice")
VALUE_LENGTH: Final = 500
_DECIMALS: Final = 6
_LARGEST: Final = Decimal(10) ** 12
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)


def canonical(kind: str, choices: Sequence[str], text: str) -> str | Problem:
    """A value as it is stored: a number as 1234.5, a day as 2026-03-31, a choice as it is spelt; "" stays "".

    The problem where the text is no value of this kind.
    """
    text = one_line(text)
    if not text:
        return ""
    if kind == "number":
        return _number(text)
    if kind == "date":
        return _day(text)
    if kind == "choice":
        wanted = fold(text)
        found = next((choice for choice in choices if fold(choice) == wanted), None)
        return Problem("value", "no_choice", text[:40], {"choices": ", ".join(choices)}) if found is None else found
    if len(text) > VALUE_LENGTH:
        return Problem("value", "too_long", text[:40] + "…", {"limit": VALUE_LENGTH})
    return text


def millionths_of(text: str) -> int:
    """A number as it is kept in millionths, by which numbers compare in the database."""
    return int(Decimal(text).scaleb(_DECIMALS))


def plain_number(value: Decimal) -> str:
    """A number as it is stored: 1234.5, without what says nothing."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _number(text: str) -> str | Problem:
    if not _NUMBER.fullmatch(text):
        return Problem("value", "no_number", text[:40])
    value = Decimal(text)
    if abs(value) >= _LARGEST:
        return Problem("value", "number_too_large", text[:40])
    if value != value.quantize(Decimal(1).scaleb(-_DECIMALS)):
        return Problem("value", "too_many_decimals", text[:40], {"most": _DECIMALS})
    return plain_number(value)


def _day(text: str) -> str | Problem:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return Problem("value", "no_day", text[:40])
