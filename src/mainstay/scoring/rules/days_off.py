"""The days off of a country or one of its regions, with the days a firm is closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.firm.rules.holidays import holiday_year, is_country
from mainstay.insight.working_days import WEEKEND, DaysOff, payable_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_YEARS: Final = (1900, 2200)
_LOOKED_AT: Final = (6, 3)
"""Years back and ahead; what was paid before then counts for next to nothing."""


def days_off(country: str, region: str, years: Iterable[int], closed: Iterable[int] = ()) -> DaysOff:
    """The weekend and holidays of a country in these years, with the days `closed` besides.

    Where nothing is known of the country, Saturday and Sunday alone.
    """
    if not is_country(country):
        return DaysOff(WEEKEND.weekend, tuple(sorted(closed)))
    known = [holiday_year(country, region, year) for year in sorted(set(years)) if _YEARS[0] <= year <= _YEARS[1]]
    weekend = known[0].weekend if known else WEEKEND.weekend
    return DaysOff(weekend, tuple(sorted({*closed, *(day for year in known for day in year.days)})))


def days_off_about(as_of: date, country: str, region: str = "", closed: Iterable[int] = ()) -> DaysOff:
    """The days off of the years that the forecasts of a day look at."""
    back, ahead = _LOOKED_AT
    return days_off(country, region, range(as_of.year - back, as_of.year + ahead + 1), closed)


def payable(due: NDArray[np.int64], country: str, region: str = "", closed: Iterable[int] = ()) -> NDArray[np.int64]:
    """The working day there on which each of these days (ordinals) may be paid."""
    if not len(due):
        return due
    years = {date.fromordinal(day).year for day in np.unique(np.clip(due, 1, date.max.toordinal())).tolist()}
    return payable_on(due, days_off(country, region, years | {year + 1 for year in years}, closed))
