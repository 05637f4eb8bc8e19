"""Whether to call a client who owes, by how they usually pay. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.kernel.offers import CallAdvice
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from mainstay.kernel.offers import DebtorFacts
    from mainstay.scoring.rules.payment_habits import Habits

PATIENCE_DAYS: Final = 7
"""A client without a record is spoken to when the oldest invoice is more than a week late."""
ENOUGH_PAYMENTS: Final = 3
"""From so many payments on, what is usual for a client is taken from their own record."""
LONG_LATE_DAYS: Final = 90
"""Past this a debt is old for anyone, whatever the client's habit."""
CALL_CODES: Final = (
    "never_paid", "no_record", "short_record", "longest_ever", "getting_slower", "later_than_usual", "as_usual",
)  # fmt: skip
"""The reasons that this may give."""


def is_beyond_habit(habits: Habits, days_late: int) -> bool:
    """Say whether an invoice so many days past due is later than this client's own record explains.

    Later than four of five of their payments came; with too few payments to go by, later than a week.
    """
    if days_late <= 0:
        return False
    if habits.median is None or habits.paid < ENOUGH_PAYMENTS:
        return days_late > PATIENCE_DAYS
    return days_late > max(habits.usual_latest or 0.0, 0.0) or days_late > LONG_LATE_DAYS


def call_by_habits(debtor: DebtorFacts, own: object) -> CallAdvice:
    """Say whether a client is due: this always answers.

    They are when the oldest overdue invoice is later than four of five of their payments came (or, without a record,
    later than a week), or when it is more than 90 days late.
    """
    del own  # the habits stand among the facts of the debtor
    habits: Habits = debtor.habits
    late = debtor.days_late
    figures: dict[str, object] = {"days_late": late, "invoices": debtor.overdue_invoices}
    is_due = is_beyond_habit(habits, late)
    evidence = habits.paid if habits.median is not None else 0
    if evidence == 0:
        figures["known"] = habits.invoices
        code = "never_paid" if habits.invoices > debtor.overdue_invoices or late > LONG_LATE_DAYS else "no_record"
        return CallAdvice(is_due=is_due, reason=Reason(code, figures))
    usual = round(habits.median or 0.0)
    figures |= {"usual": usual, "paid": habits.paid, "slower_by": round(habits.trend or 0)}
    if evidence < ENOUGH_PAYMENTS:
        return CallAdvice(is_due=is_due, reason=Reason("short_record", figures))
    if is_due and habits.longest is not None and late > habits.longest:
        return CallAdvice(is_due=True, reason=Reason("longest_ever", figures))
    if is_due:
        code = "getting_slower" if habits.direction == "slower" else "later_than_usual"
        return CallAdvice(is_due=True, reason=Reason(code, figures))
    return CallAdvice(is_due=False, reason=Reason("as_usual", figures))
