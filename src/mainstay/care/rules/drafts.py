"""What somebody intends to log about a call, and everything that is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mainstay.kernel.problem import Problem
from mainstay.kernel.text import clean_lines

if TYPE_CHECKING:
    from mainstay.kernel.money import Money

OUTCOMES: Final = ("spoke", "no_answer", "call_back", "promised")
"""What can come of a call."""
NOTE_LENGTH: Final = 1_000
_LATEST: Final = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class CallDraft:
    """What came of a call. A call back has its day, a promise its day and, where one was named, its amount."""

    outcome: str
    note: str = ""
    call_back_on: date | None = None
    amount: Money | None = None
    promised_on: date | None = None

    def tidied(self) -> CallDraft:
        """The same with clean lines, without what belongs to another outcome."""
        promised, call_back = self.outcome == "promised", self.outcome == "call_back"
        return replace(
            self,
            note=clean_lines(self.note),
            call_back_on=self.call_back_on if call_back else None,
            amount=self.amount if promised else None,
            promised_on=self.promised_on if promised else None,
        )

    def problems(self, today: date | None = None) -> list[Problem]:
        """List what keeps this from being logged on that day, nothing when it may be."""
        found = []
        if self.outcome not in OUTCOMES:
            found.append(Problem("outcome", "unknown_outcome", self.outcome[:40]))
        if len(self.note) > NOTE_LENGTH:
            found.append(Problem("note", "too_long", self.note[:40] + "…", {"limit": NOTE_LENGTH}))
        for outcome, field in (("call_back", "call_back_on"), ("promised", "promised_on")):
            if self.outcome == outcome:
                found += _day_problems(field, getattr(self, field), today)
        if self.outcome == "promised" and self.amount is not None and self.amount.minor <= 0:
            found.append(Problem("amount", "not_positive", str(self.amount)))
        return found


@dataclass(frozen=True, slots=True)
class CallDelayDraft:
    """Until when a call is put off, and why."""

    until: date
    reason: str = ""


def _day_problems(field: str, on: date | None, today: date | None) -> list[Problem]:
    if on is None:
        return [Problem(field, "day_missing")]
    if today is not None and on < today:
        return [Problem(field, "day_has_passed", str(on))]
    if today is not None and on - today > _LATEST:
        return [Problem(field, "day_is_far_off", str(on))]
    return []
