"""On which day a task that repeats is due again: whatever day it began on, and whatever day it was done."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.tasks.rules.repeating import REPEATS, next_due

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
LONGEST = {"daily": 1, "working_days": 3, "weekly": 7, "monthly": 31, "yearly": 366}


@pytest.mark.parametrize(
    ("repeat", "first_on", "after", "due"),
    [
        ("monthly", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("monthly", "2026-01-31", "2026-02-28", "2026-03-31"),
        ("monthly", "2027-12-31", "2028-01-31", "2028-02-29"),
        ("monthly", "2026-01-15", "2026-04-20", "2026-05-15"),
        ("yearly", "2024-02-29", "2024-02-29", "2025-02-28"),
        ("yearly", "2024-02-29", "2027-02-28", "2028-02-29"),
        ("weekly", "2026-11-02", "2026-11-11", "2026-11-16"),
        ("daily", "2026-11-02", "2026-11-11", "2026-11-12"),
        ("working_days", "2026-11-02", "2026-11-06", "2026-11-09"),
    ],
)
def test_known_days(repeat, first_on, after, due):
    days = {"first_on": date.fromisoformat(first_on), "after": date.fromisoformat(after)}
    assert next_due(repeat=repeat, **days) == date.fromisoformat(due)


@given(st.sampled_from(REPEATS), DAYS, st.integers(0, 2_000))
def test_it_comes_after_and_no_later_than_its_turn(repeat, first_on, days):
    after = first_on + timedelta(days=days)
    due = next_due(repeat=repeat, first_on=first_on, after=after)
    assert after < due <= after + timedelta(days=LONGEST[repeat])
    assert next_due(repeat=repeat, first_on=first_on, after=due - timedelta(days=1)) == due


@given(st.sampled_from(["monthly", "yearly"]), DAYS, st.integers(0, 2_000))
def test_the_day_of_the_month_is_that_of_the_first_or_the_last_there_is(repeat, first_on, days):
    due = next_due(repeat=repeat, first_on=first_on, after=first_on + timedelta(days=days))
    assert due.day == min(first_on.day, monthrange(due.year, due.month)[1])
    if repeat == "yearly":
        assert due.month == first_on.month


@given(DAYS, st.integers(0, 400))
def test_working_days_are_monday_to_friday_and_weeks_keep_their_day(first_on, days):
    after = first_on + timedelta(days=days)
    assert next_due(repeat="working_days", first_on=first_on, after=after).weekday() < 5
    assert next_due(repeat="weekly", first_on=first_on, after=after).weekday() == first_on.weekday()
