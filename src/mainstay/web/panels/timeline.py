"""The panels of timeline in a browser: what happened, and the form that adds a note to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.clients.forms import NoteForm
from mainstay.clients.rules.happenings import NOTE_ADDED
from mainstay.timeline.rules.correcting import is_author, is_in_time

if TYPE_CHECKING:
    from mainstay.timeline.queries.events import Event
    from mainstay.timeline.queries.panels import EventsPanel
    from mainstay.web.parts import PageRequest

_FEW: Final = 3
"""So many of the latest events stand on the first tab of the client's page."""


def draw_events(panel: EventsPanel, seen: PageRequest) -> dict[str, object]:
    """Each event with whether its note may still be edited, and the form for another note."""
    is_short = seen.is_short(panel)
    events = panel.events[:_FEW] if is_short else panel.events
    return {
        "is_short": is_short,
        "events": [(event, _is_correctable(event, seen)) for event in events],
        "is_older": bool(seen.asked.get("before")),
        "note": seen.forms.get("note") or NoteForm(),
    }


def _is_correctable(event: Event, seen: PageRequest) -> bool:
    """Say whether this person may still edit the note that the event tells of."""
    note = event.written if event.kind == NOTE_ADDED.name else None
    return note is not None and is_author(note, seen.by) and is_in_time(note, seen.now)
