"""What was imported, in a browser: what is not in the book waits on Today, and an import is undone as one."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mainstay.billing.models import Import, Invoice
from mainstay.store.context import use_firm

FILE = (
    "Type,Number,Customer,Date,Due Date,Amount,Currency\n"
    "Invoice,I-1,Elm Partners,2024-03-01,2024-03-31,1200.00,GBP\n"
    "Credit Note,CN-1,Elm Partners,2024-02-31,,700.00,GBP\n"
    "Invoice,I-1,Fir Foods,2024-03-01,2024-03-31,50.00,GBP\n"
)


@pytest.fixture
def owner(browser, book):
    return browser(book, "owner")


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def brought(client, slug: str):
    """The page of what came of the file."""
    upload = SimpleUploadedFile("a.csv", FILE.encode())
    at = client.post(f"/{slug}/import/", {"kind": "invoices", "file": upload})["Location"]
    looked = client.get(at)
    client.post(at, {"said": "1", "act": "bring"})
    return looked, client.get(at)


def test_the_result_says_what_is_in_the_file_and_in_the_book(owner, book):
    looked, result = brought(owner, book)
    for page, then in ((looked, "to import"), (result, "in the book")):
        assert (
            f"Invoices less credit notes: £550.00 in the file; £1,250.00 {then}. Left out: £0.00. Rejected: -£700.00."
        ) in words(page)
        assert "Several clients have the number I-1:" in words(page)


def test_what_is_not_in_the_book_stands_on_today_until_it_is_dealt_with(owner, book):
    brought(owner, book)
    assert "Not in the book: £700.00 of 1 credit note." in words(owner.get(f"/{book}/today/"))
    page = owner.get(f"/{book}/imports/")
    ref = re.search(r'name="ref" value="(u-[a-z0-9]+)"', page.content.decode())[1]
    assert "credit note CN-1 of Elm Partners, £700.00 (a.csv, line 3)" in words(page)
    owner.post(f"/{book}/imports/", {"act": "dealt", "ref": ref})
    assert "Not in the book" not in words(owner.get(f"/{book}/today/"))


def test_an_import_is_tried_out_and_then_taken_back(owner, book):
    brought(owner, book)
    with use_firm(book):
        ref = Import.objects.get().ref
    tried = owner.post(f"/{book}/imports/", {"act": "try", "ref": ref})
    assert "Import of a.csv: invoices to void 2, credit notes to set off 0, payments to reverse 0." in words(tried)
    with use_firm(book):
        assert sum(Invoice.objects.values_list("open_minor", flat=True)) == 125000
    owner.post(f"/{book}/imports/", {"act": "take_back", "ref": ref})
    with use_firm(book):
        assert sum(Invoice.objects.values_list("open_minor", flat=True)) == 0
    again = owner.post(f"/{book}/imports/", {"act": "take_back", "ref": ref})
    assert (again.status_code, "was already undone" in words(again)) == (422, True)


def test_a_reader_takes_nothing_back(browser, book, owner):
    brought(owner, book)
    with use_firm(book):
        ref = Import.objects.get().ref
    reader = browser(book, "reader")
    answered = reader.post(f"/{book}/imports/", {"act": "take_back", "ref": ref})
    assert answered.status_code == 403
    with use_firm(book):
        assert sum(Invoice.objects.values_list("open_minor", flat=True)) == 125000
