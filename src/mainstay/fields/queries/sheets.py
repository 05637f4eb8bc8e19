"""The sheets of an export that custom fields offer; `mainstay fields import` reads them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.queries.naming import WHO, of_client
from mainstay.kernel.offers import SheetQuery

if TYPE_CHECKING:
    from collections.abc import Mapping


def _in_one_line(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The choices side by side: a cell of a spreadsheet is one line."""
    return {**row, "Choices:t": " | ".join(row["Choices:t"].splitlines())}


SHEETS: Final = (
    SheetQuery(
        22,
        "Custom fields",
        """
        SELECT f.ref AS "Mainstay ref:t", f.name AS "Field:t", f.kind AS "Kind:t", f.options AS "Choices:t",
               f.place AS "Place:t", f.is_listed AS "In the list:f", f.retired_on AS "Retired on:d"
        FROM fields_customfield f ORDER BY f.place, f.id
        """,
        _in_one_line,
    ),
    SheetQuery(
        24,
        "Field values",
        f"""
        SELECT c.ref AS "Client ref:t", {WHO}, f.name AS "Field:t", v.text AS "Value:t"
        FROM fields_fieldvalue v JOIN fields_customfield f ON f.id = v.field_id {of_client("v")}
        ORDER BY c.id, f.place, f.id
        """,
    ),
)
