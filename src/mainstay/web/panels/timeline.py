"""The panels of timeline in a browser: what happened, and the form that adds a note to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.attachments.phrases import limits_sentence
from mainstay.attachments.queries.files import FilesPanel
from mainstay.attachments.rules.happenings import FILE_ATTACHED, FILE_REMOVED
from mainstay.clients.forms import NoteForm
from mainstay.clients.rules.happenings import NOTE_ADDED
from mainstay.kernel.offers import panel_of
from mainstay.timeline.rules.correcting import is_author, is_in_time
from mainstay.web.panels.attachments import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.attachments.queries.files import FileRow
    from mainstay.timeline.queries.events import Event
    from mainstay.timeline.queries.panels import EventsPanel
    from mainstay.web.parts import PageRequest

_FEW: Final = 3
"""So many of the latest events stand on the first tab of the client's page."""


_OF_FILES: Final = frozenset({FILE_ATTACHED.name, FILE_REMOVED.name})


class ShownEvent(NamedTuple):
    """An event, whether this person may still edit its note, and the files that belong to the note.

    `leads` says whether what it speaks of can still be opened.
    """

    event: Event
    is_correctable: bool
    files: tuple[FileRow, ...]
    leads: bool


def draw_events(panel: EventsPanel, seen: PageRequest) -> dict[str, object]:
    """Each event with its files and whether its note may still be edited, and the form for another note."""
    is_short = seen.is_short(panel)
    found = panel_of(seen.page.panels, FilesPanel)
    events = _shown(panel.events, found.files if found else (), seen)
    return {
        "is_short": is_short,
        "events": events[:_FEW] if is_short else events,
        "is_older": bool(seen.asked.get("before")),
        "note": seen.forms.get("note") or NoteForm(),
        "accepted": ACCEPTED,
        "limits": limits_sentence(),
    }


def _shown(events: Iterable[Event], files: tuple[FileRow, ...], seen: PageRequest) -> list[ShownEvent]:
    """The events, but that the files of a note stand with the note."""
    events = tuple(events)
    on_page = {event.written.ref for event in events if event.kind == NOTE_ADDED.name and event.written}
    by_ref = {file.ref: file for file in files}
    shown = []
    for event in events:
        file = by_ref.get(event.subject_ref)
        is_file = event.kind in _OF_FILES
        if is_file and file is not None and file.note_ref in on_page:
            continue
        note = event.written.ref if event.kind == NOTE_ADDED.name and event.written else ""
        own = tuple(one for one in files if note and one.note_ref == note)
        shown.append(ShownEvent(event, _is_correctable(event, seen), own, leads=file is not None or not is_file))
    return shown


def _is_correctable(event: Event, seen: PageRequest) -> bool:
    """Say whether this person may still edit the note that the event tells of."""
    note = event.written if event.kind == NOTE_ADDED.name else None
    return note is not None and is_author(note, seen.by) and is_in_time(note, seen.now)
