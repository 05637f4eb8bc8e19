"""What the timeline shows on pages: of a client in pages of twenty, and of documents by their refs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.timeline.models import Entry
from mainstay.timeline.queries.events import EVENT_FIELDS, event_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from mainstay.timeline.queries.events import Event


def events_about(*, client_id: int, refs: Collection[str]) -> tuple[Event, ...]:
    """What the timeline of a client tells of the documents with these refs, the latest first."""
    rows = (
        Entry.objects.filter(client_id=client_id, subject_ref__in=sorted(refs))
        .order_by("-happened_on", "-id")
        .values_list(*EVENT_FIELDS)
    )
    return tuple(event_of(row) for row in rows)
