"""The clock for tests of pages and commands, which read it: what it says, and one that stands. Others choose a day.

The one place where a test asks what time it is (`tools/check_house_rules.py`); how long it waits stands in `patience`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def today(days: int = 0, zone: str = "UTC") -> date:
    """This day, or one so many days later, where a firm is: `book` of `tests/conftest.py` is in Istanbul."""
    return (now().astimezone(ZoneInfo(zone)) + timedelta(days=days)).date()


def stopped_at(moment: datetime) -> type[datetime]:
    """What stands in the place of a module's `datetime`: its `now` is this moment."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    return Stopped
