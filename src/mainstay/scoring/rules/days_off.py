"""The days off of a country or one of its regions: the one place where the library of holidays is asked."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.working_days import WEEKEND, DaysOff, payable_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_USUAL: Final = {"GB": "ENG"}
"""The region that is meant where none is said: of the United Kingdom the largest, for few holidays hold in all."""
_YEARS: Final = (1900, 2200)


def is_country(country: str, region: str = "") -> bool:
    """Whether the holidays of this country (two letters), and of this region of it, are known."""
    import holidays  # noqa: PLC0415 -- it takes a while to load

    regions = holidays.list_supported_countries(include_aliases=False).get(country)
    return regions is not None and (not region or region in regions)


def regions_of(country: str) -> tuple[str, ...]:
    """The codes of the regions of a country that have holidays of their own."""
    import holidays  # noqa: PLC0415 -- it takes a while to load

    return tuple(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def days_off(country: str, region: str, years: Iterable[int], closed: Iterable[int] = ()) -> DaysOff:
    """The weekend and holidays of a country in these years, with the days `closed` besides.

    Where nothing is known of the country, Saturday and Sunday alone.
    """
    if not is_country(country):
        return DaysOff(WEEKEND.weekend, tuple(sorted(closed)))
    known = [_of_year(country, region, year) for year in sorted(set(years)) if _YEARS[0] <= year <= _YEARS[1]]
    weekend = known[0].weekend if known else WEEKEND.weekend
    return DaysOff(weekend, tuple(sorted({*closed, *(day for year in known for day in year.days)})))


@lru_cache(maxsize=512)
def _of_year(country: str, region: str, year: int) -> DaysOff:
    import holidays  # noqa: PLC0415 -- it takes a while to load

    if not is_country(country, region):
        region = ""
    found = holidays.country_holidays(country, subdiv=region or _USUAL.get(country), years=year)
    return DaysOff(tuple(sorted(found.weekend)), tuple(sorted(day.toordinal() for day in found)))


def payable(due: NDArray[np.int64], country: str, region: str = "", closed: Iterable[int] = ()) -> NDArray[np.int64]:
    """The working day there on which each of these days (ordinals) may be paid."""
    if not len(due):
        return due
    years = {date.fromordinal(day).year for day in np.unique(np.clip(due, 1, date.max.toordinal())).tolist()}
    return payable_on(due, days_off(country, region, years | {year + 1 for year in years}, closed))
