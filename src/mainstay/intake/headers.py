"""Where the header of a table is, and what its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from mainstay.intake.dates import day_readings
from mainstay.intake.report_rows import is_band
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OURS: Final = "mainstay_"
"""Columns of the rejects file begin so; readers of rows leave them alone."""
READING_COLUMN: Final = "mainstay_reading"
"""Says, in a file of rejected rows, how they are to be read when they come back."""
IN_BRACKETS: Final = r"\((?:[^()]|\([^()]*\))*\)"
"""An aside in brackets, with one more inside it; a bracket that is never closed costs no second look."""
_FIGURE: Final = re.compile(r"[\W_]*[0-9][\W_0-9]*")
_LETTERS: Final = re.compile(r"[A-Za-z]{1,2}")
_FEWEST_ABOVE: Final = 2
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
    worded = [i for i, row in enumerate(rows) if not any(map(_is_figure, row)) and not _is_hint(row)]
    return max(worded or range(len(rows)), key=lambda i: (len({c.strip() for c in rows[i] if c.strip()}), -i))


def joined_header(rows: Sequence[list[str]], index: int) -> tuple[int, list[str]]:
    """Give the header with the row above or below it joined in, where names stand in two rows; and its last row.

    A name above stands over all columns up to the next one; it is used where the row below has no name of its own, and
    before a name that occurs twice.
    """
    cells = list(rows[index])
    if index and _spans(rows[index - 1], cells):
        return index, _joined(rows[index - 1], cells)
    below = rows[index + 1] if index + 1 < len(rows) else []
    if below and _spans(cells, below) and not any(map(_is_figure, below)):
        return index + 1, _joined(cells, below)
    return index, cells


def _spans(above: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether two rows are one header: each names columns that the other leaves open, and what spans is merged."""
    named = [bool(cell.strip()) for cell in above]
    if sum(named) < _FEWEST_ABOVE or any(map(_is_figure, above)):
        return False
    under = [bool(cell.strip()) for cell in below]
    width = min(len(named), len(under))
    only_above = any(named[at] and not under[at] for at in range(width))
    in_span = any(under[at] and not named[at] and at and (named[at - 1] or under[at - 1]) for at in range(width))
    last = max((at for at, is_filled in enumerate(under) if is_filled), default=-1)
    return only_above and in_span and all(under[at] or named[at] for at in range(min(width, last + 1)))


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    width = max(len(above), len(below))
    tops = [*(clean_name(cell) for cell in above), *[""] * (width - len(above))]
    names = [*(clean_name(cell) for cell in below), *[""] * (width - len(below))]
    spanning, over = "", []
    for top, name in zip(tops, names, strict=True):
        spanning = top or (spanning if name else "")
        over.append(spanning)
    keys = [header_key(name) for name in names]
    counts = Counter(keys)
    return [
        top if not name else f"{top} {name}".strip() if counts[key] > 1 else name
        for top, name, key in zip(over, names, keys, strict=True)
    ]


def column_named(wanted: str, header: Sequence[str]) -> str:
    """Give the column a person means: by its name, else by its letter as spreadsheets show it (C, AB)."""
    if _LETTERS.fullmatch(wanted.strip()) is None or header_key(wanted) in {header_key(name) for name in header}:
        return wanted
    place = 0
    for letter in wanted.strip():
        place = place * 26 + (ord(letter) | 32) - ord("a") + 1
    return header[place - 1] if place <= len(header) else wanted


def header_names(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name every column once: a repeated name becomes "Phone (2)", an empty one "Column 7". Second: what repeats."""
    names: list[str] = []
    repeated: dict[str, None] = {}
    taken: set[str] = set()
    counts: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        plain = clean_name(cell) or f"Column {position}"
        key = header_key(plain)
        name, count = plain, counts.get(key, 1)
        while header_key(name) in taken:
            count += 1
            name = f"{plain} ({count})"
        if name != plain:
            repeated[plain] = None
        counts[key] = count
        taken.add(header_key(name))
        names.append(name)
    return tuple(names), tuple(repeated)


def looks_like_document(cells: Sequence[str]) -> bool:
    """Say whether a row is no header but a document: a day and an amount stand in it."""
    days = [cell for cell in cells if day_readings(cell)]
    return bool(days) and any(_FIGURE.fullmatch(cell) and cell not in days for cell in cells)


def _is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell) is not None and not is_band(cell)


def _is_hint(row: list[str]) -> bool:
    return row[0].startswith("sep=")
