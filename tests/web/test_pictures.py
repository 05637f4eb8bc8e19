"""The shapes of drawings say what the figures say."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mainstay.book.queries.habits import PaidLate
from mainstay.web.pictures import Bar, strip_of


def paid(*days: int) -> tuple[PaidLate, ...]:
    return tuple(PaidLate(date(2026, 1, 1), late) for late in days)


def test_late_stands_above_the_due_line_and_early_hangs_below():
    strip = strip_of(paid(20, -5, 0, 40), 10.0)
    assert strip is not None
    assert (strip.width, strip.height, strip.due_y, strip.usual_y) == (40, 100.0, 88.89, 66.67)
    assert strip.bars == (
        Bar(0, 44.45, 7, 44.44, "late"),
        Bar(10, 88.89, 7, 11.11, "early"),
        Bar(20, 86.89, 7, 2.0, "early"),
        Bar(30, 0.0, 7, 88.89, "very-late"),
    )


def test_one_payment_is_no_picture():
    assert strip_of(paid(3), 3.0) is None
    assert strip_of((), None) is None


@given(st.lists(st.integers(-4000, 4000), min_size=2, max_size=24))
def test_every_bar_stays_inside(days):
    strip = strip_of(paid(*days), float(sorted(days)[len(days) // 2]))
    assert strip is not None
    assert all(bar.y >= -2.01 and bar.y + bar.height <= strip.height + 2.01 for bar in strip.bars)
    assert 0 <= strip.usual_y <= strip.height
