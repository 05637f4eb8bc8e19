"""What only a person can say of a file, asked in the browser and answered there."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from openpyxl import Workbook
from tests.web.test_importing import AMBIGUOUS, GOOD, Browser, form_of

from mainstay.billing.models import Invoice, Payment
from mainstay.store.context import use_firm


def opens(book: str) -> dict[str, int]:
    with use_firm(book):
        return dict(Invoice.objects.values_list("number", "open_minor"))


def answer_field(form: dict[str, str], question: str) -> str:
    """The field of the form that answers a question, found by the name sent beside it."""
    return next(name.removeprefix("asked-") for name, value in form.items() if value == question)


def settle(owner: Browser, page, question: str, answer: str):
    form = form_of(page)
    owner.post(page.at, {**form, answer_field(form, question): answer, "act": "look"})
    return owner.get(page.at)


def test_a_word_of_state_that_nobody_knows_is_asked(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(
        b"Invoice No,Client,Invoice Date,Due Date,Total,Currency,Status\n"
        b"S-1,Isik,2024-01-02,2024-02-02,10.00,GBP,Sent\n"
        b"S-2,Isik,2024-01-02,2024-02-02,20.00,GBP,Submitted\n"
        b"S-3,Isik,2024-01-02,2024-02-02,40.00,GBP,Void\n"
    )
    assert "We need one answer from you" in page.text
    assert "Status “Submitted” (1 row)" in page.text
    page = settle(owner, page, "status:Submitted", "left_out")
    assert "invoices to add 1" in page.text
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(book) == {"S-1": 1000}


def test_a_column_that_may_say_what_is_open_is_asked_about(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(
        b"Invoice No,Client,Invoice Date,Due Date,Total,Currency,Left to collect\n"
        b"U-1,Isik,2024-01-02,2024-02-02,100.00,GBP,0.00\n"
        b"U-2,Isik,2024-01-02,2024-02-02,50.00,GBP,12.00\n"
    )
    assert "may say what is paid or open: Left to collect (0.00 · 12.00)" in page.text
    owner.post(page.at, {**form_of(page), "column-balance": "Left to collect", "act": "look"})
    page = owner.get(page.at)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(book) == {"U-1": 0, "U-2": 1200}


def test_days_that_excel_has_swapped_are_asked_about(book: str) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["Invoice No", "Client", "Invoice Date", "Total", "Currency"])
    sheet.append(["D-1", "Isik", date(2024, 3, 4), 10, "GBP"])
    sheet.append(["D-2", "Isik", "25/03/2024", 20, "GBP"])
    content = io.BytesIO()
    workbook.save(content)
    owner = Browser(book)
    page = owner.bring(content.getvalue(), "book.xlsx")
    page = settle(owner, page, "date_cells", "swapped")
    owner.post(page.at, {**form_of(page), "act": "bring"})
    with use_firm(book):
        days = {number: str(day) for number, day in Invoice.objects.values_list("number", "issued_on")}
    assert days == {"D-1": "2024-04-03", "D-2": "2024-03-25"}


def test_a_statement_of_account_comes_in_as_what_it_is(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(
        "Cari;Tarih;Fiş No;Açıklama;Borç;Alacak;Bakiye\n"
        "Vişne;13.01.2024;F1;Satış faturası;120,00;;120,00\n"
        "Vişne;20.01.2024;T1;Havale;;50,00;70,00\n".encode()
    )
    assert "debits come in as invoices" in page.text
    assert "a running balance: Bakiye" in page.text
    form = form_of(page)
    owner.post(page.at, {**form, "currency": "TRY", "act": "look"})
    page = owner.get(page.at)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(book) == {"F1": 12000}
    with use_firm(book):
        assert list(Payment.objects.values_list("minor", "unallocated_minor")) == [(5000, 5000)]


def test_totals_and_headings_are_no_invoices(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(
        b"Date,Transaction Type,Num,Due Date,Amount,Open Balance\n"
        b"Orchid Ltd,,,,,\n"
        b"2024-01-15,Invoice,1090,2024-02-14,900.00,400.00\n"
        b"Total for Orchid Ltd,,,,900.00,400.00\n"
    )
    assert "2 rows are totals, headings or page lines, and are left out." in page.text
    owner.post(page.at, {**form_of(page), "currency": "GBP", "act": "look"})
    page = owner.get(page.at)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(book) == {"1090": 40000}


@pytest.mark.parametrize("said", ["GBP", "TRY"])
def test_a_currency_the_file_speaks_against_is_not_taken(book: str, said: str) -> None:
    owner = Browser(book)
    page = owner.bring(b"Invoice No,Client,Invoice Date,Total (USD)\nC-1,Isik,2024-01-02,10.00\n")
    owner.post(page.at, {**form_of(page), "currency": said, "act": "look"})
    page = owner.get(page.at)
    assert "The file contradicts this: only USD fits every row." in page.text
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(book) == {}


SHARED = (
    b"Invoice No,Client,Invoice Date,Total,Currency\n",
    b"7,Rowan,2024-01-12,100.00,GBP\n",
    b"7,Sorrel,2024-01-13,50.00,GBP\n",
)


def test_how_numbers_run_is_proposed_as_the_file_shows_and_may_be_said_otherwise(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(b"".join(SHARED))
    assert form_of(page)["numbering"] == "client"
    assert "invoices to add 2" in page.text
    # An answer given with the click that imports is shown first.
    owner.post(page.at, {**form_of(page), "numbering": "book", "act": "bring"})
    page = owner.get(page.at)
    assert ("You changed how the file is read" in page.text, opens(book)) == (True, {})
    assert "invoices to add 1" in page.text
    assert "can’t be imported 1" in page.text
    assert form_of(page)["numbering"] == "book"
    owner.post(page.at, {**form_of(page), "act": "bring"})
    assert opens(book) == {"7": 10000}


def test_how_numbers_run_has_to_be_said_where_the_book_speaks_against_the_file(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(b"".join(SHARED[:2]))
    assert "numbering" not in form_of(page)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    page = owner.bring(b"".join((SHARED[0], SHARED[2])))
    assert "Invoice 7 is already recorded for another client." in page.text
    assert 'value="bring"' not in page.html
    owner.post(page.at, {**form_of(page), "numbering": "client", "act": "look"})
    page = owner.get(page.at)
    owner.post(page.at, {**form_of(page), "act": "bring"})
    with use_firm(book):
        assert set(Invoice.objects.values_list("client__name", "number")) == {("Rowan", "7"), ("Sorrel", "7")}


def test_a_control_total_is_compared_and_one_that_cannot_be_read_stays_as_typed(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(b"".join(SHARED[:2]))
    typed = {"control_total": "ninety", "control_currency": "GBP", "control_on": "2024-01-31"}
    owner.post(page.at, {**form_of(page), **typed, "act": "bring"})
    page = owner.get(page.at)
    assert "“ninety” is not an amount" in page.text
    assert 'name="control_total" value="ninety"' in page.html
    assert opens(book) == {}
    owner.post(page.at, {**form_of(page), **typed, "control_total": "90.00", "act": "bring"})
    # 100.00 is open on 31 January, and nothing lies on an account: 90.00 less 100.00.
    assert (
        "Debtors per your ledger at 31 Jan 2024: £90.00. In the book: £100.00 (open £100.00 less £0.00 on "
        "account). Difference: -£10.00."
    ) in owner.get(page.at).text


def test_of_one_question_a_further_answer_is_chosen_from_the_list_below_the_buttons(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(GOOD)
    owner.post(page.at, {**form_of(page), "other-currency": "JPY", "act": "look"})
    settled = owner.get(page.at)
    assert '<option value="JPY" selected>' in settled.html
    assert re.search(r'<details class="card" id="fold">', settled.html)  # what was guessed stays folded
    assert "Currency: JPY · " in settled.text
    assert "columns are read" in settled.text


def test_a_choice_changed_in_the_fold_shows_the_preview_and_leaves_the_fold_open(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(AMBIGUOUS)
    owner.post(page.at, {**form_of(page), "date_order": "dmy"})
    shown = owner.get(page.at, **{"HX-Request": "true"})
    assert 'id="fold" open' in shown.html
    assert "invoices to add 1" in shown.text
