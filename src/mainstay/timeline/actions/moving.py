"""Move what hangs on one client to another, by a record that says which rows went, and move exactly these back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from mainstay.store import bulk
from mainstay.timeline.models import Move, MovedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mainstay.kernel.offers import MovedRows

_NOTED: Final = """
    INSERT INTO timeline_movedrow (move_id, table_name, row_id)
    SELECT %(move)s, '{table}', r.id FROM {table} r WHERE r.client_id = %(from)s AND ({which})
"""
"""Notes the rows of `{table}` that move: those of the client of which `{which}` holds."""
_MOVED: Final = """
    UPDATE {table} SET client_id = %(to)s WHERE client_id = %(from)s
      AND id IN (SELECT row_id FROM timeline_movedrow WHERE move_id = %(move)s AND table_name = '{table}')
"""
"""Gives the noted rows of `{table}` the other client."""


@transaction.atomic
def move_rows(*, from_client: int, to_client: int, moved: Iterable[MovedRows], now: datetime) -> int:
    """Move what the packages offer from one client to another; returns the id of the record.

    The act that merges asks who may, and tells of it.
    """
    move = Move.objects.create(from_client_id=from_client, to_client_id=to_client, recorded_at=now)
    asked = {"move": move.pk, "from": from_client, "to": to_client}
    for rows in moved:
        bulk.run_sql(_NOTED.format(table=rows.table, which=rows.which), asked)
        bulk.run_sql(_MOVED.format(table=rows.table), asked)
    return int(move.pk)


@transaction.atomic
def move_rows_back(*, move_id: int, moved: Iterable[MovedRows], now: datetime) -> tuple[str, ...]:
    """Move the rows of a record back by a second one; returns the names of what now belongs to both clients.

    The act that undoes the merge asks who may, tells of it, and gives up where something belongs to both.
    """
    move = Move.objects.get(pk=move_id)
    back = Move.objects.create(
        from_client_id=move.to_client_id, to_client_id=move.from_client_id, undoes=move, recorded_at=now
    )
    asked: Mapping[str, Any] = {"move": move.pk, "from": back.from_client_id, "to": back.to_client_id}
    noted = set(MovedRow.objects.filter(move=move).values_list("table_name", flat=True).distinct())
    kinds = list(moved)
    for rows in kinds:
        if rows.table not in noted:
            continue
        bulk.run_sql(_MOVED.format(table=rows.table), asked)
    parted = [rows.parted for rows in kinds if rows.parted]
    return tuple(str(name) for statement in parted for (name,) in bulk.select_rows(statement, asked))
