"""Write down what happened: the one way onto the timeline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mainstay.firm import bulk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor

_COLUMNS = (
    "id", "client_id", "kind", "happened_on", "recorded_at", "actor_kind", "actor_id", "actor_name",
    "subject_ref", "facts",
)  # fmt: skip


class Happening(NamedTuple):
    """One event: which client (None: the firm's own), what, on which business day, about what, with which figures."""

    client_id: int | None
    kind: str
    happened_on: date | str
    subject_ref: str
    facts: dict[str, object]


def record(*, happening: Happening, by: Actor, now: datetime) -> None:
    """Put one event on the timeline, inside the transaction of the act that caused it."""
    record_many(happenings=[happening], by=by, now=now)


def record_many(*, happenings: Iterable[Happening], by: Actor, now: datetime) -> None:
    """Put many events on the timeline at once; JSON facts keep Decimal strings and ISO dates as text."""
    rows = list(happenings)
    if not rows:
        return
    ids = bulk.reserve_ids("timeline_entry", len(rows))
    stamp = bulk.instant_text(now)
    bulk.insert_rows(
        "timeline_entry",
        _COLUMNS,
        (
            (
                row_id, row.client_id, row.kind, str(row.happened_on), stamp, by.kind, by.id, by.name[:120],
                row.subject_ref,
                json.dumps(row.facts, default=str, ensure_ascii=False),
            )
            for row_id, row in zip(ids, rows, strict=True)
        ),
    )  # fmt: skip
