"""Text of a CSV file to what is read from it, for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.formats.invoice_rows import Parsed, Plan
from mainstay.billing.formats.layouts import is_known_header, known_layout, layout_from, mapping_for
from mainstay.billing.formats.reading import read_table
from mainstay.intake.mapping import ColumnMapping
from mainstay.intake.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.intake.amounts import DecimalSign
    from mainstay.intake.dates import DateOrder


def read(
    folder: Path,
    text: str,
    *,
    order: DateOrder = "dmy",
    decimal: DecimalSign = "point",
    currency: str = "GBP",
    size: int = 2,
) -> Parsed:
    """Read a whole file at once."""
    path = folder / "book.csv"
    path.write_text(text, encoding="utf-8")
    table = open_table(path, known_headers=is_known_header)
    layout = known_layout(table.header) or layout_from(ColumnMapping(mapping_for(table.header).fields))
    whole = Parsed([], [], [], [], 0, 0, [])
    for part in read_table(table, Plan(layout, table.header, order, decimal, currency), size):
        for mine, theirs in zip(whole[:4], part[:4], strict=True):
            mine.extend(theirs)  # type: ignore[attr-defined]
        whole.credits.extend(part.credits)
        whole = whole._replace(source_rows=whole.source_rows + part.source_rows, bytes_done=part.bytes_done)
    return whole


def reasons(parsed: Parsed) -> list[tuple[int, str, str, str]]:
    """Each rejected row as line, column, value, code."""
    return [(reject.line, reject.column, reject.value, reject.problem.code) for reject in parsed.rejects]
