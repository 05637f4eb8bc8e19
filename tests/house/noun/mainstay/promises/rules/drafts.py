"""What somebody intends to record about a promise, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.money import Money

TEXT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """An amount that is to be paid by a day, and what the client said."""

    amount: Money
    promised_on: date
    said: str = ""

    def problems(self) -> list[Problem]:
        """List what keeps this promise from being recorded."""
        return [] if self.amount.minor > 0 else [Problem("amount", "not_positive", str(self.amount))]
