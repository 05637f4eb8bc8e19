"""When an invoice is overdue, and how old a debt is. The database says the same in `billing/queries/receivables`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

BUCKETS: Final = ("current", "1-30", "31-60", "61-90", "90+")
"""Ageing buckets by whole days past due; "current" is not yet overdue."""
_UPPER_DAYS: Final = (0, 30, 60, 90)


def days_past_due(due_on: date, today: date) -> int:
    """Whole days since the due day; negative before it."""
    return (today - due_on).days


def days_late_at_last(due_on: date, settled_on: date | None) -> int | None:
    """How many days late an invoice was settled; None where it was in time, or nobody knows when."""
    days = 0 if settled_on is None else days_past_due(due_on, settled_on)
    return days if days > 0 else None


def bucket_starts(today: date) -> tuple[date, date, date, date]:
    """The earliest due day of each bucket but the last: due on or after it, and before the one to its left."""
    first, second, third, fourth = (today - timedelta(days=days) for days in _UPPER_DAYS)
    return first, second, third, fourth
