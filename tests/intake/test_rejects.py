"""The file of rejected rows carries everything back: each cell as it was, and how it is to be read."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.intake.guards import guarded, guarded_text, unguarded
from mainstay.intake.mapping import ColumnMapping
from mainstay.intake.records import Exact, Reject
from mainstay.intake.rejects import RejectsFile, outcome_document, reading_in
from mainstay.intake.tables import open_table
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path

READING = ColumnMapping({"total": "Amount"}, "dmy", "comma", "TRY")
PROBLEM = Problem("total", "zero_amount", "0")


def written(path: Path, header: list[str], rows: list[list[str]], reading: ColumnMapping = READING) -> Path:
    file = path / "rejects.csv"
    with RejectsFile(file, header, reading, lambda problem: f"code {problem.code}") as rejects:
        rejects.write(Reject(7 + n, "Amount", "0", PROBLEM, [row]) for n, row in enumerate(rows))
    return file


def test_writes_columns_in_their_order_then_ours(tmp_path: Path) -> None:
    file = written(tmp_path, ["Name", "mainstay_line", "Amount"], [["=1+1", "3", "0"]])
    assert file.read_bytes().startswith(b"\xef\xbb\xbfName,Amount,mainstay_line,")
    with file.open(encoding="utf-8-sig", newline="") as text:
        header, row = csv.reader(text)
    assert header[2:] == ["mainstay_line", "mainstay_column", "mainstay_value", "mainstay_reason", "mainstay_reading"]
    assert row[:6] == ["'=1+1", "0", "7", "Amount", "0", "code zero_amount"]
    assert json.loads(row[6]) == {
        "fields": {"total": "Amount"}, "date_order": "dmy", "decimal": "comma", "currency": "TRY",
    }  # fmt: skip


@pytest.mark.parametrize("sign", list("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
def test_every_sign_that_begins_a_formula_is_guarded_and_comes_back(sign: str) -> None:
    for cell in (f"{sign}SUM(A1)", f"'{sign}SUM(A1)"):
        assert guarded(cell) == guarded_text(cell) == f"'{cell}"
        assert unguarded(guarded(cell)) == cell


def test_guards_formulas_but_not_numbers(tmp_path: Path) -> None:
    cells = ["=1+1", "@SUM(A1)", "+cmd", "-5,00", "+3", "-x", "\tx", "plain", "'quoted", "'=x"]
    file = written(tmp_path, [f"C{n}" for n in range(10)], [cells])
    with file.open(encoding="utf-8-sig", newline="") as text:
        _, row = csv.reader(text)
    assert row[:10] == ["'=1+1", "'@SUM(A1)", "'+cmd", "-5,00", "+3", "'-x", "'\tx", "plain", "'quoted", "''=x"]


def test_says_how_it_is_to_be_read(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, ["Foo", "Amount"], [["x", "0"]]), known_headers=lambda _: False)
    assert reading_in(table, ["total"]) == READING
    assert reading_in(table, ["other"]) is None


def test_another_file_says_nothing_about_its_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("A,B\n1,2\n", encoding="utf-8")
    assert reading_in(open_table(path, known_headers=lambda _: False), []) is None


def test_keeps_surplus_cells_and_writes_numbers_in_the_style_of_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, ["A", "B"], [["1", "2", "3", ""], [Exact("1.5"), "x"]])
    (batch,) = open_table(file, known_headers=lambda _: False).batches()
    assert [row[:2] for row in batch.rows] == [["1", "2,3"], ["1,5", "x"]]


# A cell may hold anything a decoded CSV can, except what is stripped from the first cell of a row on purpose.
CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeffï\ufdd0"), max_size=12
) | st.sampled_from(["=1+1", "'=x", "''-y", "-5.00", '"', '""', "a\r\nb", "\r", ",", ";", "@", "'", "'@", "\t\t"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_every_cell_comes_back_as_it_was(tmp_path: Path, rows: list[list[str]]) -> None:
    file = written(tmp_path, ["Foo", "Bar; Baz", "=Qux"], rows)
    table = open_table(file, known_headers=lambda _: False)
    assert table.header[:3] == ("Foo", "Bar; Baz", "=Qux")
    back = [row[:3] for batch in table.batches(2) for row in batch.rows]
    assert back == rows


def test_what_came_of_a_file_is_plain_enough_for_every_database() -> None:
    @dataclass
    class Outcome:
        rows: int
        rejects: list[Reject]
        rejects_file: Path | None = None

    problem = Problem("total", "odd", "a\0b \\u0000", {"issued": date(2024, 2, 29), "line": 3})
    kept = outcome_document(Outcome(7, [Reject(3, "Amount\0", "0", problem, [])]))
    assert kept == {
        "rows": 7,
        "rejects": [{
            "line": 3, "column": "Amount ",
            "problem": {
                "field": "total", "code": "odd", "value": "a b \\u0000", "params": {"issued": "2024-02-29", "line": 3},
            },
        }],
        "has_rejects_file": False,
    }  # fmt: skip
    assert json.loads(json.dumps(kept)) == kept
