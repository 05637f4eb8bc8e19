"""Exchange rates in the settings, and the total at them in the lists and on Today."""

from __future__ import annotations

import re

import pytest
from tests.builders import ACT, a_client, a_payment, an_issued_invoice, day

from mainstay.firm.models import Firm
from mainstay.rates.actions.rates import set_rate
from mainstay.rates.models import ExchangeRate
from mainstay.rates.rules.drafts import RateDraft

TYPED = {"one": "EUR", "rate": "0.8712", "other": "GBP", "on": "29.2.2024"}
PAGES = ("today/", "clients/", "invoices/", "payments/", "receivables/")


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def two_currencies(book):
    """A firm in pounds to which one client owes pounds and another euros; each paid something, too."""
    Firm.objects.update(currency="GBP")
    pounds, euros = a_client("Ada"), a_client("Bob")
    an_issued_invoice(pounds, "100.00", on=day(0), due=day(5))
    an_issued_invoice(euros, "200.00", on=day(0), due=day(5), currency="EUR")
    a_payment(pounds, "10.00", on=day(2))
    a_payment(euros, "10.00", on=day(2), currency="EUR")


def test_a_rate_is_typed_corrected_and_removed(book, owner, two_currencies) -> None:
    address = f"/{book}/settings/rates/"
    page = owner.get(f"{address}?of=EUR&on={day(3)}").content.decode()
    assert ('value="EUR" selected' in page, 'value="GBP" selected' in page, "3 Mar 2024" in page) == (True, True, True)
    assert owner.post(address, {**TYPED, "key": "k1"})["Location"] == address
    page = owner.get(address).content.decode()
    assert "1 EUR = 0.8712 GBP" in page
    assert "1 GBP = 1.14784 EUR" in page
    assert 'value="EUR" selected' in page
    refused = owner.post(address, {**TYPED, "rate": "x", "key": "k2"})
    assert (refused.status_code, 'value="x"' in refused.content.decode()) == (422, True)
    other = owner.post(address, {**TYPED, "other": "USD", "key": "k3"})
    assert "One of the two has to be your own currency, GBP" in other.content.decode()
    one = f"{address}{ExchangeRate.objects.get().ref}/"
    owner.post(one, {**TYPED, "rate": "0.9", "key": "k4"})
    assert "1 EUR = 0.9 GBP" in owner.get(one).content.decode()
    assert owner.post(one, {"remove": "1", "key": "k5"})["Location"] == address
    assert owner.get(one).status_code == 404
    assert "No exchange rates yet." in owner.get(address).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_without_a_rate_a_line_leads_to_it_and_with_one_a_total_is_shown(
    page, book, owner, browser, two_currencies
) -> None:
    lacking = owner.get(f"/{book}/{page}").content.decode()
    assert re.search(r'href="[^"]*/settings/rates/\?of=EUR&amp;on=20[0-9-]+">Enter an exchange rate for EUR', lacking)
    assert "at your rates" not in lacking
    assert "exchange rate" not in browser(book, "reader").get(f"/{book}/{page}").content.decode()
    set_rate(draft=RateDraft("EUR", "0.5", "GBP", day(1)), **ACT)
    known = owner.get(f"/{book}/{page}").content.decode()
    amount = "£15" if page == "payments/" else "£200"
    assert f"About {amount} at your rates (EUR of 1 Mar 2024)" in known
    assert "Enter an exchange rate" not in known


def test_a_past_day_is_converted_at_its_own_rate(book, owner, two_currencies) -> None:
    for on, rate in ((1, "0.5"), (20, "0.8")):
        set_rate(draft=RateDraft("EUR", rate, "GBP", day(on)), **ACT)
    then = owner.get(f"/{book}/receivables/?until={day(10)}").content.decode()
    assert "About £200 at your rates (EUR of 1 Mar)" in then
    assert "About £260 at your rates" in owner.get(f"/{book}/receivables/").content.decode()
    assert "at your rates" not in owner.get(f"/{book}/receivables/?currency=EUR").content.decode()
