"""The time zones there are."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """The names of all zones of the time zone database, as Europe/Istanbul; read once, for it is a walk of files."""
    return frozenset(available_timezones())
