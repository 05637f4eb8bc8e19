"""A table in a file: CSV or XLSX, told apart by its bytes, its header found, its rows handed out in batches.

CSV is streamed: a million rows need the memory of one batch. A table can be read as often as wanted.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.intake import csv_source, xlsx_source
from mainstay.intake.guards import unguarded
from mainstay.intake.headers import (
    READING_COLUMN,
    clean_name,
    header_names,
    header_row,
    joined_header,
    looks_like_document,
)
from mainstay.intake.limits import LONGEST_NAME, MOST_COLUMNS
from mainstay.intake.records import Reject, Skipped, Unreadable
from mainstay.intake.report_rows import HEADING_COLUMN, Sieve
from mainstay.intake.twice_encoded import NAME
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mainstay.intake.csv_source import Source
    from mainstay.kernel.code_pages import CodePage

_MARKS: Final = ("\ufeff", "ï»¿")
_SEEN: Final = 25
_OLE: Final = b"\xd0\xcf\x11\xe0"
_OLE_DIRECTORY: Final = 1 << 20
_SIGNATURES: Final = (
    (b"\x89PNG", "PNG"), (b"%PDF", "PDF"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"\x1f\x8b", "gzip"),
    (_OLE, "XLS"), (b"SQLite format 3", "SQLite"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"), (b"RIFF", "RIFF"), (b"\x7fELF", "ELF"),
)  # fmt: skip
_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|table)\b", re.IGNORECASE)
_XML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b", re.IGNORECASE)
_JSON: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[\[{])')


class Batch(NamedTuple):
    """Rows as wide as the header with the file's line each begins on; rows too wide to be read; rows of the report."""

    lines: list[int]
    rows: list[list[str]]
    rejects: list[Reject]
    bytes_done: int
    skipped: Sequence[Skipped] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file that holds a table. `encoding_candidates` with two entries: two readings fit and differ."""

    path: Path
    kind: str
    encoding: str
    encoding_candidates: tuple[str, ...]
    encoding_samples: tuple[bytes, ...]
    delimiter: str
    header: tuple[str, ...]
    repeated: tuple[str, ...]
    header_line: int
    size_bytes: int
    source: Source
    header_index: int
    header_cells: tuple[str, ...]
    sieve: Sieve | None = None
    code_page: CodePage | None = None

    def sifted(self, sieve: Sieve) -> Table:
        """The same table without the rows that are no documents; headings fill a column of their own if it says so."""
        is_wider = sieve.fills_clients and sieve.client is None
        header = self.header[: len(self.header_cells)]
        return replace(self, sieve=sieve, header=(*header, HEADING_COLUMN) if is_wider else header)

    def beside(self, is_wanted: Callable[[list[str]], bool]) -> Table | None:
        """The table of another sheet of this workbook, with a header that is wanted; None when there is none."""
        if not isinstance(self.source, xlsx_source.XlsxSource):
            return None
        source = self.source.beside(is_wanted)
        return None if source is None else _table_of(self.path, source, "xlsx", self.size_bytes, is_wanted)

    def batches(self, size: int = 1000) -> Iterator[Batch]:
        """Hand out the rows below the header, `size` source rows at a time; empty rows are left out.

        A thousand rows stay in the processor's cache, which makes small batches faster than large ones.
        """
        width = len(self.header_cells)
        headings: list[str] = []
        for lines, rows, bytes_done in self.source.records(size, self.header_index + 1):
            batch = self._batch(lines, rows, bytes_done, width)
            if not batch.rows and not batch.rejects:
                continue
            if self.sieve is None or not batch.rows:
                yield batch
                continue
            lines_of_documents, documents, skipped = self.sieve.sift(batch.lines, batch.rows, headings)
            yield Batch(lines_of_documents, documents, batch.rejects, bytes_done, skipped)

    def _batch(self, lines: list[int], rows: list[list[str]], bytes_done: int, width: int) -> Batch:
        if self._is_plain(rows, width):
            return Batch(lines, rows, [], bytes_done)
        buffered_lines: list[int] = []
        rows_of_batch: list[list[str]] = []
        rejects: list[Reject] = []
        first_name = self.header_cells[0]
        for line, row in zip(lines, rows, strict=True):
            if not any(row):
                continue
            if "'" in "".join(row):
                row[:] = [unguarded(cell) if cell[:1] == "'" else cell for cell in row]
            first = row[0]
            if first.startswith(_MARKS):
                first = row[0] = _without_marks(first)
            if (not first or first.isspace()) and not any(cell and not cell.isspace() for cell in row):
                continue
            if len(row) != width:
                if len(row) > width and any(cell.strip() for cell in row[width:]):
                    surplus = next(cell for cell in row[width:] if cell.strip())
                    problem = Problem("", "too_many_cells", surplus, {"cells": len(row), "columns": width})
                    rejects.append(Reject(line, "", surplus, problem, [row]))
                    continue
                row[width:] = [""] * (width - len(row))
            if first == first_name and tuple(row) == self.header_cells:
                continue  # two exports glued together repeat the header
            buffered_lines.append(line)
            rows_of_batch.append(row)
        return Batch(buffered_lines, rows_of_batch, rejects, bytes_done)

    def _is_plain(self, rows: list[list[str]], width: int) -> bool:
        """Say whether a batch needs no second look: no empty, short or long row, nothing guarded, no stray mark."""
        if set(map(len, rows)) != {width}:
            return False
        firsts = [row[0] for row in rows]
        if not all(map(str.strip, firsts)) or self.header_cells[0] in firsts:
            return False
        text = "\x1f".join(chain.from_iterable(rows))
        return "\x1f'" not in text and text[0] != "'" and not any(mark in text for mark in _MARKS)


def open_table(
    path: Path | str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    code_page: CodePage | None = None,
    known_headers: Callable[[list[str]], bool],
    is_wanted: Callable[[list[str]], bool] | None = None,
) -> Table:
    """Open a CSV or XLSX file and find its header; Unreadable, with a reason, when it is no table.

    `known_headers` recognises a header row; `is_wanted` says which sheet of several is meant before all others;
    `code_page` is the one that the firm is known to write, where several fit.
    """
    path = Path(path)
    start, size = _start_of(path)
    source: Source

    def known(cells: list[str]) -> bool:
        return READING_COLUMN in cells or known_headers(cells)

    if start.startswith(b"PK\x03\x04"):
        source = xlsx_source.open_source(path, known, is_wanted, is_repaired=encoding == NAME, is_said=bool(encoding))
        kind = "xlsx"
    else:
        source = csv_source.open_source(path, encoding, delimiter, known, code_page=code_page)
        kind = "csv"
    table = _table_of(path, source, kind, size, known)
    if not any(batch.rows or batch.rejects for batch in table.batches(1000)):
        raise Unreadable(Problem("file", "header_only", path.name, {"line": table.header_line}))
    return table


def _table_of(path: Path, source: Source, kind: str, size: int, known: Callable[[list[str]], bool]) -> Table:
    first = source.first(_SEEN)
    if not first:
        raise Unreadable(Problem("file", "empty_file", path.name))
    rows = [row for _, row in first]
    top = header_row(rows, known)
    if not known([clean_name(cell) for cell in rows[top]]) and looks_like_document(rows[top]):
        raise Unreadable(Problem("file", "no_header", path.name, {"line": first[top][0]}))
    index, cells = joined_header(rows, top)
    line = first[index][0]
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    cells = [_without_marks(unguarded(cell)) for cell in cells]
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(Problem("file", "too_many_columns", "", {"line": line, "most": MOST_COLUMNS}))
    if max(map(len, cells), default=0) > LONGEST_NAME:
        raise Unreadable(Problem("file", "long_name", "", {"line": line, "most": LONGEST_NAME}))
    header, repeated = header_names(cells)
    return Table(
        path, kind, source.encoding.name, source.encoding.candidates, source.encoding.samples, source.delimiter,
        header, repeated, line, size, source, index, tuple(cells), code_page=source.encoding.code_page,
    )  # fmt: skip


def _start_of(path: Path) -> tuple[bytes, int]:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode) and not stat.S_ISDIR(facts.st_mode):
            raise Unreadable(Problem("file", "not_a_file", str(path)))
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise Unreadable(Problem("file", "missing_file", str(path))) from None
    except IsADirectoryError:
        raise Unreadable(Problem("file", "is_folder", str(path))) from None
    except OSError as error:
        raise Unreadable(Problem("file", "not_permitted", str(path), {"why": error.strerror or ""})) from None
    if start.startswith(_OLE) and _is_encrypted(path):
        raise Unreadable(Problem("file", "corrupt_xlsx", path.name))
    if not start.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Unreadable(Problem("file", "empty_file", path.name))
    looks_like = next((name for mark, name in _SIGNATURES if start.startswith(mark)), None)
    for pattern, name in ((_MARKUP, "HTML"), (_XML, "XML"), (_JSON, "JSON")):
        if looks_like is None and pattern.match(start):
            looks_like = name
    if looks_like:
        raise Unreadable(Problem("file", "not_a_table", path.name, {"looks_like": looks_like}))
    return start, facts.st_size


def _is_encrypted(path: Path) -> bool:
    """Say whether a workbook is locked by a password: it is then an OLE file that holds an encrypted package."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(_OLE_DIRECTORY)


def _without_marks(cell: str) -> str:
    while cell.startswith(_MARKS):
        for mark in _MARKS:
            cell = cell.removeprefix(mark)
    return cell
