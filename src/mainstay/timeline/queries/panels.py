"""What the timeline shows on pages: of a client in pages of twenty, and of documents by their refs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from mainstay.kernel.offers import Panel, PanelPlace
from mainstay.store.sql import as_day, in_list, joined_rows, rows
from mainstay.timeline.queries.events import EVENT_COLUMNS, EVENT_JOIN, EVENTS, EventRow, but_for, event_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mainstay.kernel.offers import Shown
    from mainstay.timeline.queries.events import Event

_LATEST_FIRST: Final = "ORDER BY e.happened_on DESC, e.id DESC"
_EVENTS: Final = f"""
    SELECT e.id, {EVENT_COLUMNS} FROM timeline_entry e {EVENT_JOIN}
    WHERE e.client_id = %(client)s AND e.happened_on <= %(today)s {{seen}} {{older}}
    {_LATEST_FIRST} LIMIT 21
"""
"""The latest entries of a client; `{seen}` and `{older}` are nothing, or a condition with AND before it."""
_OLDER: Final = "AND (e.happened_on < %(before_on)s OR (e.happened_on = %(before_on)s AND e.id < %(before_id)s))"
_ABOUT: Final = f"SELECT {EVENT_COLUMNS} FROM {EVENTS} WHERE e.subject_ref {{in_list}} AND e.client_id = %s"
"""All entries of a client about any of some documents."""
_SHOWN_EVENTS: Final = 20
_POINT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})", re.ASCII)


class _Entry(NamedTuple):
    id: int


@dataclass(frozen=True, slots=True)
class EventsPanel(Panel):
    """What happened to a client, the latest first.

    `older` is what to ask for (`before`) to see the twenty events before these; empty where there are none.
    """

    name: ClassVar[str] = "events"
    place: ClassVar[PanelPlace] = PanelPlace("main", 15, terminal=60, tabs=("overview", "activity"))

    events: tuple[Event, ...]
    older: str = ""


def events_about(*, client_id: int, refs: Collection[str], hidden_kinds: Collection[str]) -> tuple[Event, ...]:
    """What the timeline of a client tells of the documents with these refs, the latest first."""
    statement, parameters = in_list(f"{_ABOUT} {but_for(hidden_kinds)} {_LATEST_FIRST}", sorted(refs))
    return tuple(event_of(row) for row in rows(EventRow, statement, [*parameters, client_id]))


def client_panels(shown: Shown[object]) -> Iterator[Panel]:
    """What happened to a client: the twenty latest events that are seen, or the twenty before those of another page."""
    point = _point(shown.before)
    parameters: dict[str, date | int] = {"client": shown.id, "today": shown.as_of, **point}
    statement = _EVENTS.format(seen=but_for(shown.hidden_kinds), older=_OLDER if point else "")
    found = joined_rows(_Entry, EventRow, statement, parameters)
    yield EventsPanel(
        tuple(event_of(row) for _, row in found[:_SHOWN_EVENTS]),
        _point_of(*found[_SHOWN_EVENTS - 1]) if len(found) > _SHOWN_EVENTS else "",
    )


def _point_of(entry: _Entry, event: EventRow) -> str:
    """Where a page of events ends: the day and the number of its last one."""
    return f"{as_day(event.happened_on)}.{entry.id}"


def _point(before: str) -> dict[str, date | int]:
    """Read what `_point_of` wrote; nothing for anything else, which shows the newest."""
    found = _POINT.fullmatch(before)
    try:
        return {"before_on": date.fromisoformat(found[1]), "before_id": int(found[2])} if found else {}
    except ValueError:
        return {}
