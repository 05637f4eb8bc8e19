"""Any file a person may bring: read as the table it is, or refused with a reason."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mainstay.intake.headers import header_names
from mainstay.intake.records import Unreadable
from mainstay.intake.tables import Table, open_table

if TYPE_CHECKING:
    from pathlib import Path


def known(cells: list[str]) -> bool:
    return {"Number", "Client"} <= set(cells)


def table_of(tmp_path: Path, content: bytes | str, **options: object) -> Table:
    path = tmp_path / "book.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, known_headers=known, **options)  # type: ignore[arg-type]


def rows_of(table: Table) -> list[tuple[int, list[str]]]:
    return [pair for batch in table.batches(2) for pair in zip(batch.lines, batch.rows, strict=True)]


def refusal(tmp_path: Path, content: bytes | str, **options: object) -> tuple[str, dict[str, object]]:
    with pytest.raises(Unreadable) as refused:
        for _ in table_of(tmp_path, content, **options).batches():
            pass
    return refused.value.problem.code, refused.value.problem.params


def test_reads_rows_with_their_lines(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Number,Client\n1,Ada\n\n , \n2,Işık\n")
    assert (table.kind, table.encoding, table.delimiter, table.header, table.header_line) == (
        "csv", "utf-8", ",", ("Number", "Client"), 1,
    )  # fmt: skip
    assert rows_of(table) == [(2, ["1", "Ada"]), (5, ["2", "Işık"])]
    assert rows_of(table) == rows_of(table)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_counts_lines_across_quoted_newlines(tmp_path: Path, end: str) -> None:
    text = end.join(["Number,Client", '1,"Ada', 'Ltd"', "2,Bea", '3,"C', "", 'D"', "4,Eve"])
    assert rows_of(table_of(tmp_path, text)) == [
        (2, ["1", f"Ada{end}Ltd"]),
        (4, ["2", "Bea"]),
        (5, ["3", f"C{end}{end}D"]),
        (8, ["4", "Eve"]),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    assert rows_of(table_of(tmp_path, f"Number{delimiter}Client\n1{delimiter}Ada\n")) == [(2, ["1", "Ada"])]


def test_finds_the_delimiter_of_an_unknown_header_with_decimal_commas(tmp_path: Path) -> None:
    table = table_of(tmp_path, "No;Kime;Tutar\n1;Ada;2,50\n2;Bea;3,50\n")
    assert (table.delimiter, table.header) == (";", ("No", "Kime", "Tutar"))


def test_follows_the_hint_of_a_spreadsheet(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\nA;B\n1,2,3;4,5,6\n")
    assert (table.delimiter, table.header, table.header_line) == (";", ("A", "B"), 2)


def test_finds_the_header_below_title_rows(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Invoices\n2024,exported,by,Ada,on,Monday\n\nNumber,Client\n1,Ada\n")
    assert (table.header, table.header_line, rows_of(table)) == (("Number", "Client"), 4, [(5, ["1", "Ada"])])


def test_takes_the_row_with_most_names_when_no_header_is_known(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Report\nA,B,C\n1,2,3\n4,5,6\n")
    assert (table.header, table.header_line) == (("A", "B", "C"), 2)


def test_strips_marks_and_asterisks_from_names(tmp_path: Path) -> None:
    table = table_of(tmp_path, "\ufeff*Number , Client,*Ödeme  Tarihi\n1,Ada,\n")
    assert table.header == ("Number", "Client", "Ödeme Tarihi")


def test_makes_repeated_and_empty_names_unique(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Number,Client,Phone,,phone,Phone\n1,Ada,2,3,4,5\n")
    assert table.header == ("Number", "Client", "Phone", "Column 4", "phone (2)", "Phone (3)")
    assert table.repeated == ("phone", "Phone")


def test_pads_short_rows_and_flags_long_ones(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Number,Client\n1\n2,Bea,,\n3,C,more\n")
    (batch,) = table.batches()
    assert (batch.lines, batch.rows) == ([2, 3], [["1", ""], ["2", "Bea"]])
    (reject,) = batch.rejects
    assert (reject.line, reject.problem.code, reject.problem.params, reject.rows) == (
        4, "too_many_cells", {"cells": 3, "columns": 2}, [["3", "C", "more"]],
    )  # fmt: skip


def test_leaves_out_a_header_repeated_between_rows(tmp_path: Path) -> None:
    content = "\ufeffNumber,Client\n1,Ada\n\ufeffNumber,Client\n2,Bea\n"
    assert rows_of(table_of(tmp_path, content)) == [(2, ["1", "Ada"]), (4, ["2", "Bea"])]


def test_takes_off_the_apostrophe_that_guards_a_formula(tmp_path: Path) -> None:
    assert rows_of(table_of(tmp_path, "Number,Client\n'-x,'=1+1\n'2,O'Brien\n")) == [
        (2, ["-x", "=1+1"]),
        (3, ["'2", "O'Brien"]),
    ]


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (b"", "empty_file", {}),
        (b"\xef\xbb\xbf \r\n", "empty_file", {}),
        (b"Number,Client\n", "header_only", {"line": 1}),
        (b"Number,Client\n,\n\n", "header_only", {"line": 1}),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not_a_table", {"looks_like": "PNG"}),
        (b"%PDF-1.7\n", "not_a_table", {"looks_like": "PDF"}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_a_table", {"looks_like": "XLS"}),
        (b"<!DOCTYPE html><table>", "not_a_table", {"looks_like": "HTML"}),
        (b'{"a": 1}', "not_a_table", {"looks_like": "JSON"}),
        (b"Number,Client\n1,\0\x01\x02\n", "not_a_table", {"looks_like": "binary"}),
        (b'Number,Client\n1,Ada\n2,"Bea\n3,C\n', "open_quote", {"line": 3}),
        (b'Number,Client\n1,Ada\n2,"Bea\n' + b"3,C\n" * 50_000, "open_quote", {"line": 3}),
        (b"Number,Client\n1,\x81\xff\n", "no_encoding_fits", {}),
        (b"PK\x03\x04rubbish", "corrupt_xlsx", {}),
        (b"Number,Client\n1," + b"x" * 40_000 + b"\n", "long_cell", {"line": 2, "most": 32_767}),
        (b"Number,Client\n1," + b"x" * 200_000 + b"\n", "long_cell", {"line": 2, "most": 32_767}),
        (b"Number,Client\n1," + b"ab," * 400_000, "long_row", {"line": 2, "most": 1 << 20}),
        (b"Number,Client\n1," + b'"a\n",' * 250_000, "long_row", {"line": 209_717, "most": 1 << 20}),
        (b"Number,Client\n1,Ada\n" + b"," * 20_000, "too_many_columns", {"line": 3, "most": 16_384}),
        (b"Number,Client" + b",a" * 1000 + b"\n1,Ada\n", "too_many_columns", {"line": 1, "most": 1000}),
    ],
)
def test_refuses_what_is_no_table(tmp_path: Path, content: bytes, code: str, params: dict[str, object]) -> None:
    assert refusal(tmp_path, content) == (code, params)


def test_refuses_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.csv", "missing_file"), (tmp_path, "is_folder")):
        with pytest.raises(Unreadable) as refused:
            open_table(path, known_headers=known)
        assert refused.value.problem.code == code


def test_names_many_equal_columns_at_once(tmp_path: Path) -> None:
    header = header_names(["a"] * 16_000 + ["a (2)"] * 3)[0]
    assert (len(set(header)), header[2], header[-1]) == (16_003, "a (3)", "a (2) (4)")


def test_hands_out_wide_rows_in_small_batches(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Number,Client\n" + ("1,Ada" + "," * 4000 + "\n") * 400)
    batches = [len(batch.rows) for batch in table.batches()]
    assert (sum(batches), max(batches)) == (400, 50)


def test_refuses_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Number,Client\n1,Ada\n")
    (tmp_path / "book.csv").write_text("Number,Client\n1,Ada\n2,Bea\n")
    with pytest.raises(Unreadable) as refused:
        list(table.batches())
    assert refused.value.problem.code == "file_changed"


def test_a_row_that_is_our_own_mark_of_the_end_ends_nothing(tmp_path: Path) -> None:
    mark = "\ufdd0end\n"
    table = table_of(tmp_path, f"Number,Client\n1,Ada\n{mark}2,Bea\n{mark}{mark}")
    assert [row[0] for _, row in rows_of(table)] == ["1", mark.strip(), "2", mark.strip(), mark.strip()]


def test_never_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", "/dev/zero"):
        with pytest.raises(Unreadable) as refused:
            open_table(path, known_headers=known)
        assert refused.value.problem.code == "not_a_file"
