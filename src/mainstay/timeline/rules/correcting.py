"""Until when, and by whom, words may be corrected. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor

CORRECTED_WITHIN: Final = timedelta(minutes=15)
"""The triggers know this limit, too (migrations)."""


class Written(NamedTuple):
    """Words as they may be pointed at: their ref, when they were recorded, and by whom (kind and id of the actor)."""

    ref: str
    recorded_at: datetime
    by: tuple[str, str]


def is_author(written: Written, by: Actor) -> bool:
    """Say whether this very actor wrote the words, whatever they are called now."""
    return written.by == (by.kind, by.id)


def is_in_time(written: Written, now: datetime) -> bool:
    """Say whether the words are recent enough to be corrected."""
    return timedelta(0) <= now - written.recorded_at <= CORRECTED_WITHIN
