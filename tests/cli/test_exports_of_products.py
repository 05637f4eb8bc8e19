"""Exports of other products, as their users send them: they come in without a question, with the right values.

Where the export cannot tell, it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

LATER = "2126-01-01"
"""After every payment whose day the file does not tell, and which counts from the day of the import."""
FOLDER = Path(__file__).with_name("exports")


@dataclass(frozen=True)
class Export:
    """A file, what comes of its rows, what is open and on account afterwards, and what has to be said about it."""

    name: str
    country: str
    invoices: int
    payments: int
    credit_notes: int
    left_out: int
    open: dict[str, str]
    on_account: dict[str, dict[str, str]] = field(default_factory=dict)
    options: tuple[str, ...] = ()


# The file; the firm's country; invoices, payments, credit notes, rows left out.
EXPORTS = [
    Export(
        "odoo", "GB", 3, 2, 1, 0, {"GBP": "120.00", "USD": "90.00"}, on_account={"Azure Interior": {"GBP": "30.00"}}
    ),
    Export("erpnext", "GB", 2, 2, 1, 0, {"GBP": "800.00"}, on_account={"Agave Ltd": {"GBP": "50.00"}}),
    Export("stripe", "GB", 4, 2, 0, 2, {"GBP": "180.00"}),
    Export("stripe-with-names", "GB", 2, 1, 0, 2, {"GBP": "240.00"}),
    Export(
        "datev-open-items",
        "DE",
        3,
        1,
        1,
        0,
        {"EUR": "3846.00"},  # as the column Saldo adds up
        options=("--currency", "EUR"),
    ),
    Export("stripe-by-customer", "GB", 2, 1, 0, 0, {"GBP": "120.00"}),
    Export(
        "quickbooks-aging-detail",
        "GB",
        2,
        2,
        1,
        6,
        {"USD": "1050.00"},
        on_account={"TACTICS": {"USD": "50.00"}, "ZUMIEZ": {"USD": "100.00"}},
        options=("--currency", "USD"),
    ),
    Export(
        "dolibarr",
        "GB",
        3,
        2,
        1,
        0,
        {"EUR": "160.00"},
        on_account={"Dupont SARL": {"EUR": "30.00"}},
        options=("--currency", "EUR"),
    ),
    Export("dolibarr-payments", "GB", 3, 3, 0, 0, {"EUR": "160.00"}, options=("--currency", "EUR")),
    Export("dolibarr-french", "GB", 2, 1, 0, 0, {"EUR": "120.00"}, options=("--currency", "EUR")),
    Export(
        "logo",
        "TR",
        1,
        1,
        1,
        0,
        {"TRY": "1000.00"},
        on_account={"Ege Makina": {"TRY": "500.00"}},
        options=("--currency", "TRY"),
    ),
    Export(
        "mikro",
        "TR",
        1,
        1,
        0,
        0,
        {"TRY": "1200.00"},
        on_account={"Ege Makina": {"TRY": "500.00"}},
        options=("--currency", "TRY"),
    ),
    Export(
        "netsis",
        "TR",
        1,
        1,
        0,
        0,
        {"TRY": "1200.00"},
        on_account={"Ege Makina": {"TRY": "500.00"}},
        options=("--currency", "TRY"),
    ),
    Export("parasut", "TR", 3, 2, 0, 0, {"TRY": "1400.00"}),
    Export("e-fatura", "TR", 1, 0, 1, 1, {"TRY": "1080.00"}),
    Export("sap", "GB", 1, 1, 1, 0, {"USD": "1071.00"}, on_account={"Agave Ltd": {"USD": "190.00"}}),
    Export("sap-german", "GB", 1, 0, 1, 0, {"EUR": "1071.00"}),
    Export("freeagent", "GB", 3, 2, 0, 0, {"GBP": "260.00"}),
    Export(
        "sage-50",
        "GB",
        2,
        2,
        1,
        0,
        {"GBP": "260.00"},
        on_account={"Agave Ltd": {"GBP": "80.00"}},
        options=("--currency", "GBP"),
    ),
    Export(
        "sage-accounting",
        "GB",
        3,
        2,
        1,
        0,
        {"GBP": "260.00"},
        on_account={"Agave Ltd": {"GBP": "30.00"}},
        options=("--currency", "GBP"),
    ),
    Export("moneybird", "GB", 3, 2, 1, 0, {"EUR": "163.00"}, on_account={"Tulp BV": {"EUR": "30.25"}}),
    Export("exact-online", "GB", 2, 1, 1, 0, {"EUR": "163.00"}, on_account={"Tulp BV": {"EUR": "30.25"}}),
    Export("e-boekhouden", "GB", 2, 1, 0, 0, {"EUR": "163.00"}, options=("--currency", "EUR")),
]
ASKED = {
    "odoo-own-currency": "total",  # totals in the firm's currency, beside the currency of each document
    "quickbooks-open-invoices": "total",
    "odoo-aged-receivable": "client_name",
    "bizimhesap": "total",
    "datev": "kind:H",
}


@pytest.fixture
def export(write):
    """Copies a file away, so that what is written beside it stays out of the tree."""

    def copied(name):
        return write(f"{name}.csv", *(FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines())

    return copied


def on_account(book):
    return {row["name"]: row["on_account"] for row in book.clients(LATER) if row["on_account"]}


@pytest.mark.parametrize("expected", EXPORTS, ids=lambda expected: expected.name)
def test_comes_in_without_a_question(new_firm, export, expected):
    book = new_firm(expected.country)
    outcome = book.bring(export(expected.name), *expected.options)
    names = ("invoices", "payments", "credit_notes", "left_out", "rejected")
    assert tuple(outcome[name] for name in names) == (
        expected.invoices, expected.payments, expected.credit_notes, expected.left_out, 0,
    )  # fmt: skip
    assert {currency: open_ for currency, (open_, _overdue) in book.owed(LATER).items()} == expected.open
    assert on_account(book) == expected.on_account
    book("check")


def test_every_file_is_read():
    assert {path.stem for path in FOLDER.iterdir()} == {*ASKED, *(one.name for one in EXPORTS)}


@pytest.mark.parametrize("name", ASKED)
def test_asks_where_the_export_cannot_tell(british, export, name):
    assert ASKED[name] in british.refusal(export(name), "--currency", "GBP")
    assert british.owed(LATER) == {}


def test_what_was_asked_is_read_as_it_was_answered(british, export):
    british.bring(export("datev"), "--say", "kind:H=credit_note")
    assert british.owed(LATER) == {"EUR": ("1190.00", "1190.00")}
    assert on_account(british) == {"Schulz KG": {"EUR": "119.00"}}

    british.bring(export("quickbooks-open-invoices"), "--column", "total=Open balance", "--currency", "USD")
    assert british.owed(LATER)["USD"] == ("800.00", "800.00")


def test_a_list_of_card_payments_is_named(british, write):
    text = (
        "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Status,Captured,Customer ID,Invoice ID",
        "ch_1,Invoice 1,2026-01-13 09:15,120.00,0.00,gbp,Paid,true,cus_1,in_1",
    )
    assert "without invoice numbers" in british.refusal(write("payments.csv", *text))


def test_money_that_goes_out_in_a_statement_is_a_refund(british, write):
    rows = (
        "Client,Date,Document Type,Document No,Debit,Credit",
        "Agave Ltd,2026-01-13,Invoice,1,100.00,",
        "Agave Ltd,2026-01-20,Receipt,2,,150.00",
        "Agave Ltd,2026-01-25,Payment,3,20.00,",
    )
    outcome = british.bring(write("statement.csv", *rows), "--currency", "GBP")
    assert (outcome["invoices"], outcome["payments"], outcome["refunds"]) == (1, 1, 1)
