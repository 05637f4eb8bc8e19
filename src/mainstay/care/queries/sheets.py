"""The sheet of an export that care offers; `mainstay calls import` reads it back."""

from __future__ import annotations

from typing import Final

from mainstay.clients.queries.naming import WHO, of_client
from mainstay.kernel.offers import SheetQuery

SHEETS: Final = (
    SheetQuery(
        116,
        "Calls",
        f"""
        SELECT k.ref AS "Mainstay ref:t", {WHO}, k.happened_on AS "Called on:d", k.outcome AS "Outcome:t",
               k.note AS "Note:t", k.until_on AS "Left in peace until:d", k.promised_on AS "Promised by:d",
               k.currency AS "Currency:c", k.promised_minor AS "Promised amount:a", k.logged_by AS "Logged by:t",
               k.logged_at AS "Logged at:m", k.withdrawn_on AS "Withdrawn on:d"
        FROM care_call k {of_client("k")} ORDER BY k.id
        """,
    ),
)
