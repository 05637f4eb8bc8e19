"""Who recorded the latest entries of one kind about a client, and what facts they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.timeline.models import Entry

if TYPE_CHECKING:
    from datetime import date, datetime


class Recorded(NamedTuple):
    """One entry: its author's name, when it was recorded, its facts."""

    by: str
    at: datetime
    facts: dict[str, object]


def latest_recorded(*, client_id: int, kind: str, most: int) -> list[Recorded]:
    """At most so many entries of one kind about a client, those recorded last first."""
    rows = Entry.objects.filter(client_id=client_id, kind=kind).order_by("-id")
    return [Recorded(*row) for row in rows.values_list("by__name", "recorded_at", "facts")[:most]]


class ChangedTogether(NamedTuple):
    """One of the entries that were recorded at once: what it is about, the author, facts, words (None once erased)."""

    id: int
    happened_on: date
    subject_ref: str
    by: tuple[str, str]
    facts: dict[str, object]
    words: dict[str, object] | None


def last_recorded_together(*, client_id: int, kind: str) -> list[ChangedTogether]:
    """The latest entry of one kind about a client, with those that one act recorded beside it."""
    rows = Entry.objects.filter(client_id=client_id, kind=kind)
    last = rows.order_by("-id").first()
    if last is None:
        return []
    beside = rows.filter(recorded_at=last.recorded_at, by=last.by_id).order_by("id").select_related("words", "by")
    return [
        ChangedTogether(
            one.pk,
            one.happened_on,
            one.subject_ref,
            (one.by.kind, one.by.identity),
            one.facts,
            None if one.words.erased_at else one.words.texts,
        )
        for one in beside
    ]
