"""The drawings of the page Book stand where their figures say."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mainstay.insight.reliability import Bin, Reliability
from mainstay.scoring.rules.scores import Ahead, Week
from mainstay.web.figure_charts import CashWeek, Compared, Curve, Level, cash_of, compared, trend_of

FIRST = date(2026, 1, 1)


def days(*numbers: int) -> list[date]:
    return [FIRST + timedelta(days=number) for number in numbers]


def weeks(*rows: tuple[int, int, int, int]) -> Ahead:
    nothing = [(0, 0, 0, 0)] * (13 - len(rows))
    made = tuple(Week(FIRST + timedelta(days=7 * place), *row) for place, row in enumerate([*rows, *nothing]))
    return Ahead(made, 0, 0, 0, 0, 0, 0, 0)


def test_a_line_rises_with_its_figures_and_days_keep_their_distance() -> None:
    trend = trend_of(days(0, 1, 10), [("risk", [0, 50, 100])], str)
    assert trend is not None
    assert trend.levels == tuple(
        Level(f"{y:.2f}%", label) for y, label in ((87.0, "0"), (70.6, "20"), (54.2, "40"), (37.8, "60"), (21.4, "80"),
                                                   (5.0, "100"))
    )  # fmt: skip
    assert trend.curves == (Curve("risk", "1.00,87.00 10.75,46.00 98.50,5.00", ("98.50%", "5.00%")),)
    assert (trend.first, trend.last) == (FIRST, date(2026, 1, 11))


def test_one_day_is_no_trend_and_nothing_is_no_picture() -> None:
    assert trend_of(days(0), [("risk", [5])], str) is None
    assert trend_of(days(0, 1), [("risk", [0, 0])], str) is None
    assert trend_of([], [("risk", [])], str) is None
    assert cash_of(weeks(), str) is None


def test_a_week_shows_what_is_due_beside_what_is_expected_and_its_band() -> None:
    cash = cash_of(weeks((50, 20, 100, 25), *[(1, 1, 1, 1)] * 12), str)
    assert cash is not None
    assert cash.weeks[0] == CashWeek(
        due=("0.77%", "66.50%", "2.77%", "20.50%"),
        expected=("4.00%", "46.00%", "2.77%", "41.00%"),
        band_x="5.38%",
        band=("5.00%", "70.60%"),
    )
    assert [(x, on, anchor) for x, on, anchor in cash.days] == [
        ("0.77%", FIRST, "start"),
        ("31.54%", date(2026, 1, 29), "start"),
        ("62.31%", date(2026, 2, 26), "start"),
        ("99.23%", date(2026, 3, 26), "end"),
    ]


def test_the_legend_speaks_of_what_is_due_where_anything_is() -> None:
    drawn = [cash_of(weeks(*rows), str) for rows in ([(50, 20, 100, 25)], [(50, 20, 100, 0)])]
    assert [cash is not None and cash.is_due for cash in drawn] == [True, False]


def test_weeks_at_the_end_in_which_nothing_is_to_be_seen_are_cut_off() -> None:
    few = cash_of(weeks((50, 20, 100, 25)), str)
    six = cash_of(weeks(*[(50, 20, 100, 25)] * 6, (0, 0, 0, 0), (0, 0, 0, 0)), str)
    assert few is not None
    assert six is not None
    assert (len(few.weeks), len(six.weeks)) == (4, 6)
    assert few.weeks[1].due == ("27.50%", "87.00%", "9.00%", "0.00%")
    assert [on for _x, on, _anchor in six.days] == [FIRST, date(2026, 1, 15), date(2026, 1, 29)]


def test_what_was_predicted_stands_beside_what_happened_where_there_is_enough() -> None:
    one = Bin(0.2, 0.5, 40, 0.4, 0.6, 0.35, 0.65)
    assert compared(Reliability((one,), 40, 0.2, 0.5, is_enough=True)) == (
        Compared("21.80%", "50.00%", ("40.60%", "59.40%"), ("35.90%", "64.10%"), 0.2, 0.5, 40),
    )
    assert compared(Reliability((one,), 40, 0.2, 0.5, is_enough=False)) == ()


@given(st.lists(st.integers(0, 10**15), min_size=2, max_size=60))
def test_every_line_stays_inside_below_its_highest_level(figures: list[int]) -> None:
    trend = trend_of(days(*range(len(figures))), [("open", figures)], str)
    if trend is None:
        assert max(figures) == 0
        return
    places = [tuple(map(float, one.split(","))) for one in trend.curves[0].points.split()]
    assert all(0 <= x <= 100 and 5 <= y <= 87 for x, y in places)
    assert int(trend.levels[-1].label) >= max(figures)
    assert 2 <= len(trend.levels) <= 6
