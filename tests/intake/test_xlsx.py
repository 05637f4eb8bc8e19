"""Workbooks: dates and numbers come out as text that no reading can mistake; bombs and wrecks are refused."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from mainstay.intake import xlsx_source
from mainstay.intake.amounts import amount_reader
from mainstay.intake.records import Exact, Unreadable
from mainstay.intake.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path


def known(cells: list[str]) -> bool:
    return "Number" in cells


def workbook(path: Path, *rows: list[object], second: list[list[object]] | None = None) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    if second:
        sheet = book.create_sheet("Other")
        for row in second:
            sheet.append(row)
    book.save(path)
    return path


def test_reads_cells_as_plain_text_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "book.csv", ["Invoices"], [], ["Number", "Date", "Amount", "Text", "Yes"],
        [1001.0, date(2024, 3, 1), 1234.5, "03.04.2024", True],
        [None, None, None, None, None],
        ["A-2", datetime(2024, 3, 1, 10, 15), 0.1 + 0.2, "1.234,56", None],  # noqa: DTZ001 -- a cell has no zone
    )  # fmt: skip
    table = open_table(path, known_headers=known)
    (batch,) = table.batches()
    assert (table.kind, table.header, table.header_line) == ("xlsx", ("Number", "Date", "Amount", "Text", "Yes"), 3)
    assert batch.lines == [4, 6]
    assert batch.rows == [
        ["1001", "2024-03-01", "1234.5", "03.04.2024", "true"],
        ["A-2", "2024-03-01T10:15:00", "0.3", "1.234,56", ""],
    ]
    assert type(batch.rows[0][2]) is Exact


def test_a_number_cell_keeps_its_point_under_a_decimal_comma() -> None:
    read = amount_reader("comma", 3)
    assert (read(Exact("1.234")), read("1.234"), read("1,234")) == (1234, 1_234_000, 1234)


def test_takes_the_sheet_whose_header_is_known(tmp_path: Path) -> None:
    path = workbook(tmp_path / "book.xlsx", ["A", "B"], [1, 2], second=[["Number", "Client"], [7, "Işık"]])
    (batch,) = open_table(path, known_headers=known).batches()
    assert batch.rows == [["7", "Işık"]]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e15, "1000000000000000"), (0.00001, "0.00001"), (1234.5600000000001, "1234.56"), (-0.5, "-0.5"), (2.0, "2")],
)
def test_writes_numbers_as_the_spreadsheet_shows_them(value: float, text: str) -> None:
    assert xlsx_source.number_text(value) == text


def _refused(path: Path) -> tuple[str, object]:
    with pytest.raises(Unreadable) as refused:
        open_table(path, known_headers=known)
    return refused.value.problem.code, refused.value.problem.params.get("looks_like")


def test_refuses_other_archives(tmp_path: Path) -> None:
    for name, looks_like in (("word/document.xml", "DOCX"), ("a.txt", "ZIP"), ("content.xml", "ODS")):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        assert _refused(path) == ("not_a_table", looks_like)


def test_refuses_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", ["Number"], ["x" * 100])
    monkeypatch.setattr(xlsx_source, "MOST_BYTES", 1000)
    assert _refused(path) == ("too_large_sheet", None)


def test_refuses_two_cells_in_opposite_corners(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "Number"
    book.active["XFD1048576"] = 1
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert _refused(path) == ("too_large_sheet", None)


def test_refuses_a_wreck(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["Number"], [1])
    path.write_bytes(path.read_bytes()[:-200])
    assert _refused(path) == ("corrupt_xlsx", None)


def test_drops_zero_letters_that_xml_writes_in_disguise(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["Number", "Client"], [1, "A_x0000_da"])
    (batch,) = open_table(path, known_headers=known).batches()
    assert batch.rows == [["1", "Ada"]]


def test_letters_encoded_twice_are_asked_about_and_repaired(tmp_path: Path) -> None:
    spoilt = "Işık".encode().decode("cp1252")
    path = workbook(tmp_path / "a.xlsx", ["Number", "Müşteri".encode().decode("cp1252")], [1, spoilt])
    table = open_table(path, known_headers=known)
    assert (table.encoding_candidates, table.encoding_samples[-1].decode()) == (("utf-8-twice", "utf-8"), spoilt)
    table = open_table(path, known_headers=known, encoding="utf-8-twice")
    (batch,) = table.batches()
    assert (table.header, batch.rows, table.encoding_candidates) == (("Number", "Müşteri"), [["1", "Işık"]], ("xlsx",))
    (batch,) = open_table(path, known_headers=known, encoding="utf-8").batches()
    assert batch.rows == [["1", spoilt]]
