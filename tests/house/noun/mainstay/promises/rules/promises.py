"""What may be promised, whether it is open, kept or broken on a day, and whether that is a reason to call. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.kernel.offers import CallAdvice
from mainstay.kernel.problem import Problem, Reason
from mainstay.timeline.rules.kinds import Kind

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.money import Money
    from mainstay.kernel.offers import DebtorFacts

PROMISE_RECORDED: Final = Kind("promise.recorded", facts=("number", "amount", "on"), words=("said",))
OPEN: Final = "open"
FULFILLED: Final = "kept"
BROKEN: Final = "broken"
TEXT_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """An amount that is to be paid by a day, and what the client said."""

    amount: Money
    promised_on: date
    said: str = ""

    def problems(self) -> list[Problem]:
        """List what keeps this promise from being recorded."""
        return [] if self.amount.minor > 0 else [Problem("amount", "not_positive", str(self.amount))]


def state_of(*, minor: int, allocated_minor: int, promised_on: date, today: date) -> str:
    """The state of a promise over `minor`, given what was allocated to its invoice from its day to the promised one."""
    if allocated_minor >= minor:
        return FULFILLED
    return BROKEN if promised_on < today else OPEN


def call_about_promise(debtor: DebtorFacts, own: object) -> CallAdvice | None:
    """Call a client who broke a promise; `own` is the day promised, None where no promise is broken."""
    del debtor
    return None if own is None else CallAdvice(is_due=True, reason=Reason("promise_broken", {"on": own}))
