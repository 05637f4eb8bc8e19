"""The shapes of drawings say what the figures say."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mainstay.kernel.problem import Reason
from mainstay.scoring.queries.outlooks import StoredOutlook
from mainstay.scoring.queries.payment_habits import PaidLate
from mainstay.web.client_charts import Bar, Ranges, Span, ranges_of, strip_of


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


TODAY = date(2026, 3, 1)


def seen(early: int, expected: int, late: int) -> StoredOutlook:
    days = (TODAY + timedelta(days=number) for number in (early, expected, late))
    return StoredOutlook(TODAY, 1, *days, 0, 0, 0, 100, Reason("firm_habit"))


def due(number: int) -> date:
    return TODAY + timedelta(days=number)


def test_ranges_share_one_axis_so_that_they_can_be_compared():
    ranges = ranges_of([(due(-10), seen(5, 10, 20)), (due(0), None), (due(30), seen(10, 20, 50))], TODAY)
    assert ranges == Ranges(
        600, due(-10), due(50), 100, (Span(150, 300, 200, 0, False), None, Span(200, 600, 300, 400, False))
    )


def test_a_day_far_off_the_axis_is_not_drawn_and_the_range_is_cut():
    ranges = ranges_of([(due(-400), seen(30, 60, 900)), (due(-400), seen(200, 300, 400))], TODAY)
    assert ranges == Ranges(
        600, due(-60), due(180), 150, (Span(225, 600, 300, None, True), Span(600, 600, None, None, True))
    )


def test_the_two_days_stand_within_a_wide_range_and_beside_a_narrow_one_but_never_over_the_edge():
    def words(early: int, late: int) -> list[tuple[str, str]]:
        return [tuple(one) for one in Span(early, late, None, None, is_cut=False).words]

    assert words(150, 450) == [("25.00%", "start"), ("75.00%", "end")]
    assert words(240, 300) == [("40.00%", "end"), ("50.00%", "start")]
    assert words(0, 60) == [("0.00%", "start"), ("15.83%", "start")]
    assert words(570, 600) == [("84.17%", "end"), ("100.00%", "end")]


def test_the_word_today_stays_on_the_strip():
    places = [Ranges(600, TODAY, TODAY, x, ()).today for x in (0, 300, 590)]
    assert [tuple(one) for one in places] == [("0.00%", "start"), ("50.00%", "middle"), ("98.33%", "end")]


def test_nothing_predicted_is_no_picture():
    assert ranges_of([], TODAY) is None
    assert ranges_of([(due(3), None)], TODAY) is None


@given(st.lists(st.tuples(st.integers(-4000, 400), st.tuples(*[st.integers(-50, 4000)] * 3)), min_size=1, max_size=9))
def test_every_range_stays_inside(rows):
    ranges = ranges_of([(due(at), seen(*sorted(days))) for at, days in rows], TODAY)
    assert ranges is not None
    assert (ranges.start <= TODAY <= ranges.end, ranges.start < ranges.end) == (True, True)
    for span in ranges.spans:
        assert span is not None
        marks = [x for x in (span.expected_x, span.due_x) if x is not None]
        assert all(0 <= x <= ranges.width for x in (span.early_x, span.late_x, ranges.today_x, *marks))
        assert span.expected_x is None or span.early_x <= span.expected_x <= span.late_x
