"""Which safety copies stay: seven nights, four weeks, three months."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.jobs.rules.retention import MONTHS, NIGHTS, WEEKS, retained_days

FIRST = date(2024, 1, 1)


def after(nights: list[date]) -> list[date]:
    """The copies that are left when each night removes what need not stay."""
    left: set[date] = set()
    for night in nights:
        left = retained_days({*left, night})
    return sorted(left)


def test_seven_nights_four_weeks_and_three_months_stay():
    assert after([FIRST + timedelta(days=number) for number in range(366)]) == [
        date(2024, 10, 27), date(2024, 11, 24), date(2024, 12, 1),
        date(2024, 12, 8), date(2024, 12, 15), date(2024, 12, 22), date(2024, 12, 24),
        *(date(2024, 12, day) for day in range(25, 32)),
    ]  # fmt: skip


def test_there_is_always_a_copy_of_two_months_ago():
    left: set[date] = set()
    for number in range(500):
        night = FIRST + timedelta(days=number)
        left = retained_days({*left, night})
        days = sorted(left)
        assert number < 130 or (night - days[0]).days >= 60
        assert all((later - earlier).days <= 35 for earlier, later in itertools.pairwise(days))


@pytest.mark.parametrize("count", [0, 1, 7])
def test_the_first_seven_all_stay(count):
    days = [FIRST + timedelta(days=number) for number in range(count)]
    assert after(days) == days


def test_after_months_without_a_night_the_old_copies_are_still_there():
    long_ago = [FIRST + timedelta(days=number) for number in range(60)]
    assert set(after([*long_ago, date(2024, 12, 1)])) > set(long_ago[-6:])


@given(st.sets(st.integers(0, 500), max_size=150))
def test_the_last_nights_and_a_copy_of_each_of_four_weeks_stay_whichever_nights_there_were(numbers):
    days = sorted(FIRST + timedelta(days=number) for number in numbers)
    left = after(days)
    assert left[-NIGHTS:] == days[-NIGHTS:]
    assert len(left) <= NIGHTS + WEEKS + MONTHS
    weeks = sorted({day.isocalendar()[:2] for day in days[:-NIGHTS]})
    assert {day.isocalendar()[:2] for day in left} >= set(weeks[-WEEKS:])
