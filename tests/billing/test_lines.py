"""Lines of an invoice: what they come to, there and back through form and export, and never changed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.db import Error
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ACT, OWNER, START, a_client, an_issued_invoice, day, money, raw_writes

from mainstay.billing.actions.invoices import issue_invoice
from mainstay.billing.actions.refusals import DraftRefused
from mainstay.billing.forms import InvoiceForm
from mainstay.billing.models import Invoice, InvoiceLine
from mainstay.billing.queries.lines import last_invoice, lines_to_copy
from mainstay.billing.queries.proofs import prove_billing
from mainstay.billing.rules.drafts import InvoiceDraft
from mainstay.billing.rules.lines import DocumentLine, line_minor, lines_from, lines_text

SUPPORT = DocumentLine("Managed support, December", 1_000_000, 93_000, "month")
HOURS = DocumentLine("Out-of-hours work", 1_500_000, 8_000, "hours")
LINES = st.builds(
    DocumentLine,
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40),
    st.integers(1, 10**12),
    st.integers(-(10**12), 10**12),
    st.sampled_from(["", "hours", "adet"]),
    st.sampled_from(["", "order"]),
    st.sampled_from(["", "o-1"]),
)


@pytest.mark.parametrize(
    ("quantity", "price", "minor"),
    [
        (1_500_000, 8_000, 12_000),
        (4_000_000, 1_250, 5_000),
        (333_333, 100, 33),
        (5_000, 100, 1),  # half a penny is one
        (5_000, -100, -1),
        (4_999, 100, 0),
        (10**12, 10**12, 10**18),
    ],
)
def test_a_line_is_rounded_once_half_away_from_zero(quantity, price, minor) -> None:
    assert line_minor(quantity, price) == minor


@given(st.integers(1, 10**12), st.integers(-(10**12), 10**12))
def test_a_line_is_never_more_than_half_a_unit_off(quantity, price) -> None:
    assert abs(line_minor(quantity, price) - Fraction(quantity * price, 10**6)) <= Fraction(1, 2)


@given(st.lists(LINES, max_size=5), st.sampled_from(["GBP", "JPY", "TND"]))
def test_lines_come_back_from_an_export_as_they_were(lines, currency) -> None:
    assert lines_from(lines_text(lines, currency), currency) == tuple(lines)


@pytest.mark.parametrize("text", ["", "x", "3", '[{"description": "a"}]', '[{"quantity": "1", "price": "x"}]', '["a"]'])
def test_what_no_export_wrote_is_refused(text) -> None:
    with pytest.raises(ValueError, match=r".*"):
        lines_from(text, "GBP")


def draft(*lines: DocumentLine, total: str) -> InvoiceDraft:
    return InvoiceDraft(a_client().ref, START, day(30), money(total), lines=lines)


def test_an_invoice_is_issued_with_its_lines(book) -> None:
    issued = issue_invoice(draft=draft(SUPPORT, HOURS, total="1050.00"), **ACT)
    assert list(InvoiceLine.objects.order_by("position").values_list("position", "description", "minor")) == [
        (1, "Managed support, December", 93_000), (2, "Out-of-hours work", 12_000),
    ]  # fmt: skip
    assert lines_to_copy(ref=issued.ref, by=OWNER) == (SUPPORT, HOURS)
    last = last_invoice(issued.client_id)
    assert last is not None
    assert (last.ref, last.lines) == (issued.ref, 2)
    assert prove_billing() == []
    with raw_writes() as cursor, pytest.raises(Error, match="never changed"):
        cursor.execute("UPDATE billing_invoiceline SET minor = 1")


@pytest.mark.parametrize(
    ("lines", "total", "code"),
    [
        ([SUPPORT], "930.01", "lines_differ"),
        ([DocumentLine("", 1, 1)], "1.00", "line_without_words"),
        ([DocumentLine("a", 0, 1)], "1.00", "line_quantity"),
        ([DocumentLine("a", 10**12 + 1, 1)], "1.00", "line_quantity"),
        ([DocumentLine("a", 1, 10**12 + 1)], "1.00", "line_price"),
        ([DocumentLine("a" * 301, 1, 1)], "1.00", "line_too_long"),
        ([DocumentLine("a", 1, 1, "u" * 21)], "1.00", "line_too_long"),
        ([DocumentLine("a", 1_000_000, 1)] * 101, "1.01", "too_many_lines"),
        ([DocumentLine('"' * 300, 1_000_000, 1)] * 100, "1.00", "lines_too_long"),
    ],
)
def test_what_is_wrong_with_lines_is_told_and_nothing_is_issued(book, lines, total, code) -> None:
    made = draft(*lines, total=total)
    assert code in {problem.code for problem in made.problems()}
    with pytest.raises(DraftRefused):
        issue_invoice(draft=made, **ACT)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(("language", "typed"), [("en", "1.5"), ("tr", "1,5")])
def test_a_form_makes_the_lines_and_shows_them_again(language, typed) -> None:
    document = {
        "on": "2024-02-29", "currency": "GBP",
        "lines": [{"description": "Out-of-hours work", "quantity": "1.5", "unit": "hours", "price": "80.00"}],
    }  # fmt: skip
    with override(language):
        made = InvoiceForm.from_document(document).draft
        assert (made.lines, made.total) == ((HOURS,), money("120.00"))
        assert InvoiceForm.document_of(made)["lines"] == document["lines"]
        shown = InvoiceForm(seen=made)["lines"].value()
        assert shown[0]["quantity"] == typed
        sent = {name: text for name, text in InvoiceForm.document_of(made).items() if name != "lines"}
        sent |= {"amount": "", "lines-0-price": "", "lines-1-description": ""}
        sent |= {f"lines-2-{name}": text for name, text in shown[0].items()}
        assert InvoiceForm(sent).draft == made


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"description": "a", "quantity": "x", "price": "1"}, "Line 1: “x” is not a quantity: write it as 1.5."),
        ({"description": "a", "quantity": "0.0000001", "price": "1"}, "is not a quantity"),
        ({"description": "a", "price": ""}, "Line 1: Enter the amount."),
        ({"description": "a", "price": "1", "colour": "red"}, "There is no field “colour” in a line"),
        ("a", "is not a list of lines"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_of_that_line(row, sentence) -> None:
    form = InvoiceForm.from_document({"on": "2024-02-29", "currency": "GBP", "lines": [row]})
    assert any(sentence in one for one in form.sentences), form.sentences


def test_an_invoice_without_lines_asks_for_its_amount() -> None:
    form = InvoiceForm.from_document({"on": "2024-02-29", "currency": "GBP", "lines": [{"price": " "}]})
    assert form.sentences == ["Enter the amount."]


def test_invoices_without_lines_are_as_before(book) -> None:
    an_issued_invoice()
    assert not InvoiceLine.objects.exists()
    assert prove_billing() == []
