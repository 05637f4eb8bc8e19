"""The whole book as tables that other programs read, and that an import of ours reads back.

Headings stay English in every language: files are made for programs, and the import knows them by their headings.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from django.db import connection
from django.utils.translation import gettext_lazy as _

from mainstay.billing.queries.sheets import LINE_CELLS, LINE_END
from mainstay.billing.rules.applied import Applied, applied_text
from mainstay.billing.rules.instalments import InstalmentPart, parts_text
from mainstay.billing.rules.lines import DocumentLine, lines_text, quantity_text
from mainstay.firm.permissions import may, require
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.refusal import Refusal
from mainstay.overview.formats.workbooks import Cell, Sheet, write_csv_folder, write_csv_zip, write_workbook
from mainstay.overview.gathered import SHEETS, exported_files, hidden_kinds
from mainstay.overview.rules.acts import EXPORT_ALL
from mainstay.store.snapshots import one_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from mainstay.kernel.actor import Actor

_BATCH: Final = 2_000
_ONE_TEXT: Final = {"sqlite": "GROUP_CONCAT", "postgresql": "STRING_AGG"}
_Row: TypeAlias = tuple[Any, ...]


class ExportExists(Refusal):
    """There is something where the export is to go."""

    code = "export_exists"
    sentence = _("There is something at %(path)s already. Name another place, or remove that first.")


def write_export(target: IO[bytes], kind: str, *, by: Actor) -> None:
    """Write the whole active book, as it is at one moment, to a file: "xlsx", or "csv" for a ZIP of CSV files.

    What somebody may not see on pages either is left out.
    """
    require(by, EXPORT_ALL)
    with one_moment():
        if kind == "xlsx":
            with TemporaryDirectory(prefix="mainstay-export-") as folder:
                write_workbook(_sheets(by), target, Path(folder))
        else:
            write_csv_zip(_sheets(by), target, exported_files(by))


def export_to(path: Path, *, by: Actor) -> Path:
    """Write the whole active book to FILE.xlsx, to FILE.zip, or else to CSV files in a new folder.

    It is there wholly or not at all. Refuses ExportExists; nothing is ever replaced.
    """
    require(by, EXPORT_ALL)
    if path.exists():
        raise ExportExists(path=path)
    kind = {".xlsx": "xlsx", ".zip": "csv"}.get(path.suffix)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if kind is None:
            part.mkdir(parents=True)
            with one_moment():
                write_csv_folder(_sheets(by), part, exported_files(by))
        else:
            with part.open("xb") as file:
                write_export(file, kind, by=by)
        part.rename(path)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)
        raise
    return path


def _sheets(by: Actor) -> Iterator[Sheet]:
    """Every table of the active book that somebody may see, read as it is written out; inside `one_moment`."""
    hidden = hidden_kinds(by)
    for query in SHEETS:
        if query.act is not None and not may(by, query.act):
            continue
        with _answer(query.statement.format(one_text=_ONE_TEXT[connection.vendor])) as (columns, rows):
            written = tuple(column for column in columns if ":" in column)
            headings, kinds = zip(*(column.split(":") for column in written), strict=True)
            seen = _without(hidden, rows, columns.index(query.happening)) if query.happening else rows
            made = seen if query.row_of is None else _changed(seen, columns, written, query.row_of)
            yield Sheet(query.name, headings, (_cells(row, kinds) for row in made))


@contextmanager
def _answer(statement: str) -> Iterator[tuple[tuple[str, ...], Iterator[_Row]]]:
    """The names of the columns of an answer, and its rows, read as they are written out."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        rows = (row for batch in iter(lambda: cursor.fetchmany(_BATCH), []) for row in batch)
        yield tuple(column[0] for column in cursor.description), rows


def _without(hidden: Collection[str], rows: Iterator[_Row], place: int) -> Iterator[_Row]:
    """The rows whose value in this place is none of the hidden ones."""
    return (row for row in rows if row[place] not in hidden)


def _changed(
    rows: Iterator[_Row],
    columns: tuple[str, ...],
    written: tuple[str, ...],
    row_of: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> Iterator[_Row]:
    for row in rows:
        found = row_of(dict(zip(columns, row, strict=True)))
        yield tuple(found[column] for column in written)


def _cells(row: _Row, kinds: tuple[str, ...]) -> tuple[Cell, ...]:
    currency = row[kinds.index("c")] or "" if "c" in kinds else ""
    places = EXPONENTS.get(currency, 2) if currency or "c" in kinds else 0

    def cell(value: Any, kind: str) -> Cell:  # noqa: ANN401 -- as the engine returns it
        if value is None:
            return None
        if kind == "a":
            return Decimal(value).scaleb(-places)
        if kind == "l":
            return lines_text(_lines(value), currency)
        if kind == "e":
            return applied_text(_applied(value), currency)
        return parts_text(_parts(value), currency) if kind == "p" else _WRITTEN[kind](value)

    return tuple(map(cell, row, kinds))


def _parts(text: str) -> list[InstalmentPart]:
    found = (one.split(" ") for one in text.split(";"))
    return sorted(InstalmentPart(day, int(minor)) for day, minor in found)


def _lines(text: str) -> list[DocumentLine]:
    found = (one.split(LINE_CELLS) for one in sorted(text.split(LINE_END)))
    return [
        DocumentLine(words, int(quantity), int(price), *rest) for _place, words, quantity, price, *rest in found
    ]  # fmt: skip


def _applied(text: str) -> list[Applied]:
    found = sorted((one.split(LINE_CELLS) for one in text.split(LINE_END)), key=lambda one: int(one[0]))
    return [
        Applied(number, date.fromisoformat(issued_on), date.fromisoformat(on), int(minor))
        for _place, number, issued_on, on, minor in found
    ]


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _moment(value: datetime | str) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")


_WRITTEN: Final[dict[str, Callable[[Any], Cell]]] = {
    "t": str,
    "c": str,
    "d": _day,
    "f": lambda value: "yes" if value else "no",
    "m": _moment,
    "q": lambda value: Decimal(quantity_text(value)),
}
