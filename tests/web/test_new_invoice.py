"""An invoice written in a browser: added up as it is typed, issued once, and what is wrong said beside its line."""

from __future__ import annotations

import pytest
from django.conf import settings
from tests import clock
from tests.builders import ISIK, OBRIEN, a_client, a_paid_invoice, an_issued_invoice
from tests.web.reading import inputs_of
from tests.web.test_money import a_browser

from mainstay.billing.models import Invoice, InvoiceLine
from mainstay.kernel import formatting


@pytest.fixture
def owner(book, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    return a_browser(book)


LINES = {
    "lines-0-description": "Managed support", "lines-0-quantity": "", "lines-0-unit": "month", "lines-0-price": "930",
    "lines-2-description": "Out-of-hours work", "lines-2-quantity": "1.5", "lines-2-price": "80.00",
}  # fmt: skip


def form_of(answer) -> dict[str, str]:
    found = inputs_of(answer.content.decode().split('id="invoice"')[1].split("</form>")[0])
    found.pop("csrfmiddlewaretoken")
    return found


def test_first_the_client_is_found(book, owner) -> None:
    client, path = a_client(ISIK), f"/{book}/invoices/new/"
    assert f'href="{path}?client={client.ref}"' in owner.get(f"{path}?q=isik").content.decode()
    assert "No clients match" in owner.get(f"{path}?q=nobody").content.decode()
    assert owner.get(f"{path}?client=c-nothing").status_code == 404
    assert f'href="{path}?client={client.ref}"' in owner.get(f"/{book}/clients/{client.ref}/").content.decode()


def test_an_invoice_is_written_added_up_and_issued_once(book, owner) -> None:
    client, path = a_client(ISIK, currency="GBP", terms_days=14), f"/{book}/invoices/new/"
    an_issued_invoice(client, "100.00", number="OLD-1")
    begun = owner.get(f"{path}?client={client.ref}")
    form = form_of(begun)
    days = (clock.today(later, "Europe/Istanbul") for later in (0, 14))
    assert (form["on"], form["due"]) == tuple(formatting.day(day, "en") for day in days)
    typed = form | LINES | {"on": "2024-03-01", "due": "2024-03-15", "currency": "GBP", "number": "A-1"}
    seen = owner.post(path, typed, HTTP_HX_REQUEST="true").content.decode()
    assert '<output id="amount-2" hx-swap-oob="true">120.00</output>' in seen
    assert '<output id="total" hx-swap-oob="true">£1,050.00</output>' in seen
    assert "£1,150.00" in seen
    looked = owner.post(path, typed | {"more": "1"})
    assert (looked.status_code, form_of(looked)["lines-2-price"], Invoice.objects.count()) == (200, "80.00", 1)
    assert "lines-9-price" in form_of(looked)
    first, again = (owner.post(path, typed) for _ in "12")
    made = Invoice.objects.get(number="A-1")
    assert {first["Location"], again["Location"]} == {f"/{book}/invoices/{made.ref}/"}
    assert (made.total_minor, str(made.due_on), Invoice.objects.count()) == (105_000, "2024-03-15", 2)
    assert list(InvoiceLine.objects.values_list("quantity", "minor")) == [(1_000_000, 93_000), (1_500_000, 12_000)]
    shown = owner.get(first["Location"]).content.decode()
    assert "Invoice A-1 issued to Işık İnşaat, due on 15 Mar 2024." in shown
    assert "1.5" in shown.split("Out-of-hours work")[1][:80]
    copied = form_of(owner.get(f"{path}?client={client.ref}&copy={made.ref}"))
    assert (copied["lines-1-quantity"], copied["lines-1-price"]) == ("1.5", "80.00")


def test_what_is_wrong_stands_beside_its_line_and_nothing_is_issued(book, owner) -> None:
    client, path = a_client(ISIK, currency="GBP"), f"/{book}/invoices/new/"
    typed = {"client": client.ref, "on": "2024-03-01", "due": "2024-02-01", "currency": "GBP", "key": "k"}
    refused = owner.post(path, typed | LINES | {"lines-2-price": "eighty"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Line 3: “eighty” is not an amount" in page
    assert "“eighty” is not an amount" in page.split('id="wrong-2"')[1][:100]
    assert form_of(refused)["lines-2-price"] == "eighty"
    assert "correct one of the two days" in owner.post(path, typed | LINES).content.decode()
    assert "Enter the amount." in owner.post(path, typed).content.decode()
    assert not Invoice.objects.exists()


def test_turkish_amounts_and_quantities(book, owner) -> None:
    client, path = a_client(ISIK, currency="TRY"), f"/{book}/invoices/new/"
    typed = {"client": client.ref, "on": "2024-03-01", "due": "", "currency": "TRY", "key": "k"}
    lines = {"lines-0-description": "Danışmanlık", "lines-0-quantity": "1,5", "lines-0-price": "1.200,50"}
    assert owner.post(f"{path}?language=tr", typed | lines).status_code == 302
    made = Invoice.objects.get()
    assert (made.total_minor, str(made.due_on)) == (180_075, "2024-03-31")


def test_beside_it_stands_when_it_is_likely_paid(book, owner) -> None:
    path = f"/{book}/invoices/new/"
    for _ in range(3):
        a_paid_invoice(a_client(ISIK))
    known = owner.get(f"{path}?client={a_client(ISIK).ref}").content.decode()
    assert "too early to say" not in known
    assert "about " in known.split("Likely paid")[1][:80]
    assert "too early to say" in owner.get(f"{path}?client={a_client(OBRIEN).ref}").content.decode()
