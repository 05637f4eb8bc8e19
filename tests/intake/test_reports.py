"""Files that are no lists of documents are named for what they are; each folder is named by the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainstay.billing.formats.layouts import SUBJECT as INVOICES
from mainstay.clients.formats.client_layouts import SUBJECT as CLIENTS
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.intake.phrases import sentence
from mainstay.intake.records import Unreadable

REPORTS = sorted(Path(__file__).with_name("reports").glob("*/*.csv"))


def test_there_are_reports_of_each_kind() -> None:
    assert {path.parent.name for path in REPORTS} == {
        "is_aged_summary", "is_balance_summary", "is_bank_statement", "is_general_ledger", "no_header",
    }  # fmt: skip


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_is_named(path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        read_import(path, INVOICES, Wishes())
    assert refused.value.problem.code == path.parent.name
    assert sentence(refused.value.problem)


def test_a_list_of_clients_with_their_balances_is_a_list_of_clients(tmp_path: Path) -> None:
    path = tmp_path / "cariler.csv"
    path.write_text("Cari Kodu;Cari Adı;Telefon;Borç;Alacak;Bakiye\n120.01;Kale;0232 1;100,00;40,00;60,00\n")
    assert read_import(path, CLIENTS, Wishes()).is_settled


def test_a_report_that_names_its_clients_in_headings_is_no_bank_statement(tmp_path: Path) -> None:
    path = tmp_path / "detail.csv"
    path.write_text(
        "Date,Transaction Type,Num,Due Date,Memo,Amount,Balance\nOrchid Ltd,,,,,,\n"
        "2026-03-15,Invoice,1090,2026-04-14,Work,900.00,900.00\n2026-03-16,Invoice,1091,2026-04-15,Work,50.00,950.00\n"
    )
    found = read_import(path, INVOICES, Wishes())
    assert found.layout is not None
    assert next(row for _, row in found.reading.sample)[-1] == "Orchid Ltd"
