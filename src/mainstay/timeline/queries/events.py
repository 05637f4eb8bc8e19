"""Reading the timeline: the columns to ask for, and each row as an event with its facts and words together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from mainstay.timeline.rules.correcting import Written
from mainstay.timeline.rules.merging import ERASED_ON, merged

if TYPE_CHECKING:
    from collections.abc import Sequence

EVENT_COLUMNS: Final = (
    "e.kind, e.happened_on, e.facts, a.name, a.kind, a.identity, w.ref, w.recorded_at, w.texts, w.erased_on"
)
"""What `event_of` reads, of `timeline_entry e` joined by EVENT_JOIN."""
EVENT_JOIN: Final = "JOIN timeline_author a ON a.id = e.by_id LEFT JOIN timeline_words w ON w.entry_id = e.id"
EVENT_FIELDS: Final = (
    "kind", "happened_on", "facts", "by__name", "by__kind", "by__identity", "words__ref", "words__recorded_at",
    "words__texts", "words__erased_on",
)  # fmt: skip
"""The same, as fields of `Entry`."""


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

    @property
    def is_signed(self) -> bool:
        """Whether it says who did it: words of a person, or what a person changed."""
        return self.kind in _SIGNED


def event_of(row: Sequence[Any]) -> Event:
    """Make the event of a row of EVENT_COLUMNS or EVENT_FIELDS."""
    kind, on, facts, actor, actor_kind, identity, ref, recorded_at, texts, erased_on = row
    told = told_of(facts, texts, erased_on)
    written = None
    if ref is not None and erased_on is None:
        written = Written(ref, _instant(recorded_at), (actor_kind, identity))
    return Event(kind, _day(on), told, actor, written)


def told_of(facts: object, texts: object, erased_on: date | str | None) -> dict[str, object]:
    """Facts and words together, as the engine returns them; of erased words the day on which they were."""
    found = merged(_loaded(facts), {} if texts is None else _loaded(texts))
    return found if erased_on is None else {**found, ERASED_ON: str(erased_on)}


def _loaded(value: object) -> dict[str, object]:
    """JSON as the engine returns it: SQLite text, PostgreSQL a dictionary."""
    return value if isinstance(value, dict) else dict(json.loads(str(value)))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _instant(value: object) -> datetime:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
