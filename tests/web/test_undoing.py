"""Undo in one click: the button stands beside the sentence and on the page, and works once."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from tests.builders import ISIK, a_client, a_payment, an_issued_invoice, day
from tests.web.test_money import a_browser

from mainstay.billing.models import CreditNote, Invoice, Payment


@pytest.fixture
def owner(book, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    return a_browser(book)


def button(page: str) -> tuple[str, str]:
    """Where the first button of the page that undoes something sends, and its key."""
    found = re.search(r'action="([^"]*/undo/[^"]*)".*?name="key" value="([^"]*)"', page, re.DOTALL)
    assert found is not None
    return found[1], found[2]


def test_a_payment_is_undone_by_one_click_of_two(book, owner) -> None:
    invoice = an_issued_invoice()
    paid = a_payment(settles=(invoice,))
    page = owner.get(f"/{book}/payments/{paid.ref}/?recorded").content.decode()
    address, key = button(page)
    for _ in "12":
        answer = owner.post(address, {"key": key})
        assert (answer.status_code, answer["Location"]) == (302, f"/{book}/payments/{paid.ref}/")
    shown = owner.get(answer["Location"]).content.decode()
    assert "Undone: a correcting record was added." in shown
    assert "Reversed on 10 Mar 2024: Entered by mistake" in shown
    assert "/undo/" not in shown
    assert (Payment.objects.count(), Invoice.objects.get().open_minor) == (2, 10_000)
    owner.post(address, {"key": "another"})
    assert "This was already undone" in owner.get(answer["Location"]).content.decode()


def test_what_is_done_to_an_invoice_is_undone_from_the_notice(book, owner) -> None:
    invoice = an_issued_invoice(a_client(ISIK), "100.00")
    path = f"/{book}/invoices/{invoice.ref}/"
    assert "/undo/i-" in owner.get(path).content.decode()
    for act in ("write-off", "credit"):
        owner.post(
            f"{path}{act}/", {"amount": "40.00", "on": "2024-03-10", "reason": "late", "left": "10000", "key": act}
        )
        address, key = button(owner.get(path).content.decode())
        answer = owner.post(address, {"key": key}, HTTP_REFERER=f"http://localhost{path}")
        assert answer["Location"] == f"http://localhost{path}"
        assert Invoice.objects.get(ref=invoice.ref).open_minor == 10_000
    elsewhere = owner.post(address, {"key": "x"}, HTTP_REFERER="https://other.example/")
    assert elsewhere["Location"] == f"/{book}/payments/"


def test_an_invoice_entered_by_mistake_is_voided_and_an_allocation_taken_back(book, owner) -> None:
    invoice = an_issued_invoice(on=day(0))
    paid = a_payment()
    owner.post(
        f"/{book}/payments/{paid.ref}/allocate/", {"key": "k", "invoice": invoice.ref, "amount": "", "left": "10000"}
    )
    address, key = button(owner.get(f"/{book}/payments/{paid.ref}/").content.decode())
    assert "/undo/a-" in address
    owner.post(address, {"key": key})
    assert Invoice.objects.get().open_minor == 10_000
    fresh = an_issued_invoice(number="B-1")
    address, key = button(owner.get(f"/{book}/invoices/{fresh.ref}/").content.decode())
    owner.post(address, {"key": key})
    assert CreditNote.objects.get().voids_id == fresh.pk


def test_in_turkish_a_record_is_cancelled_and_anything_else_is_taken_back(book, owner) -> None:
    owner.post(f"/{book}/profile/language/", {"language": "tr"})
    invoice = an_issued_invoice()
    path = f"/{book}/invoices/{invoice.ref}/"
    owner.post(
        f"{path}write-off/", {"amount": "1,00", "on": "10.03.2024", "reason": "late", "left": "10000", "key": "w"}
    )
    assert re.findall(r'<button[^>]*name="undo"[^>]*>([^<]*)<', owner.get(path).content.decode()) == ["Kaydı iptal et"]
    here = f"/{book}/clients/{invoice.client.ref}/"
    owner.post(f"{here}call/", {"outcome": "spoke", "back": here, "key": "c"})
    assert re.findall(r'<button[^>]*name="undo"[^>]*>([^<]*)<', owner.get(here).content.decode()) == ["Geri al"]
