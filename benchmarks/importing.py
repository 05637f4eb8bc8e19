"""Import of invoices and their payments from a file, beside the same rows through bare executemany."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.books import HOME, PRAGMAS, bring_in, fresh_book
from benchmarks.figures import CLOCK, IS_POSTGRESQL, Figure, peak_mb, plain, timed
from benchmarks.files import ibm_file

from mainstay.store import book_templates
from mainstay.store.context import use_firm
from mainstay.store.paths import book_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "import"
SUMMARY = "100,000 invoices and their payments from a CSV file"
ROWS, CLIENTS = 100_000, 1_000
TABLES = (
    "clients_client", "billing_latestbusinessdate", "billing_invoice", "billing_payment", "billing_writeoff",
    "billing_allocation", "billing_dispute", "timeline_author", "timeline_entry", "timeline_words",
)  # fmt: skip
_AIM = 1 / 3
_RUNS = 3


def measure(size: float) -> list[Figure]:
    """Import into a fresh book, then write what came of it through the bare driver, in turns; the best of three."""
    rows = int(ROWS * size)
    file = ibm_file(rows, max(int(CLIENTS * size), 1))
    before = peak_mb()
    best: dict[str, float] = {}
    written: list[_Written] = []
    peak = 0.0
    for _ in range(_RUNS):
        with use_firm(fresh_book("imported")):
            _keep_best(best, "ours", lambda: bring_in(file, currency="USD"))
            peak = peak or peak_mb()
        if IS_POSTGRESQL:
            continue
        written = written or _read_back()
        for name, prepare in (("guarded", _copy_of_template), ("bare", _bare_schema)):
            _keep_best(best, name, partial(_write, prepare(written), written))
    figures = [
        plain("invoices a second", rows / best["ours"], "1/s"),
        plain("peak memory", peak, "MB", before, "before it began"),
    ]
    if IS_POSTGRESQL:
        return [plain("whole import", best["ours"], CLOCK), *figures]
    count = sum(len(table.rows) for table in written)
    return [
        _speed("whole import", best["ours"], best["guarded"], f"executemany, same tables ({count:,} rows)", _AIM),
        _speed("whole import", best["ours"], best["bare"], "executemany, no indexes, no rules", None),
        *figures,
    ]


def _speed(name: str, ours: float, beside: float, beside_name: str, aim: float | None) -> Figure:
    if aim is None:
        return Figure(name, ours, beside, beside_name, CLOCK)
    return Figure(name, ours, beside, beside_name, CLOCK, "≤ 3 ×", beside / ours >= aim)


def _keep_best(best: dict[str, float], name: str, work: Callable[[], object]) -> None:
    best[name] = min(best.get(name, float("inf")), timed(work))


class _Written:
    """The rows of one table as they stand in our book after the import."""

    def __init__(self, table: str, columns: list[tuple[str, str]], rows: list[tuple[Any, ...]]) -> None:
        self.table = table
        self.columns = columns
        self.rows = rows

    @property
    def insert(self) -> str:
        """The statement for executemany."""
        names = ", ".join(f'"{name}"' for name, _ in self.columns)
        return f'INSERT INTO "{self.table}" ({names}) VALUES ({", ".join("?" * len(self.columns))})'

    @property
    def bare(self) -> str:
        """The table without indexes, checks and keys but its own."""
        columns = [f'"{name}" {kind}' for name, kind in self.columns if name != "id"]
        return f'CREATE TABLE "{self.table}" (id integer PRIMARY KEY, {", ".join(columns)})'


def _read_back() -> list[_Written]:
    found = []
    with closing(sqlite3.connect(book_file("imported"))) as book:
        for table in TABLES:
            columns = book.execute("SELECT name, type FROM pragma_table_info(?) ORDER BY cid", [table]).fetchall()
            names = ", ".join(f'"{name}"' for name, _ in columns)
            rows = book.execute(f'SELECT {names} FROM "{table}" ORDER BY id').fetchall()
            found.append(_Written(table, columns, rows))
    return found


def _copy_of_template(_: list[_Written]) -> Path:
    path = _empty("guarded")
    shutil.copyfile(book_templates.template_file(), path)
    return path


def _bare_schema(written: list[_Written]) -> Path:
    path = _empty("bare")
    with closing(sqlite3.connect(path)) as book:
        for table in written:
            book.execute(table.bare)
    return path


def _empty(name: str) -> Path:
    path = HOME / f"{name}.sqlite3"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return path


def _write(path: Path, written: list[_Written]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as book:
        for pragma in PRAGMAS:
            book.execute(pragma)
        book.execute("BEGIN IMMEDIATE")
        for table in written:
            book.executemany(table.insert, table.rows)
        book.execute("COMMIT")
