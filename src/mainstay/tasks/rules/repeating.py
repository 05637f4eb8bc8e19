"""On which day a task that repeats is due again. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

REPEATS: Final = ("daily", "working_days", "weekly", "monthly", "yearly")
"""How often a task comes again; "" where it doesn't."""
_SATURDAY: Final = 5
_MONTHS: Final = 12
_WEEK: Final = 7


def next_due(*, repeat: str, first_on: date, after: date) -> date:
    """The first day after `after` on which a task is due that was first due on `first_on`.

    By the month and by the year the day of the first counts: a task of the 31st is due on the last day of a shorter
    month and on the 31st again in the next, one of 29 February on the 28th in a year without it. A working day is
    Monday to Friday.
    """
    if after < first_on and not (repeat == "working_days" and first_on.weekday() >= _SATURDAY):
        return first_on
    if repeat in ("daily", "working_days"):
        found = max(after + timedelta(days=1), first_on)
        while repeat == "working_days" and found.weekday() >= _SATURDAY:
            found += timedelta(days=1)
        return found
    if repeat == "weekly":
        return after + timedelta(days=_WEEK - (after - first_on).days % _WEEK)
    months = 1 if repeat == "monthly" else _MONTHS
    passed = (after.year - first_on.year) * _MONTHS + after.month - first_on.month
    step = passed // months
    while (found := _months_on(first_on, step * months)) <= after:
        step += 1
    return found


def _months_on(first_on: date, months: int) -> date:
    """The day so many months after another, the last of its month where that month is too short."""
    year, month = divmod(first_on.month - 1 + months, _MONTHS)
    year += first_on.year
    return date(year, month + 1, min(first_on.day, monthrange(year, month + 1)[1]))
