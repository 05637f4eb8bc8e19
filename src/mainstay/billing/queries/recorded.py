"""How many records of invoices, of what settled them and of disputes are dated by a day: they only ever become more."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.store import bulk
from mainstay.store.sql import as_day, as_instant

if TYPE_CHECKING:
    from datetime import date

_BY_DAY: Final = """
    SELECT happened_on, SUM(records) FROM (
        SELECT issued_on AS happened_on, COUNT(*) AS records FROM billing_invoice GROUP BY issued_on
        UNION ALL SELECT allocated_on, COUNT(*) FROM billing_allocation GROUP BY allocated_on
        UNION ALL SELECT opened_on, COUNT(*) FROM billing_dispute WHERE opened_on IS NOT NULL GROUP BY opened_on
        UNION ALL SELECT closed_on, COUNT(*) FROM billing_dispute WHERE closed_on IS NOT NULL GROUP BY closed_on
    ) AS dated GROUP BY happened_on ORDER BY happened_on
"""


_LATEST: Final = """
    SELECT MAX(recorded_at) FROM (
        SELECT recorded_at FROM (SELECT recorded_at FROM billing_invoice ORDER BY id DESC LIMIT 1) AS invoice
        UNION ALL
        SELECT recorded_at FROM (SELECT recorded_at FROM billing_allocation ORDER BY id DESC LIMIT 1) AS allocation
        UNION ALL
        SELECT recorded_at FROM (SELECT recorded_at FROM billing_payment ORDER BY id DESC LIMIT 1) AS payment
        UNION ALL
        SELECT recorded_at FROM (SELECT recorded_at FROM billing_import ORDER BY id DESC LIMIT 1) AS import
    ) AS latest
"""
"""Rows come in the order in which they are recorded, so the last of each table is the latest."""


class RecordedByDay(NamedTuple):
    """The days on which anything is dated, ascending, and how many records are dated by the end of each."""

    days: list[date]
    counts: list[int]

    def until(self, day: date) -> int:
        """How many records are dated by the end of a day.

        Nothing is changed or removed once it is recorded, so the same number as once says that nothing was added.
        """
        place = bisect_right(self.days, day)
        return self.counts[place - 1] if place else 0


def recorded_by_day() -> RecordedByDay:
    """Count the records of each day, in one question."""
    found = bulk.select_rows(_BY_DAY)
    return RecordedByDay([as_day(day) for day, _ in found], list(accumulate(int(count) for _, count in found)))


def recorded_until() -> date | None:
    """The day (UTC) on which an invoice, money or a file, whatever it brought, was recorded last; None for none."""
    [(latest,)] = bulk.select_rows(_LATEST)
    return None if latest is None else as_instant(latest).date()
