"""XLSX read by calamine, after looking at what it would unpack: dates become ISO text, numbers plain decimal text."""

from __future__ import annotations

import re
import zipfile
import zlib
from copy import copy
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mainstay.intake.encodings import Encoding
from mainstay.intake.headers import clean_name
from mainstay.intake.records import Exact, Unreadable
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

MOST_BYTES: Final = 400 * 1024 * 1024
MOST_CELLS: Final = 20_000_000
_CELL: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW: Final = re.compile(rb'<row [^>]*?\br="([0-9]{1,9})"')
_CHUNK: Final = 1 << 20
_TAIL: Final = 512
_SEEN: Final = 25
_MOST_SHEETS: Final = 10
_SIGNIFICANT: Final = 15


class XlsxSource:
    """One sheet of a workbook."""

    delimiter = ""

    def __init__(self, sheet: CalamineSheet, size: int, workbook: CalamineWorkbook) -> None:
        self.sheet = sheet
        self.workbook = workbook
        self.size = size
        self.encoding = Encoding("xlsx", ("xlsx",))

    def first(self, count: int) -> list[tuple[int, list[str]]]:
        """Give up to `count` records from the top, each with its row number."""
        lines, rows, _ = next(self.records(count, 0), ([], [], 0))
        found = list(zip(lines, rows, strict=True))
        return found if any(cell.strip() for _, row in found for cell in row) else []

    def records(self, size: int, skip: int) -> Iterator[tuple[list[int], list[list[str]], int]]:
        """Hand out all records after the first `skip`, in batches."""
        top = self.sheet.start[0] if self.sheet.start else 0
        height = max(self.sheet.height, 1)
        # iter_rows begins at the first used row; the numbers people see in the margin begin at one.
        cells = iter(self.sheet.iter_rows())
        done = len(list(islice(cells, skip)))
        while taken := list(islice(cells, size)):
            rows = [[cell if type(cell) is str else _text(cell) for cell in row] for row in taken]
            lines = list(range(top + done + 1, top + done + 1 + len(rows)))
            done += len(rows)
            yield lines, rows, self.size * min(done, height) // height

    def beside(self, is_wanted: Callable[[list[str]], bool]) -> XlsxSource | None:
        """Another sheet of the workbook, with a header that is wanted; None when there is none."""
        others = (source for source in _sheets(self.workbook, self.size) if source.sheet.name != self.sheet.name)
        return next((source for source in others if source.has_header(is_wanted)), None)

    def has_header(self, is_wanted: Callable[[list[str]], bool]) -> bool:
        """Say whether one of the first rows is such a header."""
        return any(is_wanted([clean_name(cell) for cell in row]) for _, row in self.first(_SEEN))


def _sheets(workbook: CalamineWorkbook, size: int) -> Iterator[XlsxSource]:
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    for name in names[:_MOST_SHEETS]:
        yield XlsxSource(workbook.get_sheet_by_name(name), size, workbook)


def open_source(
    path: Path, known_headers: Callable[[list[str]], bool], is_wanted: Callable[[list[str]], bool] | None = None
) -> XlsxSource:
    """Open the sheet whose header is wanted, else known, else the first that holds anything.

    Unreadable when it is no workbook.
    """
    _look_inside(path)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        filled = [source for source in _sheets(workbook, path.stat().st_size) if source.first(_SEEN)]
        for is_right in filter(None, (is_wanted, known_headers)):
            for source in filled:
                if source.has_header(is_right):
                    return source
    except (CalamineError, ValueError, OSError):
        raise Unreadable(Problem("file", "corrupt_xlsx", path.name)) from None
    if not filled:
        raise Unreadable(Problem("file", "empty_file", path.name))
    return filled[0]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def number_text(value: float) -> str:
    """Write a spreadsheet's number as it shows it: fifteen significant digits, no exponent, a decimal point."""
    if float(value).is_integer():
        return str(int(value))
    text = repr(value)
    if len(text.strip("-0").replace(".", "")) > _SIGNIFICANT:
        text = format(value, ".15g")
    if "e" in text:
        text = format(value, ".20f").rstrip("0").rstrip(".")
    return Exact(text) if "." in text else text


def _look_inside(path: Path) -> None:
    """Refuse what is no workbook, what is broken, and what would unpack to more than a machine should hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                looks_like = "DOCX" if "word/document.xml" in names else "ODS" if "content.xml" in names else "ZIP"
                raise Unreadable(Problem("file", "not_a_table", path.name, {"looks_like": looks_like}))
            total = 0
            for entry in archive.infolist():
                if entry.filename.startswith("xl/") and not entry.filename.startswith("xl/media/"):
                    total += _unpacked(archive, entry, MOST_BYTES - total, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Unreadable(Problem("file", "corrupt_xlsx", path.name)) from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, path: Path) -> int:
    """Measure an entry by unpacking it: the size its directory states may be a lie."""
    honest = copy(entry)
    honest.file_size = left + 3 * _CHUNK  # beyond the limit, so that the limit is met first
    is_sheet = entry.filename.startswith("xl/worksheets/")
    size, last_row, columns, tail = 0, 0, set[bytes](), b""
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise _too_large(path)
            if is_sheet:
                text = tail + chunk
                columns.update(column for column, _ in _CELL.findall(text))
                last_row = max((last_row, *map(int, _ROW.findall(text))))
                tail = text[-_TAIL:]
    # Two cells in opposite corners are a few bytes in the file and seventeen thousand million cells in memory.
    widest = max(map(_column_number, columns), default=0)
    if widest * last_row > MOST_CELLS:
        raise _too_large(path)
    return size


def _too_large(path: Path) -> Unreadable:
    return Unreadable(Problem("file", "too_large_sheet", path.name, {"cells": MOST_CELLS}))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
