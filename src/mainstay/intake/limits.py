"""How much of a file is read at once: a file of a stranger may claim anything, and memory must not follow it."""

from __future__ import annotations

from typing import Final

MOST_COLUMNS: Final = 1000
"""Named columns of one table: each is offered on a page for each field."""
LONGEST_NAME: Final = 250
"""Characters of the name of a column."""
WIDEST_ROW: Final = 16_384
"""Cells of one row, as in a spreadsheet; those behind the last column name must be empty."""
LONGEST_CELL: Final = 32_767
"""Characters of one cell, as in a spreadsheet."""
LONGEST_RECORD: Final = 1 << 20
"""Characters of one row of a text file."""
MOST_CELLS_AT_ONCE: Final = 200_000
MOST_CHARACTERS_AT_ONCE: Final = 8 << 20
"""What a batch of rows of a text file may hold before it is handed out, whatever number of rows was asked for."""
MOST_CELLS: Final = 4_000_000
"""Cells of a sheet, which is held in memory whole, empty ones between the first and the last included."""
MOST_BYTES: Final = 400 * 1024 * 1024
"""What a workbook may unpack to."""
MOST_ENTRIES: Final = 10_000
"""Files packed into a workbook."""
