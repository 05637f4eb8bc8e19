"""Who recorded the latest entries of one kind about a client, and what facts they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.timeline.models import Entry

if TYPE_CHECKING:
    from datetime import datetime


class Recorded(NamedTuple):
    """One entry: its author's name, when it was recorded, its facts."""

    by: str
    at: datetime
    facts: dict[str, object]


def latest_recorded(*, client_id: int, kind: str, most: int) -> list[Recorded]:
    """At most so many entries of one kind about a client, those recorded last first."""
    rows = Entry.objects.filter(client_id=client_id, kind=kind).order_by("-id")
    return [Recorded(*row) for row in rows.values_list("by__name", "recorded_at", "facts")[:most]]
