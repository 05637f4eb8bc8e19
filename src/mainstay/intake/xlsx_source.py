"""XLSX read by calamine, after looking at what it would unpack: dates become ISO text, numbers plain decimal text."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from copy import copy
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mainstay.intake.encodings import Encoding
from mainstay.intake.headers import clean_name
from mainstay.intake.limits import LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_ENTRIES
from mainstay.intake.records import Exact, Unreadable
from mainstay.intake.twice_encoded import NAME, repaired, words_with_pairs
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import without_nul

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

_PLACE: Final = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,4})([0-9]{1,9})\s*["']""")


class _Tags(NamedTuple):
    """How the tags of cells and rows are found, and the number that a row names."""

    cell: re.Pattern[bytes]
    row: re.Pattern[bytes]
    row_place: re.Pattern[bytes]


def _tags(prefix: bytes) -> _Tags:
    row = rb"<" + prefix + rb"row[\s/>]"
    place = rb"<" + prefix + rb"""row\s[^>]*?\br\s*=\s*["']\s*([0-9]{1,18})\s*["']"""
    return _Tags(re.compile(rb"<" + prefix + rb"c[\s/>]"), re.compile(row), re.compile(place))


_TAGS: Final = _tags(b"")
_PREFIXED_TAGS: Final = _tags(rb"(?:[\w.-]+:)?")
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
"""No program writes one into a workbook; entities that name each other unpack to any size."""
_NO_SHEETS: Final = ("xl/media/", "xl/calcChain.xml")
"""Pictures, and a second list of the cells that hold formulas."""
_TWICE: Final = re.compile(rb"\xc3[\x82-\x85](?:\xc2|\xc5|\xc6|\xcb|\xe2)")
"""The beginning of a letter encoded twice."""
_SAMPLES: Final = 2
_AT_ONCE: Final = 1000
_CHUNK: Final = 1 << 20
_LONGEST_TAG: Final = 1 << 16
_SEEN: Final = 25
_MOST_SHEETS: Final = 60
_SIGNIFICANT: Final = 15


class _Workbook(NamedTuple):
    """An opened workbook; `is_repaired` says that letters encoded twice are read as they were meant."""

    opened: CalamineWorkbook
    file_name: str
    size: int
    is_repaired: bool


class XlsxSource:
    """One sheet of a workbook."""

    delimiter = ""

    def __init__(self, sheet: CalamineSheet, workbook: _Workbook) -> None:
        self.sheet = sheet
        self.workbook = workbook
        self.size = workbook.size
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
        cells = _rows(self.sheet, self.workbook.file_name)
        done = len(list(islice(cells, skip)))
        while taken := list(islice(cells, size)):
            rows = [[cell if type(cell) is str else _text(cell) for cell in row] for row in taken]
            if self.workbook.is_repaired:
                rows = [[cell if cell.isascii() else repaired(cell) for cell in row] for row in rows]
            for line, row in enumerate(rows, start=top + done + 1):
                text = "".join(row)
                if len(text) > LONGEST_CELL and max(map(len, row)) > LONGEST_CELL:
                    raise Unreadable(Problem("file", "long_cell", "", {"line": line, "most": LONGEST_CELL}))
                if "\0" in text:  # written as _x0000_, which XML allows and no database does
                    row[:] = map(without_nul, row)
            lines = list(range(top + done + 1, top + done + 1 + len(rows)))
            done += len(rows)
            yield lines, rows, self.size * min(done, height) // height

    def beside(self, is_wanted: Callable[[list[str]], bool]) -> XlsxSource | None:
        """Another sheet of the workbook, with a header that is wanted; None when there is none."""
        others = (source for source in _sheets(self.workbook) if source.sheet.name != self.sheet.name)
        return next((source for source in others if source.has_header(is_wanted)), None)

    def has_header(self, is_wanted: Callable[[list[str]], bool]) -> bool:
        """Say whether one of the first rows is such a header."""
        return any(is_wanted([clean_name(cell) for cell in row]) for _, row in self.first(_SEEN))


def _rows(sheet: CalamineSheet, file_name: str) -> Iterator[list[Any]]:
    """Its rows. A day no calendar knows makes the reader panic, which is no exception like others."""
    try:
        yield from sheet.iter_rows()
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(Problem("file", "corrupt_xlsx", file_name)) from None


def _sheets(workbook: _Workbook) -> Iterator[XlsxSource]:
    names = [
        sheet.name
        for sheet in workbook.opened.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    for name in names[:_MOST_SHEETS]:
        yield XlsxSource(workbook.opened.get_sheet_by_name(name), workbook)


def open_source(
    path: Path,
    known_headers: Callable[[list[str]], bool],
    is_wanted: Callable[[list[str]], bool] | None = None,
    *,
    is_repaired: bool = False,
    is_said: bool = False,
) -> XlsxSource:
    """Open the sheet whose header is wanted, else known, else the first that holds anything.

    Unreadable when it is no workbook. `is_repaired` repairs letters that were encoded twice; unless `is_said`, how to
    read them is left open where there are any.
    """
    may_be_twice = _look_inside(path)
    try:
        workbook = _Workbook(CalamineWorkbook.from_path(str(path)), path.name, path.stat().st_size, is_repaired)
        found = _best_sheet(workbook, [is_wanted or known_headers, known_headers])
    except (CalamineError, ValueError, OSError):
        raise Unreadable(Problem("file", "corrupt_xlsx", path.name)) from None
    if found is None:
        raise Unreadable(Problem("file", "empty_file", path.name))
    if may_be_twice and not is_said and (samples := _words_encoded_twice(found)):
        found.encoding = Encoding("xlsx", (NAME, "utf-8"), samples)
    return found


def _best_sheet(workbook: _Workbook, wishes: Sequence[Callable[[list[str]], bool]]) -> XlsxSource | None:
    """The first sheet whose header is as wished, the first wish before the others; else the first that holds anything.

    Two sheets are in memory at most.
    """
    best, rank = None, len(wishes) + 1
    for source in _sheets(workbook):
        if not source.first(_SEEN):
            continue
        found = next((at for at, is_right in enumerate(wishes) if source.has_header(is_right)), len(wishes))
        if found < rank:
            best, rank = source, found
        if not rank:
            break
    return best


def _words_encoded_twice(source: XlsxSource) -> tuple[bytes, ...]:
    """Give the first words whose letters look encoded twice."""
    cells = chain.from_iterable(chain.from_iterable(rows for _, rows, _ in source.records(_AT_ONCE, 0)))
    words = chain.from_iterable(words_with_pairs(cell) for cell in cells if not cell.isascii())
    return tuple(word.encode() for word in islice(words, _SAMPLES))


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


def _look_inside(path: Path) -> bool:
    """Refuse what is no workbook, what is broken, and what would unpack to more than a machine should hold.

    Says whether letters may be encoded twice in it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                looks_like = "DOCX" if "word/document.xml" in names else "ODS" if "content.xml" in names else "ZIP"
                raise Unreadable(Problem("file", "not_a_table", path.name, {"looks_like": looks_like}))
            if len(archive.infolist()) > MOST_ENTRIES:
                raise _too_large(path)
            size, may_be_twice = 0, False
            # A sheet may lie anywhere in the archive, and under any name.
            for entry in archive.infolist():
                extent = _extent_of(archive, entry, MOST_BYTES - size, path)
                size += extent.size
                may_be_twice = may_be_twice or extent.may_be_twice
                if extent.cells > MOST_CELLS:
                    raise _too_large(path)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, NotImplementedError, RuntimeError,
            OSError):  # fmt: skip
        raise Unreadable(Problem("file", "corrupt_xlsx", path.name)) from None
    return may_be_twice


class _Extent:
    """How large a part of a workbook is: what it unpacks to, and how many cells a sheet takes in memory.

    Two cells in opposite corners are a few bytes in the file and seventeen thousand million cells in memory.
    """

    def __init__(self) -> None:
        self.size = 0
        self.may_be_twice = False
        self._widest, self._last_row = 0, 0
        self._found, self._unplaced_rows, self._cells_of_row, self._widest_unplaced = 0, 0, 0, 0

    @property
    def cells(self) -> int:
        """Cells between the first and the last; those that name no place follow the one before."""
        columns, rows = self._widest + self._widest_unplaced, self._last_row + self._unplaced_rows
        return max(columns * rows, self._found)

    def add(self, text: bytes) -> None:
        """Note the rows and cells of a piece that ends before a tag."""
        self.may_be_twice = self.may_be_twice or _TWICE.search(text) is not None
        tags = _PREFIXED_TAGS if b":c" in text or b":row" in text else _TAGS
        places = _PLACE.findall(text)
        cells = len(tags.cell.findall(text))
        self._found += cells
        rows = tags.row_place.findall(text)
        self._unplaced_rows += len(tags.row.findall(text)) - len(rows)
        self._last_row = max((self._last_row, *map(int, rows), *map(int, {row for _, row in places})))
        self._widest = max((self._widest, *map(_column_number, {column for column, _ in places})))
        if cells > len(places):
            for index, row in enumerate(tags.row.split(text)):
                self._cells_of_row = len(tags.cell.findall(row)) + (0 if index else self._cells_of_row)
                self._widest_unplaced = max(self._widest_unplaced, self._cells_of_row)


def _extent_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, path: Path) -> _Extent:
    """Measure an entry by unpacking it: the size its directory states may be a lie."""
    honest = copy(entry)
    honest.file_size = left + 3 * _CHUNK  # beyond the limit, so that the limit is met first
    is_sheet = not entry.filename.startswith(_NO_SHEETS)
    extent, tail = _Extent(), b""
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            extent.size += len(chunk)
            if extent.size > left:
                raise _too_large(path)
            text = tail + chunk
            whole = text.rfind(b"<")
            tail = text[whole:] if whole >= 0 and len(text) - whole < _LONGEST_TAG else b""
            if is_sheet and any(declaration in text for declaration in _DECLARATIONS):
                raise Unreadable(Problem("file", "corrupt_xlsx", path.name))
            if is_sheet and whole >= 0:
                extent.add(text[: len(text) - len(tail)])
            if extent.cells > MOST_CELLS:
                raise _too_large(path)
    if is_sheet:
        extent.add(tail)
    return extent


def _too_large(path: Path) -> Unreadable:
    return Unreadable(Problem("file", "too_large_sheet", path.name, {"cells": MOST_CELLS}))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():  # machine text
        number = number * 26 + letter - 64
    return number
