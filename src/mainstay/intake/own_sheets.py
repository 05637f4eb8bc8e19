"""A sheet of an export of ours, read row by row: days as the export writes them, texts as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mainstay.intake.cells import clean_text
from mainstay.intake.records import Bad, Reject
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.intake.mapping import Layout
    from mainstay.intake.tables import Table


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the sheet, asked by field; a field without a column is empty."""

    line: int
    cells: dict[str, str]
    raw: list[str]

    def __getitem__(self, field: str) -> str:
        """The text of a field."""
        return self.cells.get(field, "")

    def day(self, field: str) -> date | None:
        """The day of a field; None where it is empty. Bad where it is no day."""
        text = self[field]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise Bad(Problem(field, "unreadable_date", text)) from None

    def needed_day(self, field: str) -> date:
        """The day of a field that cannot be empty; Bad where it is, or is no day."""
        day = self.day(field)
        if day is None:
            raise Bad(Problem(field, "missing_date"))
        return day

    def whole(self, field: str) -> int | None:
        """The whole number of a field; None where it is empty. Bad where it is no number."""
        text = self[field]
        try:
            return int(text) if text else None
        except ValueError:
            raise Bad(Problem(field, "not_a_number", text)) from None


def read_own_sheet(table: Table, layout: Layout) -> Iterator[tuple[list[SheetRow], list[Reject]]]:
    """The rows of a sheet in batches, with those that cannot be read at all."""
    at = layout.positions(table.header)
    for batch in table.batches():
        rows = [
            SheetRow(line, {name: clean_text(cells[index]) for name, index in at.items()}, cells)
            for line, cells in zip(batch.lines, batch.rows, strict=True)
        ]
        yield rows, list(batch.rejects)


def sheet_reject(layout: Layout, row: SheetRow, problem: Problem) -> Reject:
    """A row of the sheet that does not come in."""
    return Reject(row.line, layout.columns.get(problem.field, problem.field), problem.value, problem, [row.raw])
