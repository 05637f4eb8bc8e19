"""Tell which time zones of a file of clients are none: they are left out, and the client comes in without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.intake.records import Reject
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import one_line
from mainstay.kernel.zones import time_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mainstay.intake.import_reading import ImportReading

_COLUMNS: Final = ("time_zone", "contact_time_zone")


def unknown_zones(
    import_reading: ImportReading,
) -> Callable[[Sequence[tuple[int, int, list[str]]]], list[Reject]] | None:
    """What names the cells of rows (client, line, cells) that are no time zone; None where no column holds any."""
    header = import_reading.table.header
    there = import_reading.layout.positions(header) if import_reading.layout is not None else {}
    places = [there[name] for name in _COLUMNS if name in there]
    if not places:
        return None

    def find(rows: Sequence[tuple[int, int, list[str]]]) -> list[Reject]:
        found = []
        for _client_id, line, cells in rows:
            for place in places:
                text = one_line(cells[place])
                if text and text not in time_zones():
                    problem = Problem("time_zone", "zone_left_out", text[:40])
                    found.append(Reject(line, header[place], text[:40], problem, [cells]))
        return found

    return find
