"""Several files by one command: recognised, in the right order, all or nothing said, scored once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mainstay.billing.actions import importing_files
from mainstay.cli import importing_all

if TYPE_CHECKING:
    from pathlib import Path

CLIENTS = ("Client name,Email,City", "Osier Ltd,office@osier.example,Bath", "Umber plc,pay@umber.example,Leeds")
INVOICES = (
    "Invoice No,Client,Invoice Date,Due Date,Total",
    "A-1,Osier Ltd,2026-01-12,2026-02-11,700.00",
    "A-2,Umber plc,2026-01-13,2026-02-12,300.00",
)
CREDITS = (
    "Invoice No,Client,Invoice Date,Total,Type,Applies To",
    "CN-1,Osier Ltd,2026-01-20,-50.00,Credit Note,A-1",
)
PAYMENTS = ("Client,Invoice No,Amount Paid,Payment Date", "Osier Ltd,A-1,650.00,2026-02-10")
STATEMENT = ("Date,Description,Amount", "2026-01-02,Card payment,-12.00", "2026-01-03,Transfer,80.00")


@pytest.fixture
def files(write) -> list[Path]:
    """Four files in the wrong order."""
    return [
        write("payments.csv", *PAYMENTS),
        write("credits.csv", *CREDITS),
        write("invoices.csv", *INVOICES),
        write("clients.csv", *CLIENTS),
    ]


def bring(book, files, *arguments):
    return book("import", "all", *files, "--yes", "--json", "--currency", "GBP", *arguments).document["outcomes"]


def opens(book):
    return {row["number"]: row["open"] for row in book("invoices", "--state", "all", "--json").document["invoices"]}


def test_files_come_in_in_the_right_order_whatever_order_they_are_given_in(british, files):
    done = bring(british, files)
    assert [one["file"] for one in done] == ["clients.csv", "invoices.csv", "credits.csv", "payments.csv"]
    assert [one["holds"] for one in done] == ["clients", "invoices", "invoices", "invoices"]
    assert (done[0]["clients"], done[1]["invoices"], done[2]["credit_notes"], done[3]["payments"]) == (2, 2, 1, 1)
    assert [one["rejected"] for one in done] == [0, 0, 0, 0]
    # 700.00 less the credit note of 50.00 less the payment of 650.00.
    assert opens(british) == {"A-1": "0.00", "A-2": "300.00"}
    british("check")


def test_a_dry_run_takes_all_of_them_in_and_undoes_all(british, files):
    tried = bring(british, files, "--dry-run")
    assert (opens(british), british.names("2026-11-28")) == ({}, [])
    assert british("imports", "list", "--json").document["imports"] == []
    done = bring(british, files)
    assert [{**one, "import": ""} for one in tried if "import" in one] == [
        {**one, "import": ""} for one in done if "import" in one
    ]
    assert tried[0] == done[0]


def test_the_book_is_scored_once_after_the_last_file(british, files, monkeypatch):
    scored = []
    real = importing_all.update
    monkeypatch.setattr(importing_all, "update", lambda book, **said: scored.append(real(book, **said)))
    bring(british, files)
    assert [one.inputs["invoices"] for one in scored] == [2]
    # All invoices, one credit note and one payment were there when the history was scored: 2 + 2 records.
    assert [one.inputs["recorded"] for one in scored] == [4]
    bring(british, files)  # all of it is known: nothing is scored anew
    assert len(scored) == 1


def test_what_is_in_doubt_is_said_with_the_file_and_its_flag(british, write):
    files = [
        write("invoices.csv", *INVOICES),
        write("payments.csv", "Client,Invoice No,Amount Paid,Payment Date", "Osier Ltd,A-1,650.00,03/02/2026"),
        write("more.csv", "Client,Invoice No,Amount Paid,Payment Date", "Umber plc,A-2,300.00,02/28/2026"),
    ]
    said = british.said("import", "all", *files, "--yes", "--currency", "GBP")
    assert said.code == 2
    assert "payments.csv: - order of day and month: add --date-order dmy|mdy" in said.words
    assert "invoices.csv:" not in said.err
    assert opens(british) == {}
    # The flag answers what is in doubt; the third file has said itself that its month comes first.
    done = bring(british, files, "--date-order", "dmy")
    assert [one["payments"] for one in done] == [0, 1, 1]
    british("check")


def test_an_answer_may_be_given_for_one_file_alone(british, write):
    header = "Client,Invoice No,Amount Paid,Payment Date"
    files = [
        write("invoices.csv", *INVOICES),
        write("one.csv", header, "Osier Ltd,A-1,700.00,03/02/2026"),
        write("two.csv", header, "Umber plc,A-2,300.00,03/02/2026"),
    ]
    bring(british, files, "--say", "one.csv:date_order=dmy", "--say", "two.csv:date_order=mdy")
    # Osier paid on 3 February, Umber on 2 March.
    open_then = {row["name"]: row["open"].get("GBP", "0.00") for row in british.clients("2026-02-15")}
    assert open_then == {"Osier Ltd": "0.00", "Umber plc": "300.00"}
    assert british.owed("2026-03-02") == {}


def test_columns_are_named_with_their_file(british, write):
    odd = write("odd.csv", "Who,Amount Paid,Payment Date,Slip", "Osier Ltd,650.00,2026-02-10,A-1")
    files = [write("invoices.csv", *INVOICES), odd]
    said = british.said("import", "all", *files, "--yes", "--currency", "GBP")
    assert (said.code, "--column odd.csv:client_name=" in said.words) == (2, True)
    said = british.said("import", "all", *files, "--yes", "--currency", "GBP", "--column", "client_name=Who")
    assert said.err.startswith("“client_name=Who” is not one of the files")
    bring(british, files, "--column", "odd.csv:client_name=Who", "--column", "odd.csv:number=Slip")
    assert opens(british)["A-1"] == "50.00"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (STATEMENT, "odd.csv: This is a bank statement"),
        (("Colour,Shape", "red,round"), "odd.csv: "),
    ],
)
def test_a_file_that_is_something_else_is_named_and_nothing_comes_in(british, write, lines, reason):
    files = [write("invoices.csv", *INVOICES), write("odd.csv", *lines)]
    said = british.said("import", "all", *files, "--yes", "--currency", "GBP")
    assert said.code == 2
    assert said.err.startswith(reason)
    assert opens(british) == {}


def test_rejected_rows_of_two_files_lie_in_two_files(british, write, tmp_path):
    (tmp_path / "other").mkdir()
    first = write("a.csv", *INVOICES, "A-3,Osier Ltd,2026-01-12,2026-02-11,much")
    second = first.with_suffix(".txt")
    second.write_text("\n".join([PAYMENTS[0], "Osier Ltd,NO-1,5.00,2026-02-10"]), encoding="utf-8")
    done = bring(british, [first, second])
    assert [one["rejected"] for one in done] == [1, 1]
    places = {one["rejects_file"] for one in done}
    assert len(places) == 2
    assert None not in places


def test_a_workbook_of_ours_brings_clients_and_invoices(british, files, new_firm, tmp_path):
    bring(british, files)
    book = tmp_path / "everything.xlsx"
    british("export", "--out", book)
    other = new_firm("GB")
    done = bring(other, [book])
    assert [(one["file"], one["holds"]) for one in done] == [
        ("everything.xlsx", "clients"),
        ("everything.xlsx", "invoices"),
    ]
    assert (done[0]["clients"], done[1]["invoices"], done[1]["payments"]) == (2, 2, 1)


def test_a_file_of_payments_is_gone_through_once(british, files, monkeypatch):
    gone_through = []
    real = importing_files.read_table
    monkeypatch.setattr(
        importing_files,
        "read_table",
        lambda table, plan, **more: gone_through.append(table.path.name) or real(table, plan, **more),
    )
    bring(british, files)
    assert gone_through == ["invoices.csv", "credits.csv", "payments.csv"]


def test_one_of_several_files_is_taken_back_without_the_others(british, write):
    header = "Invoice No,Client,Invoice Date,Due Date,Total"
    one = write("one.csv", header, "A-1,Ada Ltd,2026-01-12,2026-02-11,700.00")
    two = write("two.csv", header, "B-1,Bob Ltd,2026-01-12,2026-02-11,300.00")
    said = british("import", "all", one, two, "--currency", "GBP", "--yes", "--json").document
    first = next(one for one in said["outcomes"] if one["file"].endswith("one.csv"))
    british("imports", "take-back", first["import"], "--yes")
    british("check")
    rows = british("invoices", "--state", "all", "--json").document["invoices"]
    assert {row["number"]: row["open"] for row in rows} == {"A-1": "0.00", "B-1": "300.00"}
