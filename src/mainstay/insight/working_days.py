"""The working day on which what is due may be paid; the days off are given as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Days = NDArray[np.int64]

_MOST: Final = 60
"""So many days off in a row there are nowhere: whoever names more is taken at that."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days on which nobody pays: of each week (Monday is 0), and single ones as ordinals."""

    weekend: tuple[int, ...]
    days: tuple[int, ...] = ()


WEEKEND: Final = DaysOff((5, 6))
"""What holds where nothing is known of holidays: Saturday and Sunday."""


def payable_on(due: Days, off: DaysOff) -> Days:
    """Each day itself, or the next that is none of the days off."""
    return _moved(due, off, 1)


def last_working_day(end: Days, off: DaysOff) -> Days:
    """Each day itself, or the last before it that is none of the days off."""
    return _moved(end, off, -1)


def _moved(from_day: Days, off: DaysOff, step: int) -> Days:
    each, place = np.unique(from_day, return_inverse=True)
    weekend, days = np.array(off.weekend, dtype=np.int64), np.array(off.days, dtype=np.int64)
    for _ in range(_MOST):
        is_off = np.isin((each - 1) % 7, weekend) | np.isin(each, days)  # ordinal 1 was a Monday
        if not is_off.any():
            break
        each = each + step * is_off
    found: Days = each[place]
    return found
