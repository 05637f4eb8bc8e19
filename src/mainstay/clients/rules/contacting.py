"""When and how to speak to a client next. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from datetime import date

WAYS: Final = ("call", "visit", "write", "meet")
"""How one speaks to a client."""
ABOUT_LENGTH: Final = 300
OUTCOME_LENGTH: Final = 2_000
_LATEST: Final = timedelta(days=3_660)
_COMING: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ContactPlan:
    """The next contact as somebody intends it: the day, how, and about what."""

    on: date
    way: str
    about: str

    def problems(self, today: date) -> list[Problem]:
        """List what keeps this from being planned on that day, nothing when it may be."""
        found = []
        if self.on < today:
            found.append(Problem("on", "day_has_passed", str(self.on)))
        elif self.on - today > _LATEST:
            found.append(Problem("on", "day_is_far_off", str(self.on)))
        if self.way not in WAYS:
            found.append(Problem("way", "unknown_way", self.way[:40]))
        if not self.about:
            found.append(Problem("about", "about_missing"))
        elif len(self.about) > ABOUT_LENGTH:
            found.append(Problem("about", "too_long", self.about[:40] + "…", {"limit": ABOUT_LENGTH}))
        return found


@dataclass(frozen=True, slots=True)
class ContactOutcome:
    """What came of a planned contact, or why it is dropped."""

    outcome: str


def when_due(on: date, today: date) -> str:
    """Say whether a contact planned for a day is "overdue", due "today", "coming" within seven days, or "later"."""
    if on < today:
        return "overdue"
    if on == today:
        return "today"
    return "coming" if on - today <= _COMING else "later"
