"""What somebody intends to set as an exchange rate, and everything that is wrong with it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from datetime import date

DECIMALS: Final = 9
_LARGEST: Final = Decimal(10) ** 9
_NUMBER: Final = re.compile(r"\d{1,15}(?:\.\d{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RateDraft:
    """On a day one unit of `one` was worth `rate` units of `other`; the rate is plain text, such as 0.8712."""

    one: str
    rate: str
    other: str
    on: date

    def problems(self) -> list[Problem]:
        """List what keeps this from being saved, nothing when it may be."""
        found = []
        for name, code in (("one", self.one), ("other", self.other)):
            if not is_currency(code):
                found.append(Problem(name, "unknown_currency", code[:40]))
        stored = canonical_rate(self.rate)
        if isinstance(stored, Problem):
            found.append(stored)
        return found

    def mismatches(self, own: str) -> list[Problem]:
        """What keeps the pair from being of use to a firm whose currency is `own`."""
        if self.one == self.other:
            return [Problem("other", "same_currency", self.one)]
        if own not in {self.one, self.other}:
            return [Problem("other", "own_currency_missing", own)]
        return []

    @property
    def pair(self) -> str:
        """Both currencies, in the order of the alphabet."""
        return pair_of(self.one, self.other)


def pair_of(one: str, other: str) -> str:
    """Both currencies, in the order of the alphabet."""
    return "-".join(sorted((one, other)))


def canonical_rate(text: str) -> str | Problem:
    """A rate as it is shown and exported: 0.8712, without zeros that say nothing; the problem where it is none."""
    text = text.strip()
    if not text:
        return Problem("rate", "rate_missing")
    if not _NUMBER.fullmatch(text):
        return Problem("rate", "no_rate", text[:40])
    value = Decimal(text)
    if not value or value >= _LARGEST:
        return Problem("rate", "rate_out_of_range", text[:40])
    if value != value.quantize(Decimal(1).scaleb(-DECIMALS)):
        return Problem("rate", "too_many_decimals", text[:40], {"most": DECIMALS})
    return rate_text(billionths_of(text))


def billionths_of(text: str) -> int:
    """A plain number in billionths."""
    return int(Decimal(text).scaleb(DECIMALS))


def rate_text(billionths: int) -> str:
    """Billionths as a plain number: 0.8712."""
    text = f"{Decimal(billionths).scaleb(-DECIMALS):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
