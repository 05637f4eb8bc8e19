"""Whom to speak to today: who owes more than is usual for them, and why now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.scoring.rules.payment_habits import Habits

PATIENCE_DAYS: Final = 7
"""A client without a record is spoken to when the oldest invoice is more than a week late."""
ENOUGH_PAYMENTS: Final = 3
"""From so many payments on, what is usual for a client is taken from their own record."""
LONG_LATE_DAYS: Final = 90
"""Past this a debt is old for anyone, whatever the client's habit."""


@dataclass(frozen=True, slots=True)
class Owing:
    """What one client owes in one currency today. `typical_minor` is the firm's median invoice in that currency.

    `at_risk_minor` is what of the overdue is expected never to be paid; None where the book was not judged yet.
    """

    ref: str
    name: str
    currency: str
    open_minor: int
    overdue_minor: int
    invoices: int
    overdue_invoices: int
    days_late: int
    disputed_minor: int
    typical_minor: int
    habits: Habits
    at_risk_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One client to speak to, or to leave in peace: what is at stake in typical invoices, and the reason."""

    owing: Owing
    is_due: bool
    stake: float
    reason: Reason


def whom_to_speak_to(owings: Iterable[Owing]) -> list[Word]:
    """Order clients by what is at stake, those to speak to first.

    A client is due for a word when the oldest overdue invoice is later than four of five of their payments came (or,
    without a record, later than a week), or when it is more than 90 days late. What is at stake is what of the overdue
    is at risk of never being paid (all of it in a book that was not judged yet), counted in the firm's typical invoices
    of that currency, so that two currencies can stand in one list without being added together.
    """
    words = [_word(owing) for owing in owings if owing.overdue_minor > 0]
    return sorted(words, key=lambda w: (not w.is_due, -w.stake, -w.owing.days_late, w.owing.name))


def _word(owing: Owing) -> Word:
    habits = owing.habits
    stake = (owing.overdue_minor if owing.at_risk_minor is None else owing.at_risk_minor) / max(owing.typical_minor, 1)
    late = owing.days_late
    figures: dict[str, object] = {"days_late": late, "invoices": owing.overdue_invoices}
    if owing.disputed_minor >= owing.overdue_minor:
        return Word(owing, is_due=True, stake=stake, reason=Reason("disputed", figures))
    evidence = habits.paid if habits.median is not None else 0
    if evidence == 0:
        figures["known"] = habits.invoices
        code = "never_paid" if habits.invoices > owing.overdue_invoices or late > LONG_LATE_DAYS else "no_record"
        return Word(owing, is_due=late > PATIENCE_DAYS, stake=stake, reason=Reason(code, figures))
    usual = round(habits.median or 0.0)
    figures |= {"usual": usual, "paid": habits.paid, "slower_by": round(habits.trend or 0)}
    if evidence < ENOUGH_PAYMENTS:
        return Word(owing, is_due=late > PATIENCE_DAYS, stake=stake, reason=Reason("short_record", figures))
    limit = max(habits.usual_latest or 0.0, 0.0)
    if habits.longest is not None and late > habits.longest and late > limit:
        return Word(owing, is_due=True, stake=stake, reason=Reason("longest_ever", figures))
    if late > limit or late > LONG_LATE_DAYS:
        code = "getting_slower" if habits.direction == "slower" else "later_than_usual"
        return Word(owing, is_due=True, stake=stake, reason=Reason(code, figures))
    return Word(owing, is_due=False, stake=stake, reason=Reason("as_usual", figures))
