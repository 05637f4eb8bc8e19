"""What somebody intends to have done, and everything that is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from mainstay.kernel.problem import Problem
from mainstay.kernel.text import clean_lines, one_line
from mainstay.tasks.rules.repeating import REPEATS

WHAT_LENGTH: Final = 200
NOTE_LENGTH: Final = 2_000
WHO_LENGTH: Final = 254
CLIENT_LENGTH: Final = 300
REASON_LENGTH: Final = 300
_LATEST: Final = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it is to be.

    `client` names a client (reference, number or name), "" for none; `who` a person of the firm by e-mail address or
    name, "" for nobody yet; `repeat` is one of REPEATS, "" for once.
    """

    what: str
    due_on: date
    who: str = ""
    client: str = ""
    repeat: str = ""
    note: str = ""

    def tidied(self) -> TaskDraft:
        """The same with single spaces and clean lines, as it is kept."""
        what, who, client = one_line(self.what), one_line(self.who), one_line(self.client)
        return replace(self, what=what, who=who, client=client, note=clean_lines(self.note))

    def problems(self) -> list[Problem]:
        """List what keeps this from being kept, nothing when it may be."""
        found = []
        if not self.what:
            found.append(Problem("what", "what_missing"))
        for field, limit in {"what": WHAT_LENGTH, "note": NOTE_LENGTH}.items():
            text = str(getattr(self, field))
            if len(text) > limit:
                found.append(Problem(field, "too_long", text[:40] + "…", {"limit": limit}))
        if self.repeat and self.repeat not in REPEATS:
            found.append(Problem("repeat", "unknown_repeat", self.repeat[:40]))
        return found


def too_far_off(due_on: date, today: date) -> bool:
    """Whether a day is more than ten years ahead."""
    return due_on - today > _LATEST


@dataclass(frozen=True, slots=True)
class TaskDelay:
    """To which day a task is put off, and why ("" where nobody says)."""

    until: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOverDraft:
    """Who takes over what another person does: until a day, or for good where none is given."""

    person: str
    stand_in: str
    until: date | None = None
