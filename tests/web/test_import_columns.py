"""Which column holds what: shown with what it holds, and said by hand."""

from __future__ import annotations

from tests.web.test_importing import Browser, form_of

from mainstay.billing.models import Invoice
from mainstay.store.context import use_firm


def test_a_column_that_was_proposed_is_left_unread_when_told_so(book: str) -> None:
    owner = Browser(book)
    page = owner.bring(b"Client,Number,Issued,Due,Total,Currency\nIsik,A1,2026-01-02,2026-02-02,10.00,TRY\n")
    assert form_of(page)["column-number"] == "Number"
    assert "A1" in page.html.split('id="example-column-number"')[1].split("</span>")[0]
    needed = [name for name in form_of(page) if f'id="say-{name}"' in page.html and name.startswith("column-")
              and '<option value=" "' not in page.html.split(f'id="say-{name}"')[1].split("</select>")[0]]  # fmt: skip
    assert sorted(needed) == ["column-client_name", "column-issued_on", "column-total"]

    for _ in range(2):  # said once, it stays said
        owner.post(page.at, {**form_of(page), "column-number": " ", "act": "look"})
        page = owner.get(page.at)
        assert form_of(page)["column-number"] == " "
    assert "invoices to add 1" in page.text
    owner.post(page.at, {**form_of(page), "act": "look"})
    owner.post(page.at, {**form_of(page), "act": "bring"})
    with use_firm(book):
        assert list(Invoice.objects.values_list("total_minor", flat=True)) == [1000]
        assert "A1" not in Invoice.objects.get().number

    page = owner.bring(b"Client,Number,Issued,Due,Total,Currency\nIsik,A2,2026-01-02,2026-02-02,10.00,TRY\n")
    owner.post(page.at, {**form_of(page), "column-total": " ", "act": "look"})
    assert "We need one answer from you" in owner.get(page.at).text


def test_a_day_that_reads_alike_in_every_order_is_told_once(book: str) -> None:
    page = Browser(book).bring(b"Client,Number,Issued,Due,Total\nIsik,A1,2026-01-02,2026-02-02,10.00\n")
    assert "“2026-01-02” is 2 Jan 2026." in page.text
