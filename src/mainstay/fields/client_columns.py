"""The columns of a file of clients that hold custom fields: called like a field, or said to hold it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mainstay.fields.actions._columns import take_values
from mainstay.fields.queries.definitions import labels_of_fields
from mainstay.fields.rules.acts import FILL_FIELDS
from mainstay.firm.permissions import may
from mainstay.intake.headers import header_key
from mainstay.intake.mapping import OWN_FIELD
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mainstay.intake.import_reading import ImportReading
    from mainstay.intake.records import Reject
    from mainstay.kernel.actor import Actor


def labels() -> dict[str, str]:
    """Each field that is asked for, by its reference with OWN_FIELD before it."""
    return {f"{OWN_FIELD}{ref}": name for ref, name in labels_of_fields().items()}


def taker(
    import_reading: ImportReading, *, by: Actor, now: datetime
) -> Callable[[Sequence[tuple[int, int, list[str]]]], list[Reject]] | None:
    """What takes the custom fields of a file; None where it has no column of one."""
    places = _places(import_reading)
    if not places or not may(by, FILL_FIELDS):
        return None
    header, sign = import_reading.table.header, import_reading.decimal
    return partial(take_values, places=places, header=header, decimal=sign, by=by, now=now)


def _places(import_reading: ImportReading) -> dict[str, int]:
    """Reference of a field -> the place of its column: the one that was said, else one called so and read by nobody."""
    layout, header = import_reading.layout, import_reading.table.header
    if layout is None:
        return {}
    said = layout.positions(header)
    taken = set(said.values())
    free = {fold(name): place for place, name in reversed(list(enumerate(header))) if place not in taken}
    keys = {header_key(name): place for name, place in free.items()}
    found = {}
    for ref, name in labels_of_fields().items():
        place = said.get(f"{OWN_FIELD}{ref}", free.get(fold(name), keys.get(header_key(fold(name)))))
        if place is not None:
            found[ref] = place
    return found
