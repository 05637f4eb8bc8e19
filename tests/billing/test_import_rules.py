"""The rules of an import: numbers, sums, and which invoices a credit note takes back. No database."""

from __future__ import annotations

import pytest

from mainstay.billing.rules.crediting import OpenInvoice, credited_invoices
from mainstay.billing.rules.import_tally import ImportTally, RowResult, SumOf
from mainstay.billing.rules.numbers import Numbering, document_number, number_key, numbering_shown, numbers_in

ONE = OpenInvoice("i-1", "a-1", "2026-03-01", "2026-03-31", 120000)
TWO = OpenInvoice("i-2", "a-2", "2026-03-04", "2026-03-20", 50000)


@pytest.mark.parametrize(
    "written", ["ABC-1", "'ABC-1", '"ABC-1"', "abc-1", "ABC-1\u00a0", "\u200bABC-1", "\uff21\uff22\uff23-1", "’ABC-1"]
)
def test_a_number_is_one_however_it_is_written(written):
    assert number_key(written) == "abc-1"


def test_a_spreadsheet_adds_nothing_to_a_number():
    assert number_key("20260001.0") == number_key("20260001") == "20260001"
    assert number_key("1.0-A") != number_key("1-A")
    assert number_key("INV 1") != number_key("INV 11")


def test_the_nth_equal_row_without_a_number_has_a_number_of_its_own():
    digest = "591c54c836c37586aaaaaaaa"
    assert len({document_number("", one) for one in (digest, f"{digest}-2", f"{digest}-3")}) == 3


@pytest.mark.parametrize(
    ("uses", "shown"),
    [
        ([("a", "2026"), ("b", "2026")], Numbering.CLIENT),
        ([("a", "2025"), ("a", "2026")], Numbering.YEAR),
        ([("a", "2026"), ("a", "2026")], None),
    ],
)
def test_how_numbers_run_is_seen_from_their_uses(uses, shown):
    assert numbering_shown(uses) is shown


@pytest.mark.parametrize("text", ["OP-1, OP-2, OP-3", "OP-1;OP-2;OP-3", "OP-1 & OP-2 and OP-3", "OP-1, OP-2 ve OP-3"])
def test_a_cell_may_name_several_numbers(text):
    assert numbers_in(text) == ("OP-1", "OP-2", "OP-3")


def test_a_number_with_a_dash_or_a_blank_is_one():
    assert numbers_in("2026/031-A") == ("2026/031-A",)
    assert numbers_in("INV 0001") == ("INV 0001",)


@pytest.mark.parametrize(
    ("references", "invoices", "settled"),
    [
        (["a-2"], [ONE, TWO], (("i-2", 20000),)),
        (["a-1", "a-2"], [ONE, TWO], (("i-2", 20000),)),
        ([], [ONE], (("i-1", 20000),)),
        # Two could be meant: the credit stays on account.
        ([], [ONE, TWO], ()),
        ([], [ONE._replace(open_minor=20000), TWO], (("i-1", 20000),)),
        ([], [ONE._replace(issued_on="2026-06-01")], ()),
        ([], [ONE._replace(open_minor=19999)], ()),
        (["a-1"], [ONE._replace(open_minor=5000)], (("i-1", 5000),)),
    ],
)
def test_a_credit_note_takes_back_what_it_names_or_the_only_one_it_can_be_for(references, invoices, settled):
    assert credited_invoices(20000, "2026-03-10", references, invoices) == settled


def test_sums_add_up_by_currency_and_result():
    tally = ImportTally()
    tally.add(RowResult.CAME_IN, 2, SumOf.INVOICED, "GBP", 1000)
    tally.add(RowResult.REJECTED, 1, SumOf.INVOICED, "GBP", -300)
    tally.leave_out("void", 1, SumOf.INVOICED, "EUR", 50)
    tally.add(RowResult.REJECTED, 1, SumOf.INVOICED, "", 0)
    assert tally.total_rows == 5
    assert [tuple(one) for one in tally.sums()] == [
        ("invoiced", "EUR", 50, 0, 50, 0), ("invoiced", "GBP", 700, 1000, 0, -300),
    ]  # fmt: skip
