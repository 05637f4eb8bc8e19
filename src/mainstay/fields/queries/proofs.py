"""What must hold of custom fields: each value is one of its kind, and a search finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.queries.naming import of_client
from mainstay.fields.rules.values import canonical, millionths_of
from mainstay.firm.queries.proofs import first_of
from mainstay.kernel.problem import Fault
from mainstay.kernel.text import fold
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUES: Final = f"""
    SELECT c.ref AS client, f.name, f.kind, v.text, v.search_key, v.millionths
    FROM fields_fieldvalue v JOIN fields_customfield f ON f.id = v.field_id {of_client("v")} ORDER BY v.id
"""


class _Value(NamedTuple):
    client: str
    name: str
    kind: str
    text: str
    search_key: str
    millionths: int | None


def prove_values() -> list[Fault]:
    """Prove that values fit the kind of their field, and what they are found and sorted by."""
    found = rows(_Value, _VALUES)
    unfit = first_of("field_value_unfit", _unfit(found))
    return [*unfit, *first_of("field_value_unsearchable", _unsearchable(found))]


def _unfit(found: list[_Value]) -> Iterator[Fault]:
    for row in found:
        # A choice that is none any more stays with whoever has it.
        stored = canonical("text" if row.kind == "choice" else row.kind, (), row.text)
        number = millionths_of(row.text) if row.kind == "number" and stored == row.text else None
        if stored != row.text or row.millionths != number:
            yield Fault("field_value_unfit", row.client, {"name": row.name, "text": row.text[:40]})


def _unsearchable(found: list[_Value]) -> Iterator[Fault]:
    for row in found:
        if row.kind in {"text", "choice"} and row.search_key != fold(row.text):
            yield Fault("field_value_unsearchable", row.client, {"name": row.name})
