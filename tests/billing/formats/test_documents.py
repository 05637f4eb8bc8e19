"""Rows of one number come in as whole documents or not at all, wherever in the file they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mainstay.billing.formats.documents import DocumentGatherer, repeated_numbers
from mainstay.billing.formats.invoice_rows import Plan
from mainstay.billing.formats.layouts import is_known_header, known_layout, layout_from, mapping_for
from mainstay.billing.formats.reading import read_table
from mainstay.billing.rules.numbers import Numbering
from mainstay.intake.mapping import ColumnMapping
from mainstay.intake.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.billing.formats.invoice_rows import InvoiceRow

HEADER = "Invoice No,Client,Invoice Date,Due Date,Total"


def gathered(folder: Path, *lines: str, size=2, documents: list[InvoiceRow] | None = None, header: str = HEADER):
    documents = [] if documents is None else documents
    path = folder / "a.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    table = open_table(path, known_headers=is_known_header)
    layout = known_layout(table.header) or layout_from(ColumnMapping(mapping_for(table.header).fields))
    plan = Plan(layout, table.header, "ymd", "point", "GBP")
    at, is_joined = layout.positions(plan.header), layout.grouping == "payments"
    gatherer = DocumentGatherer(repeated_numbers(table, plan), at, layout.columns, is_joined)
    rows, rejects, skipped = [], [], []
    for part in read_table(table, plan, size):
        whole = gatherer.gather(part)
        rows += [row.line for row in whole.rows]
        documents.extend(whole.rows)
        rejects += [(reject.problem.code, [cells[0] for cells in reject.rows]) for reject in whole.rejects]
        skipped += [(one.line, one.reason) for one in whole.skipped]
    rest = gatherer.rest(whole)
    assert (rest.rows, rest.rejects) == ([], [])
    return rows, rejects, skipped, gatherer.numberings


def test_a_file_without_repeated_numbers_goes_through(tmp_path):
    rows, rejects, skipped, numberings = gathered(
        tmp_path, "1,A,2026-01-10,,100", "2,A,2026-01-11,,100", "3,B,2026-01-12,,100"
    )
    assert (rows, rejects, skipped, numberings) == ([2, 3, 4], [], [], {})


@pytest.mark.parametrize("number", ["IN-1", "'IN-1", "in-1 ", "IN-1\u00a0"])
def test_rows_that_disagree_stay_out_together(tmp_path, number):
    rows, rejects, _skipped, _ = gathered(
        tmp_path, "IN-1,A,2026-01-10,2026-02-09,300", "X,B,2026-01-01,,5", "Y,B,2026-01-01,,5",
        f"{number},A,2026-01-10,2026-02-09,400",
    )  # fmt: skip
    assert rows == [3, 4]
    assert [(code, len(lines)) for code, lines in rejects] == [("number_repeated", 2)]


def test_rows_with_a_due_date_each_are_the_instalments_of_one_invoice(tmp_path):
    found: list[InvoiceRow] = []
    rows, rejects, skipped, _ = gathered(
        tmp_path, "IN-1,A,2026-01-10,2026-03-11,300", "X,B,2026-01-01,,5", "IN-1,A,2026-01-10,2026-02-09,300",
        "IN-1,A,2026-01-10,2026-04-10,400", documents=found,
    )  # fmt: skip
    assert (sorted(rows), rejects, skipped) == ([2, 3], [], [])
    [whole] = (row for row in found if row.number == "IN-1")
    assert whole.instalments == (("2026-02-09", 30_000), ("2026-03-11", 30_000), ("2026-04-10", 40_000))
    assert (whole.total_minor, whole.due_on, len(whole.raw)) == (100_000, "2026-04-10", 3)


@pytest.mark.parametrize("due", ["2026-02-09", ""])
def test_instalments_that_cannot_be_told_apart_stay_out_together(tmp_path, due):
    rows, rejects, _skipped, _ = gathered(
        tmp_path, "IN-1,A,2026-01-10,2026-02-09,300", f"IN-1,A,2026-01-10,{due},200", "IN-1,A,2026-01-10,2026-04-10,400"
    )
    assert (rows, rejects) == ([], [("instalments_unclear", ["IN-1"] * 3)])


def test_a_bad_row_keeps_the_others_of_its_invoice_out(tmp_path):
    rows, rejects, _skipped, _ = gathered(
        tmp_path, "IN-1,A,2026-01-10,,300", "X,B,2026-01-01,,5", "IN-1,A,2026-02-31,,300"
    )
    assert rows == [3]
    assert sorted(code for code, _ in rejects) == ["document_incomplete", "unreadable_date"]


def test_an_equal_row_of_one_number_is_left_out_as_a_repetition(tmp_path):
    rows, rejects, skipped, _ = gathered(
        tmp_path, "IN-1,A,2026-01-10,,300", "X,B,2026-01-01,,5", "Z,B,2026-01-01,,5", "IN-1,A,2026-01-10,,300"
    )
    assert (sorted(rows), rejects, skipped) == ([2, 3, 4], [], [(5, "repeated")])


def test_a_number_of_two_clients_or_two_years_is_two_invoices(tmp_path):
    rows, rejects, _skipped, numberings = gathered(
        tmp_path, "1,Rowan,2026-01-10,,100", "1,Sorrel,2026-01-10,,100", "2,Rowan,2025-02-10,,50",
        "2,Rowan,2026-02-10,,50",
    )  # fmt: skip
    assert (sorted(rows), rejects) == ([2, 3, 4, 5], [])
    assert numberings == {Numbering.CLIENT: "1", Numbering.YEAR: "2"}


PAYMENTS = "Invoice ref.,Company name,Invoice date,Total (inc. tax),Payment amount,Payment date"


def joined(folder: Path, *lines: str, header: str = PAYMENTS) -> tuple[list[InvoiceRow], list[str]]:
    """The invoices of a file in which each row is a payment of its invoice, and why others stay out."""
    found: list[InvoiceRow] = []
    _rows, rejects, _skipped, _ = gathered(folder, *lines, documents=found, header=header)
    return found, [code for code, _ in rejects]


def test_rows_with_a_payment_each_are_one_invoice_with_its_payments(tmp_path):
    found, rejects = joined(
        tmp_path,
        "FA-1,A,2026-01-10,1000,700,2026-03-01",
        "FA-2,A,2026-01-11,50,,",
        "FA-1,A,2026-01-10,1000,300,2026-02-01",
    )
    assert rejects == []
    whole, open_one = sorted(found, key=lambda row: row.number)
    assert (whole.total_minor, whole.paid_minor, whole.paid_on) == (100_000, 100_000, "2026-03-01")
    assert whole.payments == ((30_000, "2026-02-01"), (70_000, "2026-03-01"))
    assert (len(whole.raw), open_one.paid_minor, open_one.payments) == (2, 0, ())


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("payments_above_total", ("FA-1,A,2026-01-10,1000,700,2026-03-01", "FA-1,A,2026-01-10,1000,301,2026-02-01")),
        ("payments_alike", ("FA-1,A,2026-01-10,1000,300,2026-03-01",) * 2),
        ("number_repeated", ("FA-1,A,2026-01-10,1000,300,2026-03-01", "FA-1,A,2026-01-10,999,300,2026-04-01")),
    ],
)
def test_payments_that_do_not_fit_keep_their_invoice_out(tmp_path, code, rows):
    assert joined(tmp_path, *rows) == ([], [code])


def test_payments_and_what_is_open_make_the_total(tmp_path):
    header = f"{PAYMENTS},Balance"
    rows = ("FA-1,A,2026-01-10,1000,300,2026-02-01,{}", "FA-1,A,2026-01-10,1000,200,2026-03-01,{}")
    [whole], rejects = joined(tmp_path, *(row.format(500) for row in rows), header=header)
    assert (whole.paid_minor, rejects) == (50_000, [])
    assert joined(tmp_path, *(row.format(400) for row in rows), header=header) == ([], ["does_not_add_up"])


def test_equal_payments_are_told_apart_by_their_ids(tmp_path):
    header = (
        "Invoice ref.,Company name,Invoice date,Total (inc. tax),Payment amount distributed on invoice,Payment date,"
        "Payment id"
    )
    row = "FA-1,A,2026-01-10,1000,300,2026-03-01,"
    [whole], rejects = joined(tmp_path, f"{row}7", f"{row}8", f"{row}8", header=header)
    assert (whole.payments, len(whole.raw), rejects) == (((30_000, "2026-03-01"),) * 2, 3, [])
