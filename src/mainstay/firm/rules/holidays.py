"""Public holidays of countries and their regions: the one place where the library of holidays is asked.

Countries are ISO 3166-1 (GB), regions the second part of ISO 3166-2 (SCT).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_USUAL: Final = {"GB": "ENG"}
"""The region that is meant where none is said: of the United Kingdom the largest, for few holidays hold in all."""


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The weekend of a country (Monday is 0) and its holidays in one year, as ordinals."""

    weekend: tuple[int, ...]
    days: tuple[int, ...]


def is_country(country: str, region: str = "") -> bool:
    """Whether the holidays of this country (two letters), and of this region of it, are known."""
    regions = _countries().get(country)
    return regions is not None and (not region or region in regions)


@lru_cache(maxsize=1)
def _countries() -> dict[str, tuple[str, ...]]:
    import holidays  # noqa: PLC0415 -- it takes a while to load

    found = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(regions) for country, regions in found.items()}


@lru_cache(maxsize=512)
def holiday_year(country: str, region: str, year: int) -> HolidayYear:
    """The holidays of a country that is known; of the country as a whole where the region is not."""
    import holidays  # noqa: PLC0415 -- it takes a while to load

    if not is_country(country, region):
        region = ""
    found = holidays.country_holidays(country, subdiv=region or _USUAL.get(country), years=year)
    return HolidayYear(tuple(sorted(found.weekend)), tuple(sorted(day.toordinal() for day in found)))
