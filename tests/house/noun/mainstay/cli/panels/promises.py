"""Promises in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import Column, console, day, money, table
from mainstay.promises.phrases import STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from mainstay.promises.queries import PromiseRow, PromisesPanel


def print_promises(panel: PromisesPanel) -> None:
    """What a client promised, as a table."""
    if panel.promises:
        console().print(found_promises(panel.promises))


def found_promises(rows: Sequence[PromiseRow]) -> Table:
    """Promises as a table."""
    lines = [[row.number, money(row.minor, row.currency), day(row.promised_on), str(STATES.get(row.state, ""))]
             for row in rows]  # fmt: skip
    return table([Column("")] * 4, lines)
