"""Who takes what of a file of clients beside clients itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from mainstay.clients.actions._unknown_zones import unknown_zones
from mainstay.clients.queries.column_takers import column_modules
from mainstay.intake.records import Reject

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.intake.import_reading import ImportReading
    from mainstay.kernel.actor import Actor

Taker: TypeAlias = Callable[[Sequence[tuple[int, int, list[str]]]], list[Reject]]
"""Takes rows (id of the client, line, cells) inside the transaction of their batch; returns what does not come in."""


def column_takers(import_reading: ImportReading, *, by: Actor, now: datetime) -> tuple[Taker, ...]:
    """Who takes what of a file; none where it has no column of theirs, or `by` may not."""
    others = (module.taker(import_reading, by=by, now=now) for module in column_modules())
    return tuple(taker for taker in (unknown_zones(import_reading), *others) if taker is not None)
