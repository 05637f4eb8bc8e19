"""CSV read as a stream: delimiter found by trying, line numbers right across quoted newlines, open quotes refused."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from mainstay.intake.encodings import Encoding, encoding_of
from mainstay.intake.headers import clean_name, header_row
from mainstay.intake.limits import (
    LONGEST_CELL,
    LONGEST_RECORD,
    MOST_CELLS_AT_ONCE,
    MOST_CHARACTERS_AT_ONCE,
    WIDEST_ROW,
)
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mainstay.kernel.code_pages import CodePage

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 64 * 1024
_SEEN: Final = 25
# Follows the last line: inside an open quote it is swallowed, and that is how the open quote is noticed.
_END: Final = "\ufdd0end"


class _Reader(Protocol):
    """A reader of `csv`."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Its rows."""


class Source(Protocol):
    """Where the rows of a table come from."""

    @property
    def encoding(self) -> Encoding:
        """The encoding and what else fits."""

    @property
    def delimiter(self) -> str:
        """What stands between cells; "" in a spreadsheet."""

    def first(self, count: int) -> list[tuple[int, list[str]]]:
        """Give up to `count` records from the top, empty ones included, each with its line."""

    def records(self, size: int, skip: int) -> Iterator[tuple[list[int], list[list[str]], int]]:
        """Hand out all records after the first `skip`, in batches: lines, rows, bytes read so far."""


class CsvSource:
    """A CSV file with its encoding and delimiter."""

    def __init__(self, path: Path, encoding: Encoding, delimiter: str, stamp: tuple[int, int]) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter
        self._stamp = stamp

    def first(self, count: int) -> list[tuple[int, list[str]]]:
        """Give up to `count` records from the top, each with its line."""
        lines, rows, _ = next(self.records(count, 0), ([], [], 0))
        found = [(line, row or [""]) for line, row in zip(lines, rows, strict=True)]
        return found if any(cell.strip() for _, row in found for cell in row) else []

    def records(self, size: int, skip: int) -> Iterator[tuple[list[int], list[list[str]], int]]:
        """Hand out all records after the first `skip`, in batches."""
        with (
            self.path.open("rb") as raw,
            io.TextIOWrapper(raw, self.encoding.name, self.encoding.errors, newline="") as text,
        ):
            self._require_unchanged(raw)
            lines = _Lines(text)
            reader = csv.reader(chain(lines, (_END,)), delimiter=self.delimiter)
            ended = False
            while not ended:
                before = reader.line_num
                rows, ended = _take(reader, lines, skip or size)
                numbers = _lines(rows, before, reader.line_num)
                if ended:
                    self._require_unchanged(raw)
                    if not rows or rows.pop() != [_END]:
                        raise _open_quote(numbers[-1] if numbers else before + 1)
                    numbers.pop()
                if skip:
                    skip -= len(rows)
                elif rows:
                    yield numbers, rows, raw.tell()

    def _require_unchanged(self, raw: BinaryIO) -> None:
        if stamp_of(os.fstat(raw.fileno())) != self._stamp:
            raise Unreadable(Problem("file", "file_changed", self.path.name))


def stamp_of(facts: os.stat_result) -> tuple[int, int]:
    """What changes with a file: its size, and when it was last written."""
    return facts.st_size, facts.st_mtime_ns


class _Lines:
    """The lines of a text, with how long they are: no line, and no row of several lines, grows without an end."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.number = 0
        self.of_row = 0
        self.of_batch = 0
        self.are_read = False

    def __iter__(self) -> Iterator[str]:
        readline = self._text.readline
        while line := readline(LONGEST_RECORD + 1):
            self.number += 1
            self.of_row += len(line)
            self.of_batch += len(line)
            if self.of_row > LONGEST_RECORD:
                raise Unreadable(Problem("file", "long_row", "", {"line": self.number, "most": LONGEST_RECORD}))
            yield line
        self.are_read = True


def _take(reader: _Reader, lines: _Lines, size: int) -> tuple[list[list[str]], bool]:
    """Read up to `size` rows, fewer where they are wide or long; and whether these are the last."""
    rows: list[list[str]] = []
    cells = lines.of_batch = 0
    first = reader.line_num + 1
    try:
        for row in reader:
            length, lines.of_row = lines.of_row, 0
            rows.append(row)
            cells += len(row)
            if len(row) > WIDEST_ROW:
                raise Unreadable(Problem("file", "too_many_columns", "", {"line": first, "most": WIDEST_ROW}))
            if length > LONGEST_CELL and any(len(cell) > LONGEST_CELL for cell in row):
                raise _long_cell(first)
            if len(rows) == size or cells > MOST_CELLS_AT_ONCE or lines.of_batch > MOST_CHARACTERS_AT_ONCE:
                return rows, lines.are_read and row == [_END]
            first = reader.line_num + 1
    except csv.Error:
        # A cell grew beyond all measure: over several lines only an open quotation mark does that.
        raise (_long_cell(first) if reader.line_num <= first else _open_quote(first)) from None
    return rows, True


def _long_cell(line: int) -> Unreadable:
    return Unreadable(Problem("file", "long_cell", "", {"line": line, "most": LONGEST_CELL}))


def _open_quote(line: int) -> Unreadable:
    return Unreadable(Problem("file", "open_quote", "", {"line": line}))


def _newlines(row: list[str]) -> int:
    text = "".join(row)
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _lines(rows: list[list[str]], before: int, after: int) -> list[int]:
    if after - before == len(rows):
        return list(range(before + 1, after + 1))
    lines = []
    line = before + 1
    for row in rows:
        lines.append(line)
        line += 1 + sum(_newlines([cell]) for cell in row)
    return lines


def open_source(
    path: Path,
    encoding: str | None,
    delimiter: str | None,
    known_headers: Callable[[list[str]], bool],
    *,
    code_page: CodePage | None,
) -> CsvSource:
    """Open a CSV file; Unreadable when its bytes are no text."""
    stamp = stamp_of(path.stat())
    found = encoding_of(path, chosen=encoding, code_page=code_page)
    return CsvSource(path, found, delimiter or _delimiter(path, found, known_headers), stamp)


def _delimiter(path: Path, encoding: Encoding, known_headers: Callable[[list[str]], bool]) -> str:
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding.name, encoding.errors, newline="") as text:
        sample = text.read(_SAMPLE)
    hint = sample.removeprefix("\ufeff")[:6]
    if hint.startswith("sep=") and hint[4:5] in DELIMITERS:
        return hint[4:5]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = list(islice(csv.reader(sample.splitlines(keepends=True), delimiter=delimiter), _SEEN))
        except csv.Error:
            continue
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if any(known_headers([clean_name(cell) for cell in row]) for row in rows):
            return delimiter
        if not rows:
            continue
        width = len(rows[header_row(rows, lambda _: False)])
        same = Counter(map(len, rows))[width] / len(rows)
        score = (same, width) if width > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best
