"""Signs of currencies in a column of amounts decide row by row, or are refused with their lines; $ is never a pound."""

from __future__ import annotations

import pytest

DAY = "2026-06-30"
HEADER = "Invoice No,Client,Invoice Date,Total"


def test_several_signs_in_one_column_decide_row_by_row(british, write):
    rows = (HEADER, "1,Kale,2026-01-13,£100.00", "2,Kale,2026-01-14,€50.00", "3,Moda,2026-01-15,75.00 TL")
    outcome = british.bring(write("a.csv", *rows))
    assert (outcome["invoices"], outcome["rejected"]) == (3, 0)
    assert british.owed(DAY) == {
        "GBP": ("100.00", "100.00"), "EUR": ("50.00", "50.00"), "TRY": ("75.00", "75.00"),
    }  # fmt: skip


def test_a_sign_that_many_share_is_asked_about_among_others(british, write):
    rows = (HEADER, "1,Kale,2026-01-13,£100.00", "2,Kale,2026-01-14,€50.00", "3,Moda,2026-01-15,$75.00")
    file = write("a.csv", *rows)
    assert "--currency" in british.refusal(file)
    british.bring(file, "--currency", "CAD")
    assert {code: amounts[0] for code, amounts in british.owed(DAY).items()} == {
        "GBP": "100.00", "EUR": "50.00", "CAD": "75.00",
    }  # fmt: skip


def test_a_dollar_is_never_a_pound(british, write, rejected):
    rows = (HEADER, "1,Kale,2026-01-13,£100.00", "2,Kale,2026-01-14,€50.00", "3,Moda,2026-01-15,$75.00")
    outcome = british.bring(write("a.csv", *rows), "--currency", "GBP")
    assert [(one.line, one.value) for one in rejected(outcome)] == [("4", "$75.00")]
    assert {code: amounts[0] for code, amounts in british.owed(DAY).items()} == {"GBP": "100.00", "EUR": "50.00"}


def test_a_choice_that_the_signs_speak_against_is_refused(british, write):
    file = write("a.csv", HEADER, "1,Kale,2026-01-13,$100.00", "2,Kale,2026-01-14,$50.00")
    assert british.refusal(file, "--currency", "GBP")
    assert british.owed(DAY) == {}


@pytest.mark.parametrize("amount", ["€50.00", "$50.00", "50.00 TL"])
def test_a_sign_against_the_column_of_currencies_is_refused_with_its_line(british, write, rejected, amount):
    rows = (f"{HEADER},Currency", "1,Kale,2026-01-13,£100.00,GBP", f"2,Kale,2026-01-14,{amount},GBP")
    outcome = british.bring(write("a.csv", *rows))
    assert [(one.line, one.column, one.value) for one in rejected(outcome)] == [("3", "Total", amount)]
    assert british.owed(DAY) == {"GBP": ("100.00", "100.00")}


def test_a_sign_against_the_name_of_its_column_is_refused_with_its_line(british, write, rejected):
    rows = ("Invoice No,Client,Invoice Date,Total (GBP)", "1,Kale,2026-01-13,£100.00", "2,Kale,2026-01-14,€50.00")
    file = write("a.csv", *rows)
    assert "--currency" in british.refusal(file)
    outcome = british.bring(file, "--currency", "GBP")
    assert [(one.line, one.value) for one in rejected(outcome)] == [("3", "€50.00")]


def test_payments_and_statements_have_signs_too(british, write):
    invoices = (HEADER, "1,Kale,2026-01-13,£100.00", "2,Kale,2026-01-14,€50.00")
    british.bring(write("a.csv", *invoices))
    payments = ("Client,Invoice No,Payment Date,Amount Paid", "Kale,1,2026-02-01,£40.00", "Kale,2,2026-02-02,€50.00")
    assert british.bring(write("p.csv", *payments))["payments"] == 2
    assert {code: amounts[0] for code, amounts in british.owed(DAY).items()} == {"GBP": "60.00"}
    statement = (
        "Client,Date,Document No,Debit,Credit",
        "Moda,2026-01-13,9,£10.00,",
        "Moda,2026-01-14,10,€20.00,",
        "Moda,2026-01-20,,,€5.00",
    )
    british.bring(write("s.csv", *statement))
    assert {code: amounts[0] for code, amounts in british.owed(DAY).items()} == {"GBP": "70.00", "EUR": "20.00"}
