"""The form of an invoice takes instalments: split evenly or by hand, kept as typed where they do not add up."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation
from tests.builders import ISIK, a_client
from tests.web.test_money import a_browser
from tests.web.test_new_invoice import form_of

from mainstay.billing.forms import InvoiceForm
from mainstay.billing.models import Instalment, Invoice
from mainstay.billing.rules.instalment_drafts import DraftInstalment


@pytest.fixture
def owner(book, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    return a_browser(book)


@pytest.fixture
def typed(book, owner):
    client = a_client(ISIK, currency="GBP", terms_days=14)
    form = form_of(owner.get(f"/{book}/invoices/new/?client={client.ref}"))
    return form | {
        "lines-0-description": "Kitchen", "lines-0-price": "1000.00", "on": "2024-03-01", "due": "2024-03-31",
        "currency": "GBP", "number": "A-1",
    }  # fmt: skip


def test_a_total_is_split_evenly_and_issued(book, owner, typed):
    path = f"/{book}/invoices/new/"
    seen = owner.post(path, typed | {"split": "1", "parts": "3"})
    form = form_of(seen)
    split = [(form[f"instalments-{n}-due"], form[f"instalments-{n}-amount"]) for n in range(3)]
    assert split == [("31 Mar 2024", "333.33"), ("30 Apr 2024", "333.33"), ("31 May 2024", "333.34")]
    assert (seen.status_code, Invoice.objects.count()) == (200, 0)
    made = owner.post(path, form)
    issued = Invoice.objects.get()
    assert made["Location"] == f"/{book}/invoices/{issued.ref}/"
    assert (str(issued.due_on), issued.total_minor) == ("2024-05-31", 100_000)
    assert list(Instalment.objects.values_list("minor", "later_minor")) == [
        (33_333, 66_667), (33_333, 33_334), (33_334, 0),
    ]  # fmt: skip
    assert "333.34" in owner.get(made["Location"]).content.decode()


def test_the_days_of_instalments_are_typed_as_people_write_them(book, owner, typed):
    rows = {"instalments-0-due": "1.4.2024", "instalments-0-amount": "400"}
    rows |= {"instalments-1-due": "2 May 2024", "instalments-1-amount": "600"}
    owner.post(f"/{book}/invoices/new/", typed | rows)
    assert list(Instalment.objects.values_list("due_on", flat=True)) == [date(2024, 4, 1), date(2024, 5, 2)]
    with translation.override("tr"):
        written = InvoiceForm.base_fields["instalments"].written(
            [DraftInstalment(date(2024, 8, 2), 60_000)], "GBP", is_plain=False
        )
    assert written == [{"due": "2 Ağu 2024", "amount": "600,00"}]


@pytest.mark.parametrize("parts", ["", "1", "61", "x", "²", "99999999999"])
def test_what_is_no_number_of_parts_splits_nothing(book, owner, typed, parts):
    seen = owner.post(f"/{book}/invoices/new/", typed | {"split": "1", "parts": parts})
    assert seen.status_code == 200
    assert form_of(seen)["instalments-0-due"] == ""


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (("400", "500"), "The instalments are £100.00 short of the total of £1,000.00: add it."),
        (("400", "lots"), "lots"),
        (("400", ""), "Line 2"),
    ],
)
def test_what_does_not_add_up_is_said_and_stays(book, owner, typed, amounts, said):
    rows = {f"instalments-{n}-due": f"2024-0{n + 4}-01" for n in range(2)}
    rows |= {f"instalments-{n}-amount": amount for n, amount in enumerate(amounts)}
    seen = owner.post(f"/{book}/invoices/new/", typed | rows)
    page = seen.content.decode()
    assert (seen.status_code, Invoice.objects.count()) == (422, 0)
    assert said in page
    assert '<details class="card-body border-top" id="instalments" open>' in page
    assert form_of(seen)["instalments-0-amount"] == "400"
