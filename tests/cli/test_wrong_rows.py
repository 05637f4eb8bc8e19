"""Rows that cannot be right: the others come in, these are listed with line, column, value and reason, to be mended."""

from __future__ import annotations

import pytest
from tests.cli.outcomes import sums, whole

DAY = "2026-06-30"
LATER = "2126-01-01"
HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency,Paid,Payment Date"
GOOD = "A-1,Işık İnşaat,2026-03-01,2026-03-31,100.00,GBP,,"
RIGHT = "A-2,Özge Çağlar,2026-03-01,2026-03-31,50.00,GBP,50.00,2026-04-02"
RIGHT_CELLS = dict(zip(HEADER.split(","), RIGHT.split(","), strict=True))


def with_cells(**cells: str) -> str:
    named = {name.replace("_", " "): value for name, value in cells.items()}
    return ",".join({**RIGHT_CELLS, **named}.values())


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        pytest.param(
            with_cells(Invoice_Date="2026-02-31"),
            "Invoice Date",
            "2026-02-31",
            "2026-02-31 isn’t a valid date in the order chosen for this file: correct it.",
            id="31 February",
        ),
        pytest.param(
            with_cells(Total="0.00"),
            "Total",
            "0.00",
            "The amount is zero: enter what is owed, or leave the row out.",
            id="a zero amount",
        ),
        pytest.param(with_cells(Total=""), "Total", "", "The amount is missing: enter it.", id="no amount"),
        pytest.param(
            with_cells(Total="fifty"),
            "Total",
            "fifty",
            "fifty is not an amount in the decimal style chosen for this file: correct it.",
            id="an amount in words",
        ),
        pytest.param(
            with_cells(Currency="QQQ"),
            "Currency",
            "QQQ",
            "QQQ is not a currency in use: write its three letters, such as GBP or TRY.",
            id="an unknown currency",
        ),
        pytest.param(
            with_cells(Currency=""),
            "Currency",
            "",
            "No currency is named for this row; choose one for the file.",
            id="no currency in one row",
        ),
        pytest.param(
            with_cells(Currency="JPY", Total="50.5"),
            "Total",
            "50.5",
            "50.5 has more decimals than the currency: correct the amount or the currency.",
            id="half a yen",
        ),
        pytest.param(
            with_cells(Due_Date="2026-02-28"),
            "Due Date",
            "2026-02-28",
            "It is due on 2026-02-28, before it was issued (2026-03-01): correct one of the two.",
            id="due before issued",
        ),
        pytest.param(with_cells(Client=""), "Client", "", "The client's name is missing: enter it.", id="no client"),
        pytest.param(
            with_cells(Client="x" * 401),
            "Client",
            "x" * 80,
            "The client's name is longer than 300 characters.",
            id="a name without end",
        ),
        pytest.param(
            with_cells(Invoice_Number=""),
            "Invoice Number",
            "",
            "The invoice number is missing: enter it.",
            id="no number",
        ),
        pytest.param(
            RIGHT + ",surplus",
            "",
            "surplus",
            "The row has 9 cells, the header 8; a delimiter inside a cell needs quotation marks.",
            id="a cell too many",
        ),
    ],
)
def test_a_bad_row_is_listed_mended_and_brought_in_alone(  # noqa: PLR0917 -- a case has its parts
    british, new_firm, write, rejected, mended, row, column, value, reason
):
    outcome = british.bring(write("a.csv", HEADER, GOOD, row))
    assert (outcome["rows"], outcome["invoices"], outcome["rejected"]) == (2, 1, 1)
    assert rejected(outcome) == [("3", column, value, reason)]
    assert british.owed(DAY) == {"GBP": ("100.00", "100.00")}

    alone = british.bring(mended(outcome, RIGHT_CELLS))
    assert alone == whole(alone, rows=1, came_in=1, invoices=1, payments=1, clients=1)
    right = new_firm()
    right.bring(write("right.csv", HEADER, GOOD, RIGHT))
    assert british.whole(DAY) == right.whole(DAY)
    british("check")


def test_the_terminal_says_which_rows_stayed_out_and_where_they_are(british, write, tmp_path):
    file = write("a.csv", HEADER, GOOD, with_cells(Total="0"))
    said = british("import", "invoices", file, "--yes", "--rejects", tmp_path / "out.csv")
    assert "· line 3, Total: The amount is zero: enter what is owed, or leave the row out." in said.words
    assert f"The rejected rows are in {tmp_path / 'out.csv'}: fix them there and import" in said.words.replace("\n", "")


def test_a_rejects_file_is_never_written_over_another(british, write, tmp_path):
    file = write("a.csv", HEADER, GOOD, with_cells(Total="0"))
    assert british.bring(file)["rejects_file"] == str(tmp_path / "a.rejected.csv")
    again = british.bring(file)
    assert (again["unchanged"], again["rejected"]) == (1, 1)
    assert again["rejects_file"] == str(tmp_path / "a.rejected-2.csv")


def test_31_02_in_the_order_of_the_file(british, write, rejected):
    rows = ["A-1,Işık İnşaat,28/02/2026,,100.00,GBP,,", "A-2,Işık İnşaat,31/02/2026,,100.00,GBP,,"]
    outcome = british.bring(write("a.csv", HEADER, *rows))
    assert rejected(outcome) == [
        (
            "3",
            "Invoice Date",
            "31/02/2026",
            "31/02/2026 isn’t a valid date in the order chosen for this file: correct it.",
        )
    ]


def test_a_number_repeated_with_another_amount_keeps_all_its_rows_out(british, write, rejected):
    outcome = british.bring(write("a.csv", HEADER, GOOD, RIGHT, GOOD.replace("100.00", "50.00")))
    assert outcome == whole(
        outcome, rows=3, came_in=1, rejected=2, invoices=1, payments=1, clients=1, rejects_file=outcome["rejects_file"]
    )
    assert sums(outcome)["invoiced", "GBP"] == ("200.00", "50.00")
    reason = (
        "Invoice A-1 is in the file several times with different details (lines 2, 4), so none of its rows came in: "
        "keep the right ones."
    )
    assert rejected(outcome) == [("2", "Invoice Number", "A-1", reason)] * 2


def test_a_number_of_the_book_with_another_amount(british, write, rejected):
    british.bring(write("a.csv", HEADER, GOOD))
    outcome = british.bring(write("b.csv", HEADER, GOOD.replace("100.00", "900.00")))
    assert rejected(outcome) == [
        (
            "2",
            "Total",
            "900.00",
            "Invoice A-1 is already recorded with another amount: correct the number or the amount.",
        )
    ]
    assert british.owed(DAY) == {"GBP": ("100.00", "100.00")}


def test_yen_and_dinars_keep_their_own_decimals(british, write):
    rows = [
        'A-1,Tokyo KK,2026-03-01,,"1,500",JPY,,',
        'A-2,Tunis SA,2026-03-01,,"1,234.567",TND,"1,000.067",2026-03-05',
    ]
    outcome = british.bring(write("a.csv", HEADER, *rows))
    assert (outcome["invoices"], outcome["payments"], outcome["rejected"]) == (2, 1, 0)
    assert british.owed(DAY) == {"JPY": ("1500", "1500"), "TND": ("234.500", "234.500")}


@pytest.mark.parametrize("country", ["GB", "TR"])
def test_one_client_however_it_is_spelt(new_firm, write, country):
    book = new_firm(country)
    rows = [
        f"A-{number},{name},2026-03-01,,10.00,TRY,,"
        for number, name in enumerate(["IŞIK LTD", "Işık Ltd", "ışık  ltd", "ISIK LTD"])
    ]
    outcome = book.bring(write("a.csv", HEADER, *rows[:3]))
    assert (outcome["invoices"], outcome["clients"]) == (3, 1)
    outcome = book.bring(write("b.csv", HEADER, rows[3]))
    assert (outcome["invoices"], outcome["clients"]) == (1, 0)
    assert [(row["name"], row["open"]) for row in book.clients(DAY)] == [("IŞIK LTD", {"TRY": "40.00"})]


def test_a_payment_larger_than_its_invoice_stays_on_account(british, write):
    file = write("a.csv", HEADER, "A-1,Işık İnşaat,2026-03-01,,100.00,GBP,150.00,2026-03-05")
    said = british("import", "invoices", file, "--yes")
    assert "1 payment was larger than its invoice: the rest stays on the client's account." in said.words
    [row] = british.clients(DAY)
    assert (row["open"], row["on_account"]) == ({}, {"GBP": "50.00"})
    assert british.bring(file)["unchanged"] == 1
    assert british.clients(DAY) == [row]


FORMULAS = ("=1+1", "@SUM(A1:A9)", "+cmd|' /C calc'!A0", "-2+3", "\t=1+1")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_name_is_harmless_where_rows_go_out_and_whole_when_they_come_back(
    british, write, mended, formula
):
    outcome = british.bring(
        write("a.csv", HEADER, f'A-1,"{formula}",2026-03-01,,10.00,GBP,,', f'A-2,"{formula}",2026-03-01,,0,GBP,,')
    )
    assert british.names(DAY) == [formula.strip()]
    path = mended(outcome, {})
    assert f"'{formula}" in path.read_text(encoding="utf-8-sig")
    outcome = british.bring(mended(outcome, {"Total": "10.00"}))
    assert (outcome["invoices"], outcome["clients"]) == (1, 0)
    assert [(row["name"], row["open"]) for row in british.clients(DAY)] == [(formula.strip(), {"GBP": "20.00"})]


def test_bad_rows_of_clients(british, write, rejected, mended):
    header = "Client Name,Email,Phone,Country,Currency,Payment Terms,Credit Limit"
    rows = ["=1+1,a@b.example,1,GB,GBP,30,5000.00", ",c@d.example,2,TR,TRY,14,", "Işık İnşaat,,,TR,QQQ,,"]
    outcome = british.bring(write("clients.csv", header, *rows), kind="clients")
    assert {name: outcome[name] for name in ("rows", "clients", "unchanged", "rejected")} == {
        "rows": 3, "clients": 1, "unchanged": 0, "rejected": 2,
    }  # fmt: skip
    assert rejected(outcome) == [
        ("3", "Client Name", "", "The client's name is missing: enter it."),
        ("4", "Currency", "QQQ", "QQQ is not a currency in use: write its three letters, such as GBP or TRY."),
    ]
    assert british.names(DAY) == ["=1+1"]
    alone = british.bring(mended(outcome, {"Client Name": "IŞIK LTD", "Currency": "TRY"}), kind="clients")
    assert (alone["clients"], alone["rejected"]) == (1, 0)
    assert british.names(DAY) == ["=1+1", "IŞIK LTD"]


def test_a_file_of_the_other_kind(british, write):
    clients = write("clients.csv", "Client Name,Email,Phone,Country", "Işık İnşaat,,,TR")
    invoices = write("a.csv", HEADER, GOOD)
    assert british.refusal(clients) == "This is a list of clients. Import it with: mainstay import clients FILE"
    assert british.refusal(invoices, kind="clients") == (
        "This is a list of invoices. Import it with: mainstay import invoices FILE"
    )
    assert british.names(DAY) == []
