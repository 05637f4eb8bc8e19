"""Who may remove an attached file. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.timeline.rules.correcting import Written, is_author, is_in_time

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


class Attaching(NamedTuple):
    """By which actor (kind and id) a file was attached, and when."""

    by: tuple[str, str]
    at: datetime


def is_own_and_recent(attached: Attaching, by: Actor, now: datetime) -> bool:
    """Say whether this actor attached the file, as recently as a note of one's own may be corrected."""
    written = Written("", attached.at, attached.by)
    return is_author(written, by) and is_in_time(written, now)
