"""The file of rejected rows: as they were, with line and reason beside them, to be mended and imported alone."""

from __future__ import annotations

import csv
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, Self

from mainstay.intake.guards import guarded
from mainstay.intake.headers import OURS, READING_COLUMN
from mainstay.intake.mapping import ColumnMapping, dump_mapping, load_mapping
from mainstay.intake.records import Exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from mainstay.intake.records import Reject
    from mainstay.intake.tables import Table
    from mainstay.kernel.problem import Problem

_SHOWN: Final = 10
COLUMNS: Final = ("mainstay_line", "mainstay_column", "mainstay_value", "mainstay_reason", READING_COLUMN)


class RejectsFile:
    """A CSV file of rejected rows, UTF-8 with BOM, the original columns first.

    `reading` is written beside every row, so that the mended file comes in without a question.
    """

    def __init__(
        self, path: Path, header: Sequence[str], reading: ColumnMapping, sentence: Callable[[Problem], str]
    ) -> None:
        self.path = path
        self.count = 0
        self._places = [index for index, name in enumerate(header) if not name.startswith(OURS)]
        self._header = [header[index] for index in self._places]
        self._width = len(header)
        self._comma = reading.decimal == "comma"
        self._reading = dump_mapping(reading)
        self._sentence = sentence
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([guarded(name) for name in (*self._header, *COLUMNS)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add rejected rows; the rows of one invoice stay together."""
        for reject in rejects:
            self.count += 1
            ours = [str(reject.line), reject.column, reject.value, self._sentence(reject.problem), self._reading]
            for row in reject.rows:
                self._writer.writerow([guarded(cell) for cell in (*self._cells(row), *ours)])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _cells(self, row: list[str]) -> list[str]:
        if len(row) > self._width:
            # Cells too many come of a delimiter inside a cell; all of them are kept for the person who mends it.
            last = self._width - 1
            row = [*row[:last], ",".join(row[last:]).rstrip(",")]
        row = row + [""] * (self._width - len(row))
        cells = (row[index] for index in self._places)
        if self._comma:
            return [cell.replace(".", ",") if type(cell) is Exact else cell for cell in cells]
        return list(cells)


class LazyRejects:
    """A file of rejected rows made when the first one comes, so that a clean import leaves none behind.

    `first` keeps a few for the screen. Without a path they are counted and nothing is written.
    """

    def __init__(
        self,
        path: Path | None,
        header: Sequence[str],
        reading: ColumnMapping,
        sentence: Callable[[Problem], str],
    ) -> None:
        self._wanted = path
        self._make: Callable[[Path], RejectsFile] = lambda wanted: RejectsFile(wanted, header, reading, sentence)
        self._file: RejectsFile | None = None
        self.first: list[Reject] = []

    @property
    def path(self) -> Path | None:
        """Where the rejected rows are; None while there are none."""
        return None if self._file is None else self._wanted

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, rejects: Sequence[Reject]) -> int:
        """Write rejected rows down and count the rows of the file they are made of."""
        if not rejects:
            return 0
        self.first.extend(rejects[: _SHOWN - len(self.first)])
        if self._wanted is not None:
            if self._file is None:
                self._file = self._make(self._wanted)
            self._file.write(rejects)
        return sum(max(len(reject.rows), 1) for reject in rejects)


def reading_in(table: Table, known_fields: Iterable[str]) -> ColumnMapping | None:
    """Give the reading a file of rejected rows carries with it; None for any other file."""
    if READING_COLUMN not in table.header:
        return None
    index = table.header.index(READING_COLUMN)
    known = tuple(known_fields)
    for batch in table.batches(1000):
        for row in batch.rows:
            if row[index].strip():
                mapping, problems = load_mapping(row[index], known)
                return None if problems else mapping
    return None


def outcome_document(outcome: Any) -> dict[str, Any]:  # noqa: ANN401 -- the outcome of either kind of file
    """What came of a file as a small document that outlives who asked: its counts and its first rejects."""
    counts = {name: value for name, value in asdict(outcome).items() if isinstance(value, int)}
    rejects = [
        {"line": reject.line, "column": _plain(reject.column), "problem": _plain(asdict(reject.problem))}
        for reject in outcome.rejects
    ]
    return {**counts, "rejects": rejects, "has_rejects_file": outcome.rejects_file is not None}


def _plain(value: object) -> object:
    """As JSON keeps it on both engines: PostgreSQL takes no zero character, and a broken file may hold one."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value if isinstance(value, int) else str(value).replace("\0", " ")
