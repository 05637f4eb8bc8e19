"""What the timeline tells as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainstay.timeline.queries.panels import EventsPanel


def events_document(panel: EventsPanel) -> dict[str, object]:
    """What happened to a client."""
    return {
        "timeline": [
            {
                "on": str(event.happened_on),
                "kind": event.kind,
                "by": event.actor,
                **event.facts,
                **({} if event.written is None else {"text_ref": event.written.ref}),
            }
            for event in panel.events
        ]
    }
