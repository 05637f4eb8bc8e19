"""How what was read of a file is booked: every row and every sum accounted for.

The first tests read folders of the situations from public bug reports and are skipped without them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.outcomes import sums
from tests.cli.test_cases_from_the_wild import FOLDER

LATE = "2126-01-01"


@pytest.fixture
def case(tmp_path):
    """Copy a file of a folder: rejected rows are written beside it."""
    if FOLDER is None:
        pytest.skip("the cases are not beside this checkout (MAINSTAY_SHARED_CASES)")
    return lambda name, file: Path(shutil.copy(FOLDER / name / file, tmp_path))


def opened(book, as_of=LATE):
    """Client -> what is open in the one currency of the book."""
    return {row["name"]: next(iter(row["open"].values()), "0.00") for row in book.clients(as_of)}


def by_number(book):
    return {row["number"]: row["open"] for row in book("invoices", "--state", "all", "--json").document["invoices"]}


def balanced(outcome):
    """Every row of the file ended in exactly one way."""
    ways = ("came_in", "updated", "unchanged", "left_out", "rejected")
    assert sum(outcome[way] for way in ways) == outcome["rows"], outcome
    return outcome


def test_numbers_of_each_client(british, case):
    outcome = balanced(british.bring(case("number-shared-by-clients", "invoices.csv"), "--currency", "GBP"))
    assert opened(british) == {"Rowan Ltd": "150.00", "Sorrel Ltd": "100.00"}
    assert outcome["numberings"] == {"client": "1"}


def test_credit_notes_come_in(british, case):
    outcome = balanced(british.bring(case("credit-note-rows", "invoices.csv"), "--currency", "GBP"))
    assert by_number(british) == {"INV-10": "1000.00", "INV-11": "0.00"}
    assert sums(outcome) == {("invoiced", "GBP"): ("1000.00", "1000.00")}


def test_a_refund_is_no_credit_note(british, case):
    balanced(british.bring(case("credit-note-positive", "invoices.csv"), "--currency", "GBP"))
    assert by_number(british) == {"INV-10": "1000.00"}
    [waiting] = british("imports", "unbooked", "--json").document["unbooked"]
    assert (waiting["kind"], waiting["number"], waiting["amount"]) == ("refund", "RF-1", "50.00")


def test_turkish_credit_notes(turkish, case):
    balanced(turkish.bring(case("credit-note-turkish", "faturalar.csv"), "--date-order", "dmy"))
    assert by_number(turkish) == {"SAT2026000000041": "10000.00", "SAT2026000000042": "7500.00"}


def test_a_deposit_before_the_invoice(british, case):
    british.bring(case("deposit-payment-file", "invoices.csv"), "--currency", "GBP")
    balanced(british.bring(case("deposit-payment-file", "payments.csv"), "--currency", "GBP"))
    british("record", "payment", "Cumin Ltd", "100", "--on", "2026-04-02", "--invoice", "DP-1")
    assert by_number(british) == {"DP-1": "200.00"}
    [client] = british.clients(LATE)
    assert client["on_account"] == {"GBP": "50.00"}


def test_instalments_are_an_invoice_with_due_dates(british, case):
    """IN-1 is 1,000.00: 300 due 9 Feb, 300 due 11 Mar, 400 due 10 Apr."""
    outcome = balanced(british.bring(case("instalments", "invoices.csv"), "--currency", "GBP"))
    assert (outcome["invoices"], outcome["rejected"]) == (1, 0)
    assert sums(outcome) == {("invoiced", "GBP"): ("1000.00", "1000.00")}
    shown = british("outlook", "--invoice", "IN-1", "--json").document
    assert [(part["due_on"], part["amount"]) for part in shown["instalments"]] == [
        ("2026-02-09", "300.00"), ("2026-03-11", "300.00"), ("2026-04-10", "400.00"),
    ]  # fmt: skip
    overdue = {
        "2026-02-09": "0.00", "2026-02-10": "300.00", "2026-03-11": "300.00", "2026-03-12": "600.00",
        "2026-04-10": "600.00", "2026-04-11": "1000.00",
    }  # fmt: skip
    assert {on: british.owed(on)["GBP"] for on in overdue} == {on: ("1000.00", late) for on, late in overdue.items()}
    again = balanced(british.bring(case("instalments", "invoices.csv"), "--currency", "GBP"))
    assert (again["invoices"], again["rejected"], again["changes"]) == (0, 0, [])


def test_one_receipt_over_three_invoices(british, case):
    british.bring(case("one-payment-many-invoices", "invoices.csv"), "--currency", "PHP")
    balanced(british.bring(case("one-payment-many-invoices", "payments.csv"), "--currency", "PHP"))
    assert by_number(british) == {"OP-1": "0.00", "OP-2": "0.00", "OP-3": "0.00"}


def test_a_client_renamed_without_an_id(british, case):
    british.bring(case("client-renamed-no-id", "first.csv"), "--currency", "GBP")
    outcome = balanced(british.bring(case("client-renamed-no-id", "second.csv"), "--currency", "GBP"))
    assert opened(british) == {"Umber Group plc": "210.00"}
    [change] = outcome["changes"]
    assert (change["kind"], change["ours"], change["theirs"]) == ("renamed", "Umber Trading Ltd", "Umber Group plc")


def test_voided_at_the_source(british, case):
    british.bring(case("voided-later", "first.csv"), "--currency", "GBP")
    outcome = balanced(british.bring(case("voided-later", "second.csv"), "--currency", "GBP"))
    [change] = outcome["changes"]
    assert (change["kind"], change["subject"], change["open"]) == ("voided", "VL-1", "700.00")
    assert by_number(british) == {"VL-1": "0.00", "VL-2": "300.00"}


# -- written by hand, so that they run everywhere --------------------------------------------------------------------

HEADER = "Invoice No,Client,Invoice Date,Due Date,Total"


def test_equal_rows_without_a_number_are_all_invoices_and_a_second_run_changes_nothing(british, write):
    rows = ["Saffron Ltd,2026-03-16,2026-04-15,900.00"] * 2 + ["Saffron Ltd,2026-03-17,2026-04-16,450.00"]
    file = write("a.csv", "Customer,Date,Due Date,Amount", *rows)
    first = balanced(british.bring(file, "--currency", "GBP"))
    assert (first["invoices"], first["unchanged"]) == (3, 0)
    assert sums(first) == {("invoiced", "GBP"): ("2250.00", "2250.00")}
    again = balanced(british.bring(file, "--currency", "GBP"))
    assert (again["invoices"], again["unchanged"]) == (0, 3)
    assert opened(british) == {"Saffron Ltd": "2250.00"}


def test_numbers_that_begin_anew_each_year(british, write):
    file = write("a.csv", HEADER, "1,Rowan Ltd,2025-01-10,2025-02-09,100.00", "1,Rowan Ltd,2026-01-10,2026-02-09,70.00")
    outcome = balanced(british.bring(file, "--currency", "GBP"))
    assert (outcome["invoices"], outcome["numberings"]) == (2, {"year": "1"})
    assert balanced(british.bring(file, "--currency", "GBP"))["unchanged"] == 2
    british("check")


def test_a_number_of_another_client_is_asked_about(british, write, rejected):
    british.bring(write("a.csv", HEADER, "1,Rowan Ltd,2026-01-10,2026-02-09,100.00"), "--currency", "GBP")
    other = write("b.csv", HEADER, "1,Sorrel Ltd,2026-01-12,2026-02-11,80.00")
    [reject] = rejected(british.bring(other, "--currency", "GBP"))
    assert "--numbers client" in reject.reason
    assert british.bring(other, "--currency", "GBP", "--numbers", "client")["invoices"] == 1
    assert opened(british) == {"Rowan Ltd": "100.00", "Sorrel Ltd": "80.00"}
    british("check")


def test_a_payment_finds_the_invoice_of_its_client(british, write):
    british.bring(
        write("a.csv", HEADER, "1,Rowan Ltd,2026-01-10,,100.00", "1,Sorrel Ltd,2026-01-10,,100.00"), "--currency", "GBP"
    )
    paid = write("p.csv", "Client,Invoice No,Amount Paid,Payment Date", "Sorrel Ltd,1,30.00,2026-01-20")
    british.bring(paid, "--currency", "GBP")
    assert opened(british) == {"Rowan Ltd": "100.00", "Sorrel Ltd": "70.00"}
    british("check")


def test_a_discount_taken_is_a_credit_of_that_day(british, write):
    british.bring(write("a.csv", HEADER, "D-1,Ash Ltd,2026-01-10,2026-02-09,1000.00"), "--currency", "GBP")
    paid = write(
        "p.csv", "Client,Invoice No,Amount Paid,Discount Taken,Payment Date", "Ash Ltd,D-1,980.00,20.00,2026-01-18"
    )
    balanced(british.bring(paid, "--currency", "GBP"))
    assert by_number(british) == {"D-1": "0.00"}
    assert balanced(british.bring(paid, "--currency", "GBP"))["unchanged"] == 1
    assert british.owed("2026-01-17") == {"GBP": ("1000.00", "0.00")}
    british("check")


def test_an_invoice_paid_before_its_day_comes_in_as_an_early_payment(british, write):
    header = f"{HEADER},Paid,Paid On"
    balanced(
        british.bring(write("a.csv", header, "E-1,Ash Ltd,2026-02-10,2026-03-12,500.00,200.00,2026-02-01"),
                      "--currency", "GBP")
    )  # fmt: skip
    [before] = british.clients("2026-02-05")
    assert (before["open"], before["on_account"]) == ({}, {"GBP": "200.00"})
    assert british.owed("2026-02-10") == {"GBP": ("300.00", "0.00")}
    british("check")


def test_an_import_is_taken_back_as_one_and_comes_in_anew(british, write):
    old = write("old.csv", HEADER, "O-1,Ash Ltd,2026-01-05,2026-02-04,50.00")
    british.bring(old, "--currency", "GBP")
    file = write(
        "a.csv", f"{HEADER},Paid,Paid On,Type",
        "B-1,Ash Ltd,2026-01-10,2026-02-09,500.00,200.00,2026-02-01,Invoice",
        "B-2,Oak Ltd,2026-01-11,2026-02-10,80.00,80.00,2026-02-01,Invoice",
        "CN-1,Ash Ltd,2026-01-20,,30.00,,,Credit note",
    )  # fmt: skip
    outcome = balanced(british.bring(file, "--currency", "GBP"))
    before = british.whole(LATE)
    tried = british("imports", "take-back", outcome["import"], "--dry-run", "--json").document
    assert (tried["invoices"], tried["credit_notes"], tried["payments"]) == (2, 1, 2)
    assert british.whole(LATE) == before

    british("imports", "take-back", outcome["import"], "--yes", "--json")
    british("check")
    for day in ("2026-01-15", "2026-02-05", LATE):
        assert british.owed(day)["GBP"][0] == "50.00"
    assert british("imports", "take-back", outcome["import"], "--yes", "--json", code=2).out == ""

    again = balanced(british.bring(file, "--currency", "GBP"))
    assert (again["invoices"], again["payments"], again["credit_notes"]) == (2, 2, 1)
    assert british.whole(LATE) == before
    british("check")


def test_an_import_on_which_something_rests_is_not_taken_back(british, write):
    file = write("a.csv", HEADER, "B-1,Ash Ltd,2026-01-10,2026-02-09,500.00")
    outcome = british.bring(file, "--currency", "GBP")
    british("record", "payment", "Ash Ltd", "100", "--on", "2026-02-02", "--invoice", "B-1")
    said = british("imports", "take-back", outcome["import"], "--yes", code=2)
    assert "allocations: 1" in said.words
    assert by_number(british) == {"B-1": "400.00"}


def test_what_is_not_in_the_book_waits_until_it_is_dealt_with(british, write):
    file = write(
        "a.csv", "Type,Number,Customer,Date,Due Date,Amount", "Refund,RF-1,Elm,2026-03-11,,50.00",
        "Credit Note,CN-1,Elm,31.31.2026,,70.00", "Invoice,I-1,Elm,2026-03-01,,100.00",
    )  # fmt: skip
    british.bring(file, "--currency", "GBP", "--date-order", "ymd")
    waiting = british("imports", "unbooked", "--json").document["unbooked"]
    assert {(one["kind"], one["amount"]) for one in waiting} == {("refund", "50.00"), ("credit_note", "70.00")}
    british("record", "credit-note", "Elm", "70", "--number", "CN-1", "--on", "2026-03-12", "--reason", "less")
    [left] = british("imports", "unbooked", "--json").document["unbooked"]
    assert left["kind"] == "refund"
    british("imports", "dealt", left["ref"], "--note", "paid in cash")
    assert british("imports", "unbooked", "--json").document["unbooked"] == []


def test_a_control_total_is_compared(british, write):
    file = write("a.csv", HEADER, "B-1,Ash Ltd,2026-01-10,2026-02-09,500.00")
    asked = ("--currency", "GBP", "--ledger-on", "2026-01-31")
    tried = british.bring(file, *asked, "--ledger-total", "500", "--dry-run")
    assert tried["control_total"]["difference"] == "0.00"
    outcome = british.bring(file, *asked, "--ledger-total", "480.00 GBP")
    assert outcome["control_total"] == {
        "currency": "GBP", "on": "2026-01-31", "ledger": "480.00", "book": "500.00", "open": "500.00",
        "on_account": "0.00", "difference": "-20.00",
    }  # fmt: skip


def test_a_payment_that_was_mended_waits_no_longer(british, write, mended):
    british.bring(write("a.csv", HEADER, "B-1,Ash Ltd,2026-01-10,2026-02-09,500.00"), "--currency", "GBP")
    header = "Client,Invoice No,Amount Paid,Payment Date"
    outcome = british.bring(write("p.csv", header, "Ash Ltd,B-7,120.00,2026-02-01"), "--currency", "GBP")
    today = british("today", "--json").document
    assert today["unbooked"] == [{"kind": "payment", "currency": "GBP", "documents": 1, "amount": "120.00"}]
    british.bring(mended(outcome, {"Invoice No": "B-1"}))
    assert british("today", "--json").document["unbooked"] == []
    assert by_number(british) == {"B-1": "380.00"}
