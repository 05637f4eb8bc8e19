"""Write down for the search what stands on documents, many in one text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from mainstay.billing.queries.search_texts import KINDS
from mainstay.billing.rules.search_texts import line_of
from mainstay.clients.rules.acts import UPDATE_FORECAST
from mainstay.firm.permissions import require
from mainstay.store import bulk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mainstay.billing.queries.search_texts import SearchedColumn
    from mainstay.kernel.actor import Actor

_LINES: Final = 512


@transaction.atomic
def store_search_texts(*, by: Actor, now: datetime) -> None:
    """Write the texts of all documents that fill one and stand in none yet: set-based, and no event.

    The latest are left for the next time, as is a table that somebody is writing.
    """
    require(by, UPDATE_FORECAST)
    del now
    bulk.import_lock()
    for kind, column in KINDS.items():
        if bulk.is_nobody_writing(column.table):
            bulk.insert_rows("billing_searchtext", ("kind", "first_id", "last_id", "lines"), _texts(kind, column))


def _texts(kind: str, column: SearchedColumn) -> list[tuple[str, int, int, str]]:
    ((newest, covered),) = bulk.select_rows(
        f"SELECT (SELECT MAX(id) FROM {column.table}), (SELECT MAX(last_id) FROM billing_searchtext WHERE kind = %s)",
        [kind],
    )
    # Ids are given in order and never twice: below the newest nothing is added any more.
    first, beyond = (covered or 0) + 1, (newest or 0) - _LINES + 1
    return [
        (kind, each, each + _LINES - 1, "\n".join(_lines(column, each, each + _LINES - 1)))
        for each in range(first, beyond + 1, _LINES)
    ]


def _lines(column: SearchedColumn, first: int, last: int) -> Iterator[str]:
    """A line for each id, an empty one where there is no row."""
    found = bulk.select_rows(
        f"SELECT id, {column.expression} FROM {column.table} WHERE id BETWEEN %s AND %s", [first, last]
    )
    written = {row_id: line_of(said) for row_id, said in found}
    return (written.get(row_id, "") for row_id in range(first, last + 1))
