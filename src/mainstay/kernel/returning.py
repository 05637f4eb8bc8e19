"""What packages offer to bring a whole export back, sheet by sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from pathlib import Path

    from mainstay.kernel.actor import Actor

SHOWN: Final = 10
"""Rows of a sheet that are told with their reasons; the others are counted."""


class RefusedRow(NamedTuple):
    """A row that could not come in: its line in the sheet, 0 for the sheet as a whole, and why."""

    line: int
    sentence: str


@dataclass(slots=True)
class RowsImported:
    """How many rows came in, were there already, and were left out with an invoice that was cancelled.

    `refused` could not come in.
    """

    added: int = 0
    known: int = 0
    left_out: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet that is to come back.

    `path` is its CSV file as an export writes it, with at least one row; `beside` are all sheets of the export by name,
    and `export` is the whole of it, with the attached files.
    """

    path: Path
    beside: dict[str, Path]
    export: Path
    rows: int
    today: date
    by: Actor
    now: datetime

    def text(self) -> str:
        """The whole text of the sheet."""
        return "".join(self.lines())

    def lines(self, name: str = "") -> Iterator[str]:
        """The lines of the sheet, or of another one; none where the export has no such sheet."""
        path = self.beside.get(name) if name else self.path
        if path is not None:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from file


@dataclass(frozen=True, slots=True)
class SheetBack:
    """What came of a sheet: how many of its rows came in, were there already, were left out, could not come in."""

    came_in: int = 0
    known: int = 0
    left_out: int = 0
    rejected: int = 0
    refused: tuple[RefusedRow, ...] = ()
    is_short: bool = False
    """Whether what came in lacks something, as the sentence of the sheet says."""
    has_changed_money: bool = False


class ReturningSheet(NamedTuple):
    """A sheet of an export and how it comes back; those of which it needs something come before it.

    `name` is the English one that the file has, `label` what people read. `bring` takes it in, or is None for what does
    not come back by itself. `said` is a sentence on what of it is left out, or comes back with another sheet, and why.
    """

    order: int
    name: str
    label: object
    bring: Callable[[SheetFile], SheetBack] | None
    said: object = ""
    is_streamed: bool = False
    """Whether it is read in batches, however large it is; the others are held in memory."""
    comes_with: str = ""
    """The sheet with whose import it is undone; it comes after that one. Else it has a moment of its own."""
