"""Periods neither gap nor overlap, hold their leap day, and never hold nothing."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.kernel.actor import Actor
from mainstay.kernel.period import Period
from mainstay.kernel.refusal import NotFound, Refusal

DAYS = st.dates(date(1970, 1, 1), date(2200, 1, 1))


@given(DAYS, st.integers(1, 800), st.integers(1, 800), st.integers(-5, 1700))
def test_neighbours_share_no_day_and_leave_none_out(start, first, second, offset) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    one, two, whole = Period(start, middle), Period(middle, end), Period(start, end)
    day = start + timedelta(days=offset)
    assert (day in one) + (day in two) == (day in whole)
    assert one.days + two.days == whole.days


@given(DAYS, st.integers(-400, 0))
def test_a_period_holds_at_least_a_day(start, days) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Period(start, start + timedelta(days=days))


def test_february_of_a_leap_year() -> None:
    february = Period(date(2024, 2, 1), date(2024, 3, 1))
    assert (february.days, date(2024, 2, 29) in february, date(2024, 3, 1) in february) == (29, True, False)


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Actor("person", "1", "Özge Çağlar", "owner").name = "x"  # type: ignore[misc]


class Full(Refusal):
    code = "full"
    sentence = "No room for %(name)s."


def test_a_refusal_has_a_code_and_a_sentence() -> None:
    refusal = Full(name="Işık İnşaat")
    assert (refusal.code, str(refusal), refusal.params) == ("full", "No room for Işık İnşaat.", {"name": "Işık İnşaat"})
    assert issubclass(NotFound, Refusal)
