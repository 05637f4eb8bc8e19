"""When work behind the screen is due, when its worker counts as dead, and how long to wait before another try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

WAITING: Final = "waiting"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
UNFINISHED: Final = (WAITING, RUNNING)

UPKEEP: Final = "look_after_book"
"""The kind of the job that maintains a book each night."""
MOST_TRIES: Final = 5
BEAT_SECONDS: Final = 5.0
LEASE: Final = timedelta(seconds=30)
"""A worker silent for longer is taken for dead, unless its lock says so sooner."""
_WAITS: Final = tuple(timedelta(seconds=seconds) for seconds in (5, 20, 80, 320))
_FARTHEST: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daily:
    """Work that is due once a day in every firm, from this time on by the firm's own clock."""

    kind: str
    at: time


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: four times as long each time."""
    return _WAITS[min(tries, len(_WAITS)) - 1]


def is_due(due_at: datetime, now: datetime) -> bool:
    """Say whether waiting work may begin. Nothing waits for more than a day: then the clock was set back."""
    return due_at <= now or due_at - now > _FARTHEST


def is_unresponsive(beat_at: datetime, now: datetime) -> bool:
    """Say whether a worker was silent for too long; one from the future was seen before the clock was set back."""
    return abs(now - beat_at) > LEASE


def day_due(daily: Daily, now: datetime, zone: ZoneInfo) -> date | None:
    """The firm's day whose run is due now, or None before its time; a machine that was off makes up for today alone."""
    there = now.astimezone(zone)
    return there.date() if there.time() >= daily.at else None


def next_at(daily: Daily, now: datetime, zone: ZoneInfo) -> datetime:
    """The next moment, after now, at which this work becomes due for another day."""
    there = now.astimezone(zone)
    at = datetime.combine(there.date(), daily.at, zone)
    return (at if at > there else datetime.combine(there.date() + timedelta(days=1), daily.at, zone)).astimezone(UTC)
