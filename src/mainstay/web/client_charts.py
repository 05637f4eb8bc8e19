"""The geometry of drawings: from figures to shapes; templates draw them, colours come from the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.scoring.queries.outlooks import StoredOutlook
    from mainstay.scoring.queries.payment_habits import PaidLate
    from mainstay.scoring.queries.standings import Input

_HEIGHT: Final = 100.0
_STEP: Final = 10
_BAR: Final = 7
_LEAST_LATE, _LEAST_EARLY = 7, 3
"""The scale reaches at least so many days up and down: a day's difference shall not look like a month's."""
_VERY_LATE: Final = 30
_LEAST_HEIGHT: Final = 2.0
_WIDTH: Final = 600
_BACK, _AHEAD, _LEAST_SPAN = timedelta(days=60), timedelta(days=180), timedelta(days=14)
_WORD: Final = 95
"""What the word of a day needs of the width, also where the strip is as narrow as on a phone."""
_ROOMY: Final = 2 * _WORD
"""From this width on a range has both of its days within it."""
_MOST_POINTS: Final = 50
"""What the weightiest input of a rating gives at most: the length of the longest bar, 1,000."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One paid invoice: a bar up when late, down when early. `kind` names its colour."""

    x: int
    y: float
    width: int
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The last paid invoices, oldest first, against the day they were due (`due_y`) and what is usual (`usual_y`)."""

    width: int
    height: float
    due_y: float
    usual_y: float
    bars: tuple[Bar, ...]


def strip_of(lately: Sequence[PaidLate], usual: float | None) -> Strip | None:
    """Draw how late the last invoices were paid; None below two, where there is nothing to compare."""
    if len(lately) < 2 or usual is None:  # noqa: PLR2004 -- two bars are the least one can compare
        return None
    days = [paid.days_late for paid in lately]
    top, bottom = max(_LEAST_LATE, *days), max(_LEAST_EARLY, *(-day for day in days))
    scale = _HEIGHT / (top + bottom)
    due_y = round(top * scale, 2)
    bars = []
    for place, day in enumerate(days):
        height = round(max(abs(day) * scale, _LEAST_HEIGHT), 2)
        kind = "early" if day <= 0 else "late" if day <= _VERY_LATE else "very-late"
        bars.append(Bar(place * _STEP, due_y if day < 0 else round(due_y - height, 2), _BAR, height, kind))
    usual_y = round((top - min(max(usual, -bottom), top)) * scale, 2)
    return Strip(len(days) * _STEP, _HEIGHT, due_y, usual_y, tuple(bars))


class Label(NamedTuple):
    """Where a word of a drawing stands, in per cent of the width, and which end of it."""

    x: str
    anchor: str


def _part(x: int) -> str:
    return f"{100 * x / _WIDTH:.2f}%"


@dataclass(frozen=True, slots=True)
class Span:
    """One invoice's range on an axis: from early to late, the middle, the due day. None for what lies off the axis."""

    early_x: int
    late_x: int
    expected_x: int | None
    due_x: int | None
    is_cut: bool

    @property
    def words(self) -> tuple[Label, Label]:
        """Where the days of its two ends are written: within a wide range, else on either side, never over the edge."""
        if self.late_x - self.early_x >= _ROOMY:
            return Label(_part(self.early_x), "start"), Label(_part(self.late_x), "end")
        if self.early_x < _WORD:
            return Label(_part(self.early_x), "start"), Label(_part(max(self.late_x, self.early_x + _WORD)), "start")
        if self.late_x > _WIDTH - _WORD:
            return Label(_part(min(self.early_x, self.late_x - _WORD)), "end"), Label(_part(self.late_x), "end")
        return Label(_part(self.early_x), "end"), Label(_part(self.late_x), "start")


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of some invoices, None for one without an outlook, on one axis of days from `start` to `end`."""

    width: int
    start: date
    end: date
    today_x: int
    spans: tuple[Span | None, ...]

    @property
    def today(self) -> Label:
        """Where the word stands above the line of today."""
        near = _WORD // 2
        anchor = "start" if self.today_x < near else "end" if self.today_x > _WIDTH - near else "middle"
        return Label(_part(self.today_x), anchor)


def ranges_of(open_ones: Sequence[tuple[date, StoredOutlook | None]], today: date) -> Ranges | None:
    """Draw when invoices are expected, from their due days and outlooks; None where nothing is forecast.

    The axis reaches no more than 60 days back and 180 ahead, so that one old or hopeless invoice does not make all the
    others a point; a range that goes on beyond it is cut.
    """
    seen = [(due_on, one) for due_on, one in open_ones if one is not None]
    if not seen:
        return None
    days = [today, *(day for due_on, one in seen for day in (due_on, one.early_on, one.late_on))]
    start = max(min(days), today - _BACK)
    end = max(min(max(days), today + _AHEAD), start + _LEAST_SPAN)
    length = (end - start).days

    def x(day: date) -> int:
        return round(_WIDTH * (min(max(day, start), end) - start).days / length)

    def within(day: date) -> int | None:
        return x(day) if start <= day <= end else None

    spans = tuple(
        None
        if one is None
        else Span(x(one.early_on), x(one.late_on), within(one.shown_on), within(due_on), one.late_on > end)
        for due_on, one in open_ones
    )
    return Ranges(_WIDTH, start, end, x(today), spans)


@dataclass(frozen=True, slots=True)
class PointsBar:
    """The points of one input: how long the bar could be at most and how long it is, of 1,000; `kind` its colour."""

    most: int
    length: int
    kind: str


def points_bar(one: Input) -> PointsBar:
    """Draw the points of an input on one scale for all, so that what weighs more is longer; losses take away."""
    kind = "lost" if one.points < 0 else "won"
    most, points = (min(points, _MOST_POINTS) for points in (one.most, abs(one.points)))
    return PointsBar(1000 * most // _MOST_POINTS, 1000 * points // _MOST_POINTS, kind)
