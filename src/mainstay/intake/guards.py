"""Cells a spreadsheet would run as a formula: guarded by an apostrophe when written, which comes off when read."""

from __future__ import annotations

import re
from typing import Final

# Excel and LibreOffice in East Asian locales also begin a formula with the full-width signs.
_SIGNS: Final = r"=+\-@\t\r\n＝＋－＠"  # noqa: RUF001 -- these are the signs
_DANGEROUS: Final = re.compile(rf"'*[{_SIGNS}]")
_NUMBER: Final = re.compile(r"[+-][0-9][0-9.,]*")
_GUARDED: Final = re.compile(rf"'+[{_SIGNS}]")


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; plain numbers stay as they are."""
    return f"'{cell}" if _DANGEROUS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def guarded_text(cell: str) -> str:
    """Guard a cell that is text, plain numbers too: +905321234567 is a telephone, and its plus is part of it."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe off again."""
    return cell[1:] if _GUARDED.match(cell) else cell
