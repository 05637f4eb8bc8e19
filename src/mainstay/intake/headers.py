"""Where the header of a table is, and what its columns are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OURS: Final = "mainstay_"
"""Columns of the rejects file begin so; readers of rows leave them alone."""
READING_COLUMN: Final = "mainstay_reading"
"""Says, in a file of rejected rows, how they are to be read when they come back."""
_FIGURE: Final = re.compile(r"[\W_]*[0-9][\W_0-9]*")
_MARKS: Final = ("\ufeff", "ï»¿")


def clean_name(cell: str) -> str:
    """Strip white space, a stray byte order mark and the asterisk some products put before required columns."""
    name = cell.strip()
    for mark in _MARKS:
        name = name.removeprefix(mark).strip().strip('"')
    return " ".join(name.lstrip("*").split())


def header_key(name: str) -> str:
    """Reduce a column name to what it is recognised by: `* Invoice Number` and `InvoiceNumber` are one column."""
    return fold(clean_name(name)).replace(" ", "")


def header_row(rows: Sequence[list[str]], known_headers: Callable[[list[str]], bool]) -> int:
    """Find the header among the first rows: the first one that is known, else the one with the most distinct names."""
    for index, row in enumerate(rows):
        if known_headers([clean_name(cell) for cell in row]):
            return index
    worded = [i for i, row in enumerate(rows) if not any(_FIGURE.fullmatch(cell) for cell in row) and not _is_hint(row)]
    return max(worded or range(len(rows)), key=lambda i: (len({c.strip() for c in rows[i] if c.strip()}), -i))


def header_names(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name every column once: a repeated name becomes "Phone (2)", an empty one "Column 7". Second: what repeats."""
    names: list[str] = []
    repeated: dict[str, None] = {}
    taken: set[str] = set()
    for position, cell in enumerate(cells, start=1):
        plain = clean_name(cell) or f"Column {position}"
        name, count = plain, 1
        while header_key(name) in taken:
            count += 1
            name = f"{plain} ({count})"
        if count > 1:
            repeated[plain] = None
        taken.add(header_key(name))
        names.append(name)
    return tuple(names), tuple(repeated)


def _is_hint(row: list[str]) -> bool:
    return row[0].startswith("sep=")
