"""Write down what happened: the one way onto the timeline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.timeline.rules.merging import has_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.timeline.rules.kinds import Kind

_COLUMNS = ("id", "client_id", "kind", "happened_on", "recorded_at", "by_id", "subject_ref", "facts")
_WORDS = ("entry_id", "ref", "recorded_at", "by_id", "texts")
_AUTHOR = "SELECT id FROM timeline_author WHERE kind = %s AND identity = %s AND name = %s"
_NEW_AUTHOR = "INSERT INTO timeline_author (kind, identity, name) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


class Happening(NamedTuple):
    """One event: which client (None: the firm's own), what, on which business day, about what.

    `facts` are amounts, days, numbers, codes and references; `words` what a person wrote, which may be erased.
    """

    client_id: int | None
    kind: Kind
    happened_on: date | str
    subject_ref: str
    facts: dict[str, object]
    words: dict[str, object] = {}  # noqa: RUF012 -- never changed


def record(*, happening: Happening, by: Actor, now: datetime) -> str:
    """Put one event on the timeline, inside the transaction of the act that caused it.

    Returns the reference of its words, "" where it has none.
    """
    return "".join(record_many(happenings=[happening], by=by, now=now))


def record_many(*, happenings: Iterable[Happening], by: Actor, now: datetime) -> list[str]:
    """Put many events on the timeline at once; JSON facts keep Decimal strings and ISO dates as text.

    Returns the references of the words of those that have any: an entry without words writes no row for them. Raises
    ValueError for a fact or words that the kind does not name.
    """
    rows = list(happenings)
    if not rows:
        return []
    for row in rows:
        _require_named(row)
    ids = bulk.reserve_ids("timeline_entry", len(rows))
    stamp, author = bulk.instant_text(now), _author(by)
    bulk.insert_rows(
        "timeline_entry",
        _COLUMNS,
        (
            (
                row_id, row.client_id, row.kind.name, str(row.happened_on), stamp, author, row.subject_ref,
                _json(row.facts),
            )
            for row_id, row in zip(ids, rows, strict=True)
        ),
    )  # fmt: skip
    written = [(row_id, row.words) for row_id, row in zip(ids, rows, strict=True) if has_words(row.words)]
    refs = new_refs("t", len(written)) if written else []
    if written:
        bulk.insert_rows(
            "timeline_words",
            _WORDS,
            (
                (row_id, ref, stamp, author, _json(words))
                for ref, (row_id, words) in zip(refs, written, strict=True)
            ),
        )  # fmt: skip
    return refs


def _require_named(row: Happening) -> None:
    if not (row.facts.keys() <= set(row.kind.facts) and row.words.keys() <= set(row.kind.words)):
        unnamed = sorted({*row.facts} - {*row.kind.facts} | {*row.words} - {*row.kind.words})
        msg = f"{row.kind.name} does not name {', '.join(unnamed)}"
        raise ValueError(msg)


def _author(by: Actor) -> int:
    """The row of this actor under this name; made where there is none yet."""
    who = (by.kind, by.id, by.name[:120])
    found = bulk.select_rows(_AUTHOR, who)
    if not found:
        # Two first acts at once: the second finds the row of the first.
        bulk.run_sql(_NEW_AUTHOR, who)
        found = bulk.select_rows(_AUTHOR, who)
    return int(found[0][0])


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)
