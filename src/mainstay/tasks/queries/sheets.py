"""The sheet of an export that tasks offers; `mainstay tasks import` reads it back."""

from __future__ import annotations

from typing import Final

from mainstay.clients.queries.naming import WHO, maybe_client
from mainstay.kernel.offers import SheetQuery

SHEETS: Final = (
    SheetQuery(
        115,
        "Tasks",
        f"""
        SELECT t.ref AS "Mainstay ref:t",
               {WHO},
               t.what AS "Task:t", t.due_on AS "Due on:d", t.repeat AS "Repeats:t", t.first_on AS "First on:d",
               t.who AS "Assigned to:t", t.note AS "Note:t", t.added_on AS "Added on:d", t.added_by AS "Added by:t",
               t.done_on AS "Done on:d", t.done_due_on AS "Done for:d", t.done_by AS "Done by:t",
               t.ended_on AS "Ended on:d", CASE WHEN t.is_dropped THEN 1 ELSE 0 END AS "Cancelled:f"
        FROM tasks_task t {maybe_client("t")} ORDER BY t.id
        """,
    ),
)
