"""CSV read as a stream: delimiter found by trying, line numbers right across quoted newlines, open quotes refused."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Protocol

from mainstay.intake.encodings import Encoding, encoding_of
from mainstay.intake.headers import clean_name, header_row
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 64 * 1024
_SEEN: Final = 25
# Follows the last line: inside an open quote it is swallowed, and that is how the open quote is noticed.
_END: Final = "\ufdd0end"


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

    def __init__(self, path: Path, encoding: Encoding, delimiter: str) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter

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
            reader = csv.reader(chain(text, (_END,)), delimiter=self.delimiter)
            ended = False
            while not ended:
                take = skip or size
                before = reader.line_num
                rows = self._take(reader, take, before)
                lines = _lines(rows, before, reader.line_num)
                if len(rows) < take or rows[-1] == [_END]:
                    ended = True
                    if not rows or rows.pop() != [_END]:
                        raise _open_quote(lines[-1] if lines else before + 1)
                    lines.pop()
                if skip:
                    skip = 0
                elif rows:
                    yield lines, rows, raw.tell()

    def _take(self, reader: Iterator[list[str]], size: int, before: int) -> list[list[str]]:
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, size))
        except csv.Error:
            raise _open_quote(before + 1 + sum(1 + _newlines(row) for row in rows)) from None
        return rows


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
    turkish: bool,
) -> CsvSource:
    """Open a CSV file; Unreadable when its bytes are no text."""
    found = encoding_of(path, chosen=encoding, turkish=turkish)
    return CsvSource(path, found, delimiter or _delimiter(path, found, known_headers))


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
