"""A whole table read under a plan, batch by batch: one row or many rows to an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.formats.invoice_lines import LineReader, group_lines
from mainstay.billing.formats.invoice_rows import Parsed, Plan, RowReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mainstay.intake.tables import Batch, Table


def read_table(
    table: Table, plan: Plan, size: int = 1000, progress: Callable[[int, int], None] | None = None
) -> Iterator[Parsed]:
    """Read the whole table in batches of about `size` rows or invoices.

    `progress` is called with rows and bytes while lines are being sorted, before the first batch of such a file.
    """
    if plan.layout.grouping == "lines":
        lines = LineReader(plan)
        for groups, wide, skipped, bytes_done in group_lines(table, plan, size, progress):
            parsed = lines.read(groups)
            yield parsed._replace(
                rejects=wide + parsed.rejects,
                skipped=[*skipped, *parsed.skipped],
                bytes_done=bytes_done,
                source_rows=parsed.source_rows + len(wide) + len(skipped),
            )
        return
    rows = RowReader(plan)
    for batch in table.batches(size):
        yield parse(batch, rows)


def parse(batch: Batch, reader: RowReader) -> Parsed:
    """Read one batch of a table in which every row is an invoice or a payment."""
    parsed = reader.read(batch.lines, batch.rows, [[row] for row in batch.rows])
    return parsed._replace(
        rejects=batch.rejects + parsed.rejects,
        skipped=[*batch.skipped, *parsed.skipped],
        bytes_done=batch.bytes_done,
        source_rows=parsed.source_rows + len(batch.rejects) + len(batch.skipped),
    )
