"""Reading the timeline: the columns to ask for, and each row as an event with its facts and words together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.store.sql import as_day, as_instant
from mainstay.timeline.rules.correcting import Written
from mainstay.timeline.rules.merging import ERASED_ON, merged

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date


class EventRow(NamedTuple):
    """An entry with its author and its words, as fields of `Entry` and as EVENT_COLUMNS ask for it.

    Days, instants and JSON are as the engine returns them. Where a LEFT JOIN found no entry, all is None.
    """

    kind: str | None
    happened_on: object
    facts: object
    by__name: str
    by__kind: str
    by__identity: str
    words__ref: str | None
    words__recorded_at: object
    words__texts: object
    words__erased_on: date | str | None
    subject_ref: str | None


EVENT_COLUMNS: Final = """
    e.kind, e.happened_on, e.facts, a.name AS by__name, a.kind AS by__kind, a.identity AS by__identity,
    w.ref AS words__ref, w.recorded_at AS words__recorded_at, w.texts AS words__texts, w.erased_on AS words__erased_on,
    e.subject_ref
"""
"""What `event_of` reads: an EventRow, of an entry `e` joined by EVENT_JOIN."""
EVENT_JOIN: Final = "JOIN timeline_author a ON a.id = e.by_id LEFT JOIN timeline_words w ON w.entry_id = e.id"
"""Beside an entry `e`: its author `a` and, where there are any, its words `w`."""
LAST_ENTRY_OF_CLIENT: Final = """
    LEFT JOIN timeline_entry e ON e.id = (
        SELECT said.id FROM timeline_entry said
        WHERE said.client_id = {client} AND said.kind IN ({kinds}) AND said.happened_on <= %(today)s
        ORDER BY said.happened_on DESC, said.id DESC LIMIT 1)
    LEFT JOIN timeline_author a ON a.id = e.by_id LEFT JOIN timeline_words w ON w.entry_id = e.id
"""
"""Beside any row: the latest entry `e` by `%(today)s` of the client that the column `{client}` names, of one of
`{kinds}` (quoted, with commas), with its author and words for EVENT_COLUMNS; all NULL where there is none."""
EVENTS: Final = f"timeline_entry e {EVENT_JOIN}"
"""Every entry `e` with its author `a` and its words `w`, as what stands behind FROM."""
ENTRIES: Final = "(SELECT id, kind, happened_on, client_id FROM timeline_entry)"
"""Every entry as a table: what happened when, and of which client (NULL: of the firm)."""
FIRST_CLIENT: Final = """(
    SELECT m.from_client_id FROM timeline_movedrow r JOIN timeline_move m ON m.id = r.move_id
    WHERE r.table_name = '{table}' AND r.row_id = {row} ORDER BY m.id LIMIT 1
)"""
"""The client, in SQL, on which row `{row}` of the table `{table}` hung before its first move; NULL where none was."""

_SIGNED: Final = frozenset({"note.added", "client.changed", "standing.overridden", "standing.lifted"})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline: the kind, and the facts and words of which phrases make a sentence.

    `written` is what there is to correct or erase: None where there are no words, or no longer.
    """

    kind: str
    happened_on: date
    facts: dict[str, object]
    actor: str
    written: Written | None = None
    subject_ref: str = ""

    @property
    def is_signed(self) -> bool:
        """Whether it says who did it: words of a person, or what a person changed."""
        return self.kind in _SIGNED


def but_for(kinds: Collection[str]) -> str:
    """A condition on an entry `e`, with AND before it, that leaves out these declared kinds; nothing for none."""
    listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    return f"AND e.kind NOT IN ({listed})" if kinds else ""


def event_of(row: Sequence[Any]) -> Event:
    """Make the event of an EventRow, or of its values in that order."""
    row = EventRow._make(row)
    read_facts = facts_of(row.facts, row.words__texts, row.words__erased_on)
    written = None
    if row.words__ref is not None and row.words__erased_on is None:
        written = Written(row.words__ref, as_instant(row.words__recorded_at), (row.by__kind, row.by__identity))
    return Event(str(row.kind), as_day(row.happened_on), read_facts, row.by__name, written, row.subject_ref or "")


def facts_of(facts: object, texts: object, erased_on: date | str | None) -> dict[str, object]:
    """Facts and words together, as the engine returns them; of erased words the day on which they were."""
    found = merged(_loaded(facts), {} if texts is None else _loaded(texts))
    return found if erased_on is None else {**found, ERASED_ON: str(erased_on)}


def _loaded(value: object) -> dict[str, object]:
    """JSON as the engine returns it: SQLite text, PostgreSQL a dictionary."""
    return value if isinstance(value, dict) else dict(json.loads(str(value)))
