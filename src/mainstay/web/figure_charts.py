"""The drawings of the page Book: from figures to places in per cent, so that they stretch while letters do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language

from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from mainstay.insight.reliability import Reliability
    from mainstay.scoring.rules.scores import Ahead

    Say = Callable[[int], str]

_TOP, _FLOOR = 5.0, 87.0
"""The highest and the lowest line, in per cent of the height: above is room for half a label, below for days."""
_LEFT, _RIGHT = 1.0, 98.5
_STEPS: Final = (1, 2, 5)
_MOST_LINES: Final = 5
_FEWEST_WEEKS: Final = 4
_SEEN: Final = 100
"""Weeks at the end of which nothing reaches a hundredth of the highest are not drawn."""
_LAST_LABEL: Final = 85.0
_LABELLED: Final = 4
"""So many weeks have their first day written below."""


def percent(place: float) -> str:
    """A place as SVG writes it, whatever the language."""
    return f"{place:.2f}%"


@dataclass(frozen=True, slots=True)
class Level:
    """A line across, at a round amount."""

    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One line over time: `points` in a square of 100, `end` its last place; `kind` names its colour."""

    kind: str
    points: str
    end: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines over the days scored, above zero."""

    levels: tuple[Level, ...]
    curves: tuple[Curve, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class CashWeek:
    """A week: what is due beside what is expected, and the band around that."""

    due: tuple[str, str, str, str]
    expected: tuple[str, str, str, str]
    band_x: str
    band: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cash:
    """The weeks up to the last with anything to see; `days` are places, days and how the label hangs there.

    `is_due`: in one of these weeks something falls due, and so the legend speaks of it.
    """

    levels: tuple[Level, ...]
    weeks: tuple[CashWeek, ...]
    days: tuple[tuple[str, date, str], ...]
    is_due: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of cases: where they were forecast, how often it happened, and how sure that is."""

    predicted_x: str
    happened_x: str
    narrow: tuple[str, str]
    wide: tuple[str, str]
    predicted: float
    happened: float
    cases: int


def trend_of(days: Sequence[date], columns: Sequence[tuple[str, Sequence[int]]], say: Say) -> Trend | None:
    """Draw figures in minor units over days; None below two days or where all is zero."""
    most = max((max(column, default=0) for _kind, column in columns), default=0)
    if len(days) < 2 or most <= 0:  # noqa: PLR2004 -- two days are the least that have a trend
        return None
    lines = _levels(most)
    whole = max((days[-1] - days[0]).days, 1)
    across = [_LEFT + (_RIGHT - _LEFT) * (day - days[0]).days / whole for day in days]
    curves = []
    for kind, column in columns:
        places = [(x, _height(minor, lines[-1])) for x, minor in zip(across, column, strict=True)]
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
        curves.append(Curve(kind, points, (percent(places[-1][0]), percent(places[-1][1]))))
    return Trend(_said(lines, say), tuple(curves), days[0], days[-1])


def cash_of(ahead: Ahead, say: Say) -> Cash | None:
    """Draw the weeks; None where nothing is due or expected in any."""
    most = max(max(week.high_minor, week.expected_minor, week.due_minor) for week in ahead.weeks)
    if most <= 0:
        return None
    lines = _levels(most)
    heights = [max(week.high_minor, week.expected_minor, week.due_minor) for week in ahead.weeks]
    last = max(place for place, height in enumerate(heights) if height * _SEEN >= most)
    shown = ahead.weeks[: max(last + 1, _FEWEST_WEEKS)]
    slot = 100 / len(shown)
    weeks = []
    for place, week in enumerate(shown):
        left, width = slot * place, slot * 0.36
        weeks.append(
            CashWeek(
                due=_bar(left + slot * 0.1, width, week.due_minor, lines[-1]),
                expected=_bar(left + slot * 0.52, width, week.expected_minor, lines[-1]),
                band_x=percent(left + slot * 0.7),
                band=(
                    percent(_height(week.high_minor, lines[-1])),
                    percent(_height(week.low_minor, lines[-1])),
                ),
            )
        )
    each = -(-len(shown) // _LABELLED)
    days = tuple(_week_label(place, shown[place].starts_on, slot) for place in range(0, len(shown), each))
    return Cash(_said(lines, say), tuple(weeks), days, any(week.due_minor > 0 for week in shown))


def _week_label(place: int, starts_on: date, slot: float) -> tuple[str, date, str]:
    """Where the first day of a week stands: from the left of its bars; one at the very end, up to their right."""
    is_last = slot * place > _LAST_LABEL
    return percent(slot * (place + (0.9 if is_last else 0.1))), starts_on, "end" if is_last else "start"


def compared(found: Reliability) -> tuple[Compared, ...]:
    """Draw what was forecast beside what happened, a row for each bin; none where there are not enough cases."""
    if not found.is_enough:
        return ()
    return tuple(
        Compared(
            predicted_x=_share(one.predicted),
            happened_x=_share(one.happened),
            narrow=(_share(one.low80), _share(one.high80)),
            wide=(_share(one.low95), _share(one.high95)),
            predicted=one.predicted,
            happened=one.happened,
            cases=one.cases,
        )
        for one in found.bins
    )


def _share(ratio: float) -> str:
    return percent(3 + 94 * ratio)


def _levels(most: int) -> list[int]:
    """Round amounts from zero to the first that is not below the most, at most five above zero."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * _MOST_LINES >= most:
                return list(range(0, -(-most // (step * size)) * step * size + 1, step * size))
        size *= 10


def _said(lines: Sequence[int], say: Say) -> tuple[Level, ...]:
    return tuple(Level(percent(_height(minor, lines[-1])), say(minor)) for minor in lines)


def _height(minor: int, top: int) -> float:
    return _FLOOR - (_FLOOR - _TOP) * minor / top


def _bar(left: float, width: float, minor: int, top: int) -> tuple[str, str, str, str]:
    """x, y, width and height."""
    y = _height(max(minor, 0), top)
    return percent(left), percent(y), percent(width), percent(_FLOOR - y)


def level_of(currency: str) -> Callable[[int], str]:
    """How the lines of a drawing are labelled: with the currency, in thousands or millions where there are any."""

    def say(minor: int) -> str:
        return formatting.level(minor, currency, get_language() or "en")

    return say
