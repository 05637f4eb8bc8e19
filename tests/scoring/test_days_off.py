"""Days off are those of the country and its region; the library of holidays is asked in one place."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from mainstay.firm.rules.holidays import is_country
from mainstay.insight.working_days import DaysOff, payable_on
from mainstay.scoring.rules.days_off import payable


def payable_in(due: date, country: str, region: str = "", closed: tuple[date, ...] = ()) -> date:
    found = payable(np.array([due.toordinal()]), country, region, [day.toordinal() for day in closed])
    return date.fromordinal(int(found[0]))


@pytest.mark.parametrize(
    ("due", "country", "region", "on"),
    [
        (date(2026, 5, 23), "", "", date(2026, 5, 25)),  # a Saturday; nothing is known of holidays
        (date(2026, 5, 23), "GB", "", date(2026, 5, 26)),  # Monday is the spring bank holiday
        (date(2026, 4, 3), "GB", "", date(2026, 4, 7)),  # Good Friday to Easter Monday
        (date(2026, 4, 3), "GB", "SCT", date(2026, 4, 6)),  # Easter Monday is none in Scotland
        (date(2025, 12, 1), "GB", "SCT", date(2025, 12, 2)),  # Saint Andrew's, known only there
        (date(2025, 12, 1), "GB", "ENG", date(2025, 12, 1)),
        (date(2026, 3, 20), "TR", "", date(2026, 3, 23)),  # Ramazan Bayramı
        (date(2026, 1, 1), "GB", "", date(2026, 1, 2)),
        (date(2025, 12, 31), "GB", "", date(2025, 12, 31)),
        (date(2026, 5, 22), "SA", "", date(2026, 5, 24)),  # Friday and Saturday are the weekend there
    ],
)
def test_what_is_due_on_a_day_off_is_payable_on_the_next_working_day(due, country, region, on):
    assert payable_in(due, country, region) == on


def test_the_firm_is_closed_on_days_of_its_own():
    closed = tuple(date(2026, 12, day) for day in range(24, 32))
    assert payable_in(date(2026, 12, 24), "GB", "", closed) == date(2027, 1, 4)


def test_a_bayram_of_nine_days_with_the_days_between_closed():
    closed = (date(2026, 5, 25), date(2026, 5, 26))  # the bridge before 27 to 30 May
    assert payable_in(date(2026, 5, 23), "TR", "", closed) == date(2026, 6, 1)


def test_a_year_nobody_legislated_for_has_its_weekends():
    assert payable_in(date(9999, 1, 2), "GB") == date(9999, 1, 4)
    assert payable_in(date(1, 1, 6), "GB") == date(1, 1, 8)


def test_a_week_that_is_all_off_ends_somewhere():
    found = payable_on(np.array([736_000]), DaysOff(tuple(range(7))))
    assert found[0] > 736_000


def test_which_countries_and_regions_there_are():
    assert is_country("TR")
    assert is_country("GB", "SCT")
    assert not is_country("XX")
    assert not is_country("GB", "BY")
