"""Tables written out: a workbook with a sheet for each, or CSV files, one after another without holding any in memory.

Text a spreadsheet would run as a formula is guarded in CSV and written as text in XLSX; amounts are exact in both.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Final, NamedTuple, TypeAlias

from xlsxwriter import Workbook

from mainstay.intake.guards import guarded_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from mainstay.kernel.offers import ExportedFile

Cell: TypeAlias = str | date | Decimal | None

MOST_ROWS: Final = 1_048_575
"""Rows of an XLSX sheet below its header."""
_EXACT: Final = Decimal(10) ** 13
_FIRST_DAY: Final = date(1900, 3, 1)  # before it spreadsheets count a day that never was
_WIDTH: Final = 16


class Sheet(NamedTuple):
    """A table: its name, its headings, its rows."""

    name: str
    headings: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]


def write_csv_folder(sheets: Iterable[Sheet], folder: Path, files: Iterable[ExportedFile] = ()) -> None:
    """Write a CSV file for each sheet into a folder, and the files beside them."""
    for sheet in sheets:
        with (folder / file_name(sheet)).open("w", encoding="utf-8-sig", newline="") as file:
            _write_csv(sheet, file)
    for one in files:
        path = folder / one.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)


def write_csv_zip(sheets: Iterable[Sheet], target: IO[bytes], files: Iterable[ExportedFile] = ()) -> None:
    """Write one ZIP with a CSV file for each sheet, and the files beside them."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            with (
                archive.open(file_name(sheet), "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file,
            ):
                _write_csv(sheet, file)
        for one in files:
            archive.writestr(one.place, one.content)


def write_csv(sheet: Sheet, target: IO[bytes]) -> None:
    """Write one sheet as a CSV file."""
    file = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    _write_csv(sheet, file)
    file.detach()


def file_name(sheet: Sheet) -> str:
    """The name of a sheet's CSV file: "credit-notes.csv"."""
    return file_name_of(sheet.name)


def file_name_of(name: str) -> str:
    """The name of the CSV file of the sheet of this name."""
    return f"{name.replace(' ', '-').lower()}.csv"  # machine text


def write_workbook(sheets: Iterable[Sheet], target: IO[bytes], folder: Path) -> None:
    """Write one XLSX with a sheet for each; what does not fit into one goes on in the next.

    `folder` holds the workbook while it is not packed yet.
    """
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, {"constant_memory": True, "tmpdir": str(folder), "use_zip64": True, **plain}) as book:
        heading, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        amounts = {n: book.add_format({"num_format": f"0.{'0' * n}" if n else "0"}) for n in range(7)}
        for sheet in sheets:
            for number, rows in enumerate(_portions(sheet.rows), start=1):
                page = book.add_worksheet(sheet.name if number == 1 else f"{sheet.name} {number}")
                page.freeze_panes(1, 0)
                page.set_column(0, len(sheet.headings) - 1, _WIDTH)
                for column, title in enumerate(sheet.headings):
                    page.write_string(0, column, title, heading)
                for line, row in enumerate(rows, start=1):
                    for column, cell in enumerate(row):
                        _write_cell(page, (line, column), cell, day, amounts)


def _write_csv(sheet: Sheet, file: IO[str]) -> None:
    writer = csv.writer(file)
    writer.writerow(sheet.headings)
    writer.writerows([_text(cell) for cell in row] for row in sheet.rows)


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return guarded_text(cell)
    return "" if cell is None else str(cell)


def _portions(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Iterator[tuple[Cell, ...]]]:
    """Share rows out among sheets; a table without rows still gets one."""
    waiting = iter(rows)
    is_over = False

    def portion() -> Iterator[tuple[Cell, ...]]:
        nonlocal is_over
        for _ in range(MOST_ROWS):
            try:
                yield next(waiting)
            except StopIteration:
                is_over = True
                return

    while not is_over:
        yield portion()


def _write_cell(page: Worksheet, at: tuple[int, int], cell: Cell, day: Format, amounts: dict[int, Format]) -> None:
    match cell:
        case None | "":
            return
        case Decimal() if abs(cell) < _EXACT:
            places = -int(cell.as_tuple().exponent)
            page.write_number(*at, float(cell), amounts[places])
        case date() if cell >= _FIRST_DAY:
            page.write_datetime(*at, datetime.combine(cell, time()), day)
        case _:
            page.write_string(*at, str(cell))
