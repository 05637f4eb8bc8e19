"""How many of each client's invoices came on time, late, very late, or never: counts, before any days are averaged.

Late begins after the working day on which an invoice may still be paid. The formulas: docs/developer/standing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.ledger import NOT_YET

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger

LONG_MEMORY: Final = 20.0
"""An invoice counts half after so many later ones: years of a monthly client."""
VERY_LATE_DAYS: Final = 90
"""Later than this, nobody could plan with the money."""
WITHIN_DAYS: Final = 3 * 365
LOST_AFTER_DAYS: Final = 365
LATELY: Final = 10


@dataclass(frozen=True, slots=True)
class Punctuality:
    """One row for each client.

    Counts of all that was ever decided: `paid`, of them `late`; `lost` (written off, or a year past due, and not paid
    since). `late_weight` of `weight`: the late ones among what is paid, lost or overdue, in long memory. Of three
    years: `very_late` (with lost and what is overdue as long), `in_time`, and the `longest` delay of a payment in days.
    Of the last ten payments: `usual_days` beyond the due date (the middle one), `usual_latest_days` within which four
    of five came. `overdue` invoices now, not counting those in dispute, and the `overdue_days` of the oldest.
    """

    paid: Codes
    late: Codes
    lost: Codes
    late_weight: Figures
    weight: Figures
    very_late: Codes
    in_time: Codes
    longest: Days
    usual_days: Days
    usual_latest_days: Days
    overdue: Codes
    overdue_days: Days


def punctuality(known: Ledger, place: Codes, size: int, as_of: int) -> Punctuality:
    """Count the invoices of `size` clients; `place` says whose each is, counted from 0, and -1 is left out.

    Ordered by due date, so that a payment made later takes no other place. Days in dispute are not the client's.
    """
    sales = np.flatnonzero((place >= 0) & ~known.is_undated)
    of, due, payable = place[sales], known.due[sales], known.payable[sales]
    paid, given_up = known.paid[sales], known.written_off[sales]
    is_paid = paid < NOT_YET
    is_lost = ~is_paid & (np.minimum(given_up, due + LOST_AFTER_DAYS + 1) <= as_of)
    end = np.where(is_paid, paid, as_of)
    begins, ends = np.maximum(known.disputed[sales], due), np.minimum(known.dispute_ended[sales], end)
    end -= np.maximum(ends - begins, 0)
    late_days = np.where(end > np.maximum(payable, due), end - due, 0)
    is_overdue = ~is_paid & ~is_lost & (late_days > 0)
    is_late = is_lost | (late_days > 0)
    is_counted = is_paid | is_lost | is_overdue

    def counted(chosen: Flags) -> Codes:
        return np.bincount(of[chosen], minlength=size)

    at = np.flatnonzero(is_counted)
    at = at[np.lexsort((is_late[at], due[at], of[at]))]
    weight = np.power(0.5, _later(of[at], size) / LONG_MEMORY)
    is_recent = as_of - due <= WITHIN_DAYS
    is_very_late = is_lost | (late_days > VERY_LATE_DAYS)
    payments = np.flatnonzero(is_paid)
    lately = payments[np.lexsort((paid[payments], of[payments]))]
    lately = lately[_later(of[lately], size) < LATELY]
    return Punctuality(
        paid=counted(is_paid),
        late=counted(is_paid & is_late),
        lost=counted(is_lost),
        late_weight=np.bincount(of[at], weight * is_late[at], minlength=size).astype(float),
        weight=np.bincount(of[at], weight, minlength=size).astype(float),
        very_late=counted(is_counted & is_very_late & is_recent),
        in_time=counted(is_paid & ~is_late & is_recent),
        longest=_most(of, late_days, is_paid & is_recent, size),
        usual_days=_within(of[lately], late_days[lately], size, 1, 2),
        usual_latest_days=_within(of[lately], late_days[lately], size, 4, 5),
        overdue=counted(is_overdue),
        overdue_days=_most(of, late_days, is_overdue, size),
    )


def _later(of: Codes, size: int) -> Codes:
    """How many rows of the same client come after each; the rows are sorted by client."""
    return np.cumsum(np.bincount(of, minlength=size))[of] - 1 - np.arange(len(of))


def _most(of: Codes, days: Days, chosen: Flags, size: int) -> Days:
    most = np.zeros(size, dtype=np.int64)
    np.maximum.at(most, of[chosen], days[chosen])
    return most


def _within(of: Codes, days: Days, size: int, part: int, whole: int) -> Days:
    """The days within which so many of each client's payments came; 0 without a payment."""
    days = days[np.lexsort((days, of))]
    count = np.bincount(of, minlength=size)
    place = np.cumsum(count) - count + (part * count + whole - 1) // whole - 1
    found = np.zeros(size, dtype=np.int64)
    found[count > 0] = days[place[count > 0]]
    return found
