"""How long each client stayed away and came back, and how often that would have passed for drifting away.

A silence that ended is the best measure of one that has not: docs/developer/standing.md, "Drifting away".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.repeat_purchase import prior_habit, sorted_visits

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Days, Figures, Flags

CONFIRMED_AFTER: Final = 365
"""A client who was said to drift away and stays away for a year did."""
_OF_TEN: Final = 0.9
_WORTH: Final = 4
_RIGHT: Final = 3
"""Before a firm has alarms of its own, three of four are taken to be right."""


@dataclass(frozen=True, slots=True)
class Silences:
    """The silences of each client that ended with a visit; 0 where there was none.

    `longest` of them in days; `stretch`, the longest as a multiple of the mean gap before it; `wrong_alarms`, how many
    of them would have been taken for drifting away.
    """

    longest: Days
    stretch: Figures
    wrong_alarms: Codes


def silences(place: Codes, day: Days, size: int, *, visits: int, chance: float) -> Silences:
    """Measure the silences of `size` clients, each gap beside what was known when it began.

    `place` says whose each day is, counted from 0; -1 is left out. An alarm asks for so many visits before, a silence
    longer than all before it, and one that has at most this chance by the rhythm until then. As for the inactivity of
    a book the prior is asked and not what the firm has taught since: no later day rewrites a past alarm.
    """
    of, day = sorted_visits(place, day)
    count = np.bincount(of, minlength=size)
    at = np.flatnonzero(of[1:] == of[:-1]) + 1
    first = np.cumsum(count) - count
    gap, owner = day[at] - day[at - 1], of[at]
    repeats = at - 1 - first[owner]
    span = day[at - 1] - day[first[owner]]
    longest_before = _longest_before(owner, gap)
    habit = prior_habit()
    usual = (habit.alpha + span) / (habit.alpha + span + gap)
    is_alarm = (repeats + 1 >= visits) & (gap > longest_before) & (np.power(usual, habit.r + repeats) < chance)
    longest, stretch = np.zeros(size, dtype=np.int64), np.zeros(size)
    np.maximum.at(longest, owner, gap)
    has_rhythm = repeats + 1 >= visits
    np.maximum.at(stretch, owner[has_rhythm], gap[has_rhythm] * repeats[has_rhythm] / span[has_rhythm])
    return Silences(longest, stretch, np.bincount(owner[is_alarm], minlength=size))


def usual_stretch(found: Silences) -> float:
    """The multiple of their own rhythm that nine of ten of a firm's clients never stayed away and came back."""
    known = found.stretch[found.stretch > 0]
    return float(np.quantile(known, _OF_TEN, method="higher")) if len(known) else 0.0


def are_alarms_right(found: Silences, is_alarm: Flags, idle: Days) -> bool:
    """Whether most of a firm's alarms were right: who stayed away for a year, beside who came back after all."""
    right = int((is_alarm & (idle >= CONFIRMED_AFTER)).sum())
    wrong = int(found.wrong_alarms.sum())
    return 2 * (right + _RIGHT) > right + wrong + _WORTH


def _longest_before(owner: Codes, gap: Days) -> Days:
    """The longest gap of the same client before each; the gaps are sorted by client and day."""
    if not len(gap):
        return gap
    # Each client's gaps are lifted above all of those before, so that one running maximum serves for all.
    lift = owner * (int(gap.max()) + 1)
    running = np.maximum.accumulate(gap + lift)
    before = np.append(0, running[:-1])
    return np.maximum(before - lift, 0)
