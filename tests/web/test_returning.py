"""Money given back, and money that came after a write-off, in a browser."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from tests import clock
from tests.builders import (
    ACT,
    ISIK,
    START,
    a_client,
    a_credit_note,
    a_payment,
    an_issued_invoice,
    day,
    timeline,
    whole_book,
)
from tests.web.test_money import a_browser

from mainstay.billing.actions.invoices import write_off_invoice
from mainstay.billing.models import CreditNote, Invoice, Payment, Recovery, Refund
from mainstay.billing.queries.proofs import prove_billing


@pytest.fixture
def owner(book, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    return a_browser(book)


def test_what_is_left_of_a_payment_goes_back_once(book, owner) -> None:
    paid = a_payment(amount="150.00")
    path = f"/{book}/refunds/{paid.ref}/"
    assert f'href="{path}"' in owner.get(f"/{book}/payments/{paid.ref}/").content.decode()
    assert f'href="{path}"' in owner.get(f"/{book}/clients/{paid.client.ref}/money/").content.decode()
    assert 'value="150.00"' in owner.get(path).content.decode()
    before = whole_book()
    for fields, sentence in (
        ({"amount": "150.01", "on": "2024-03-20"}, "Only £150.00 is left of it"),
        ({"amount": "x", "on": "2024-03-20"}, "is not an amount"),
        ({"amount": "1", "on": "2024-03-01"}, "is too early"),
        ({"amount": "1", "on": str(clock.today(3))}, "is in the future"),
    ):
        refused = owner.post(path, fields)
        assert refused.status_code == 422
        assert sentence in refused.content.decode()
    assert whole_book() == before
    sent = {"amount": "50.00", "on": "2024-03-20", "note": "by bank", "key": "k"}
    assert {owner.post(path, sent)["Location"] for _ in "12"} == {f"/{book}/payments/{paid.ref}/"}
    assert list(Refund.objects.values_list("minor", "refunded_on", "note")) == [(5_000, date(2024, 3, 20), "by bank")]
    assert timeline()[-1][0] == "payment.refunded"
    back = Refund.objects.get()
    shown = owner.get(f"/{book}/payments/{paid.ref}/").content.decode()
    assert shown.count(f'action="/{book}/undo/{back.ref}/"') == 2  # in the message, and beside what went out
    owner.post(f"/{book}/undo/{back.ref}/", {"key": "u"})
    assert list(Refund.objects.order_by("id").values_list("minor", flat=True)) == [5_000, -5_000]
    assert "/undo/r-" not in owner.get(f"/{book}/payments/{paid.ref}/").content.decode()
    owner.post(path, {**sent, "amount": "150.00", "key": "all"})
    nothing_left = owner.get(path).content.decode()
    assert "Nothing of it is left to pay back." in nothing_left
    assert 'name="amount"' not in nothing_left
    assert owner.get(f"/{book}/refunds/p-nothing/").status_code == 404


def test_a_credit_note_is_paid_out(book, owner) -> None:
    note = a_credit_note(a_client(ISIK), "30.00")
    sent = {"amount": "30.00", "on": "2024-03-20", "note": "", "key": "k"}
    client = f"/{book}/clients/{note.client.ref}/"
    assert f'href="/{book}/refunds/{note.ref}/"' in owner.get(f"{client}money/").content.decode()
    assert owner.post(f"/{book}/refunds/{note.ref}/", sent)["Location"] == client
    assert CreditNote.objects.get().unallocated_minor == 0
    assert "/refunds/" not in owner.get(f"{client}money/").content.decode()


def test_money_that_came_after_a_write_off_is_recovered_from_its_payment(book, owner) -> None:
    lost = an_issued_invoice(a_client(ISIK), "100.00", number="A-1")
    loss = write_off_invoice(ref=lost.ref, on=day(5), reason="insolvent", **ACT)
    paid = a_payment(a_client(ISIK), "60.00")
    path = f"/{book}/payments/{paid.ref}/recover/?write_off={loss.ref}"
    shown = owner.get(f"/{book}/payments/{paid.ref}/").content.decode()
    assert "£100.00 of invoice A-1 was written off" in shown
    assert f'href="{path}"' in shown
    assert 'value="60.00"' in owner.get(path).content.decode()
    assert owner.get(f"/{book}/payments/{paid.ref}/recover/?write_off=w-nothing").status_code == 404
    sent = {"amount": "60.00", "on": "2024-03-20", "key": "k", "write_off": loss.ref}
    assert {owner.post(path, sent)["Location"] for _ in "12"} == {f"/{book}/payments/{paid.ref}/"}
    assert list(Recovery.objects.values_list("write_off__ref", "minor")) == [(loss.ref, 6_000)]


def test_money_that_came_after_all_is_recorded_from_the_invoice(book, owner) -> None:
    lost = an_issued_invoice(a_client(ISIK), "100.00", number="A-1")
    for on, minor in ((day(5), 3_000), (day(6), None)):
        write_off_invoice(ref=lost.ref, on=on, reason="insolvent", minor=minor, **ACT)
    path = f"/{book}/invoices/{lost.ref}/recover/"
    assert f'href="{path}"' in owner.get(f"/{book}/invoices/{lost.ref}/").content.decode()
    assert 'value="100.00"' in owner.get(path).content.decode()
    more = owner.post(path, {"amount": "100.01", "on": "2024-03-20", "key": "m"})
    assert "Only £100.00 of what was written off is still lost" in more.content.decode()
    assert not Payment.objects.exists()
    sent = {"amount": "40.00", "on": "2024-03-20", "key": "k"}
    assert {owner.post(path, sent)["Location"] for _ in "12"} == {f"/{book}/invoices/{lost.ref}/"}
    assert list(Recovery.objects.order_by("id").values_list("minor", flat=True)) == [3_000, 1_000]
    assert list(Payment.objects.values_list("minor", "unallocated_minor")) == [(4_000, 0)]
    assert 'value="60.00"' in owner.get(path).content.decode()
    owner.post(path, {"amount": "60.00", "on": "2024-03-21", "key": "l"})
    assert path not in owner.get(f"/{book}/invoices/{lost.ref}/").content.decode()
    assert Invoice.objects.get().written_off_minor == 10_000
    assert prove_billing() == []
    assert lost.issued_on == START
