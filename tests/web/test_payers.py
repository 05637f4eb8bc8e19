"""The first step of recording a payment in a browser: the amount, then whose it is."""

from __future__ import annotations

import pytest
from django.conf import settings
from tests.builders import ISIK, a_client, an_issued_invoice, day
from tests.web.test_money import a_browser, form_of

from mainstay.billing.models import Allocation, Payment


@pytest.fixture
def owner(book, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    return a_browser(book)


def test_a_payment_begins_with_the_amount(book, owner) -> None:
    path = f"/{book}/payments/record/"
    client = a_client(ISIK)
    first, second = an_issued_invoice(client, "150.00"), an_issued_invoice(client, "249.60", due=day(60))
    an_issued_invoice(client, "10.00", due=day(70))
    begun = form_of(owner.get(path))
    assert 'name="client"' not in owner.get(path).content.decode()
    wrong = owner.post(path, begun | {"amount": "399,60,1", "note": "kept"})
    assert (wrong.status_code, form_of(wrong)["note"]) == (422, "kept")
    asked = begun | {"amount": "399.60", "currency": "GBP", "on": "2024-03-10", "note": "ref 7"}
    assert owner.get(f"{path}?amount=399.60&currency=GBP").content.decode().count("Who paid £399.60?") == 1
    step = owner.post(path, asked)
    assert f'name="client" value="{client.ref}"' in step.content.decode()
    chosen = form_of(owner.post(path, asked | {"client": client.ref, "again": "1"}))
    assert (chosen[f"settles-{first.ref}"], chosen[f"settles-{second.ref}"]) == ("150.00", "249.60")
    assert owner.post(path, chosen | {"another": "1"}).content.decode().count("Who paid £399.60?") == 1
    assert Payment.objects.count() == 0
    assert owner.post(path, chosen).status_code == 302
    assert Payment.objects.get().note == "ref 7"
    assert Allocation.objects.count() == 2


def test_a_client_can_be_looked_for_without_an_amount(book, owner) -> None:
    path = f"/{book}/payments/record/"
    client = a_client(ISIK)
    found = owner.post(path, {"q": "isik", "amount": "", "currency": "GBP", "on": "2024-03-10"})
    assert found.status_code == 200
    assert "No clients match" in owner.post(path, {"q": "nobody"}).content.decode()
    assert owner.get(f"{path}?client=c-nothing").status_code == 404
    assert f'value="{client.ref}"' in found.content.decode()
    opened = form_of(owner.post(path, {"client": client.ref, "amount": "", "again": "1", "on": "2024-03-10"}))
    assert (opened["client"], opened["on"], opened["amount"]) == (client.ref, "2024-03-10", "")
