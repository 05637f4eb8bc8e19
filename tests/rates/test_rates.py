"""Exchange rates: what one may be, setting and correcting, what sums come to, exporting and importing back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ACT, NOW, START, a_client, a_payment, an_issued_invoice, day, questions, refused
from tests.rates.tables import EURO, FILE, a_rate

from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.billing.rules.payment_filter import PaymentFilter
from mainstay.kernel.money import Money
from mainstay.kernel.problem import Problem
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.queries.export import write_export
from mainstay.overview.queries.invoices import invoices_page
from mainstay.overview.queries.payments import payments_page
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.rates.actions import importing, rates
from mainstay.rates.actions._sound import RateNotYet, RateRefused
from mainstay.rates.forms import RateForm
from mainstay.rates.models import ExchangeRate
from mainstay.rates.phrases import problem_sentence, rate_words, total_sentence, turned_words
from mainstay.rates.queries.proofs import prove_rates
from mainstay.rates.queries.rates import all_rates, total_at_rates
from mainstay.rates.rules.converting import RateRow, converted, total_at
from mainstay.rates.rules.drafts import RateDraft, billionths_of, canonical_rate, rate_text
from mainstay.timeline.models import Entry

POUND = RateDraft("GBP", "58.05", "TRY", day(3))


def row(one: str, rate: str, other: str, on: date = START) -> RateRow:
    return RateRow("x-1", one, other, on, billionths_of(rate))


TEN_DAYS_ON = day(10)


def total(sums: dict[str, int], on: date = TEN_DAYS_ON) -> Any:
    return total_at_rates(sums=sums, as_of=on, by=ACT["by"])


def words() -> list[str]:
    return [rate_words(one) for one in all_rates(by=ACT["by"])]


def test_a_rate_is_kept_as_it_is_typed_and_nonsense_is_told() -> None:
    assert [canonical_rate(text) for text in ("0.8712", "048.90", "1", "0.000000001")] == [
        "0.8712", "48.9", "1", "0.000000001",
    ]  # fmt: skip
    wrong = {"": "rate_missing", "x": "no_rate", "-1": "no_rate", "0": "rate_out_of_range",
             "1000000000": "rate_out_of_range", "0.1234567891": "too_many_decimals"}  # fmt: skip
    for text, code in wrong.items():
        found = canonical_rate(text)
        assert isinstance(found, Problem)
        assert found.code == code
        assert problem_sentence(found)


@given(st.integers(1, 10**18 - 1))
def test_a_rate_is_exact_there_and_back(billionths: int) -> None:
    assert billionths_of(rate_text(billionths)) == billionths


def test_an_amount_is_converted_in_both_directions_and_between_different_decimals() -> None:
    euros = Money.parse("100.00", "EUR")
    assert converted(euros, "GBP", row("EUR", "0.8712", "GBP")) == Money.parse("87.12", "GBP")
    assert converted(euros, "GBP", row("GBP", "1.25", "EUR")) == Money.parse("80.00", "GBP")
    assert converted(Money(10_000, "JPY"), "GBP", row("GBP", "200", "JPY")) == Money.parse("50.00", "GBP")
    assert converted(Money.parse("1.000", "TND"), "JPY", row("TND", "50.5", "JPY")) == Money(51, "JPY")
    assert converted(Money(-1, "EUR"), "GBP", row("EUR", "0.5", "GBP")) == Money(-1, "GBP")


@given(st.integers(-(10**15), 10**15), st.integers(10**3, 10**14))
def test_converting_is_off_by_half_a_unit_at_most(minor: int, billionths: int) -> None:
    rate = RateRow("x-1", "EUR", "GBP", START, billionths)
    exact = Decimal(minor) * billionths
    assert abs(converted(Money(minor, "EUR"), "GBP", rate).minor * 10**9 - exact) <= Decimal(10**9) / 2


def test_a_total_is_of_several_currencies_and_of_known_rates_alone() -> None:
    rates_known = {"EUR": row("EUR", "0.8", "GBP")}
    assert total_at({"GBP": 100}, "GBP", rates_known, START) is None
    assert total_at({"GBP": 100, "EUR": 0}, "GBP", rates_known, START) is None
    assert total_at({"GBP": 100, "EUR": 100}, "", rates_known, START) is None
    found = total_at({"GBP": 100, "EUR": 100}, "GBP", rates_known, START)
    assert found is not None
    assert (found.minor, found.used, found.missing) == (180, (("EUR", START),), ())
    lacking = total_at({"GBP": 100, "EUR": 100, "TRY": 5, "CHF": 1}, "GBP", rates_known, START)
    assert lacking is not None
    assert (lacking.minor, lacking.missing) == (0, ("CHF", "TRY"))


@pytest.mark.usefixtures("book")
def test_a_rate_is_set_corrected_moved_and_removed_and_each_is_told() -> None:
    rate = rates.set_rate(draft=EURO, **ACT)
    assert words() == ["1 EUR = 48.9 TRY"]
    assert turned_words(all_rates(by=ACT["by"])[0]) == "1 TRY = 0.0204499 EUR"
    turned = rates.set_rate(draft=RateDraft("TRY", "0.02", "EUR", START), **ACT)
    assert (turned.pk, words()) == (rate.pk, ["1 TRY = 0.02 EUR"])
    later = rates.set_rate(draft=RateDraft("EUR", "50", "TRY", day(1)), **ACT)
    with refused(rates.RateIsThere):
        rates.change_rate(ref=later.ref, draft=EURO, **ACT)
    rates.change_rate(ref=later.ref, draft=RateDraft("EUR", "51", "TRY", day(2)), **ACT)
    rates.change_rate(ref=later.ref, draft=RateDraft("EUR", "51", "TRY", day(2)), **ACT)
    rates.remove_rate(ref=rate.ref, **ACT)
    assert words() == ["1 EUR = 51 TRY"]
    kinds = list(Entry.objects.filter(kind__startswith="rate.").order_by("id").values_list("kind", flat=True))
    assert kinds == ["rate.set", "rate.corrected", "rate.set", "rate.corrected", "rate.removed"]


@pytest.mark.usefixtures("book")
def test_a_rate_has_the_firms_currency_in_it_and_a_day_that_has_come() -> None:
    for draft in (
        RateDraft("EUR", "1.1", "USD", START),
        RateDraft("TRY", "1", "TRY", START),
        RateDraft("XXX", "1", "TRY", START),
        RateDraft("EUR", "0", "TRY", START),
    ):
        with refused(RateRefused):
            rates.set_rate(draft=draft, **ACT)
    with refused(RateNotYet):
        rates.set_rate(draft=RateDraft("EUR", "1", "TRY", NOW.date() + timedelta(days=2)), **ACT)
    assert words() == []


@pytest.mark.usefixtures("book")
def test_the_rate_of_the_day_counts_or_the_newest_before_it() -> None:
    for on, rate in ((0, "40"), (5, "50")):
        rates.set_rate(draft=RateDraft("EUR", rate, "TRY", day(on)), **ACT)
    sums = {"TRY": 100_00, "EUR": 1_00}
    assert [total(sums, day(on)).minor for on in (0, 4, 5, 30)] == [140_00, 140_00, 150_00, 150_00]
    assert total(sums, day(-1)).missing == ("EUR",)
    assert total({**sums, "GBP": 1}).missing == ("GBP",)
    assert total({"EUR": 100_00}) is None


@pytest.mark.usefixtures("book")
def test_a_total_says_that_it_was_converted_and_by_which_rates() -> None:
    a_rate()
    a_rate(POUND)
    sums = {"GBP": 200_00, "EUR": 100_00, "TRY": 12_000_00}
    assert total_sentence(total(sums)) == "About ₺28,500 at your rates (EUR of 29 Feb, GBP of 3 Mar)"
    assert total_sentence(total(sums, date(2025, 1, 1))).endswith("(EUR of 29 Feb 2024, GBP of 3 Mar 2024)")
    assert total_sentence(total({"TRY": 1, "CHF": 1})) == "Enter an exchange rate for CHF to see a total in TRY."
    with override("tr"):
        assert total_sentence(total(sums)) == "Kurlarınızla yaklaşık ₺28.500 (EUR: 29 Şub, GBP: 3 Mar)"


@pytest.mark.usefixtures("book")
def test_the_form_reads_a_rate_as_the_language_writes_it() -> None:
    typed = {"one": "EUR", "rate": "48,90", "other": "TRY", "on": "3.11.2023"}
    with override("tr"):
        form = RateForm(typed, today=START)
        assert form.is_valid(), form.errors
        assert form.draft == RateDraft("EUR", "48.9", "TRY", date(2023, 11, 3))
        assert RateForm(seen=form.draft)["rate"].value() == "48,9"
    unhappened = RateForm({**typed, "rate": "48.9", "on": "2024-03-09"}, today=START)
    assert list(unhappened.errors) == ["on"]


@pytest.mark.usefixtures("book")
def test_the_check_finds_a_rate_filed_under_another_pair() -> None:
    rate = a_rate()
    assert prove_rates() == []
    ExchangeRate.objects.update(pair="EUR-GBP")
    assert [(one.code, one.subject) for one in prove_rates()] == [("rate_pair_wrong", rate.ref)]


def exported() -> str:
    target = BytesIO()
    write_export(target, "csv", by=ACT["by"])
    with ZipFile(target) as files:
        (name,) = [name for name in files.namelist() if "xchange" in name]
        return files.read(name).decode("utf-8-sig")


@pytest.mark.usefixtures("book")
def test_what_is_exported_comes_back_equal() -> None:
    a_rate()
    a_rate(POUND)
    a_rate(RateDraft("JPY", "0.000000001", "TRY", START))
    before = exported()
    ExchangeRate.objects.all().delete()
    assert importing.import_rates(text=before, **ACT) == (3, 0)
    assert exported() == before
    assert importing.import_rates(text=before, **ACT) == (0, 3)


@pytest.mark.usefixtures("book")
def test_a_file_of_another_kind_or_with_a_wrong_row_brings_nothing_in() -> None:
    with refused(importing.NoRatesInFile):
        importing.import_rates(text="Field,Kind\nx,text\n", **ACT)
    for wrong in ("2024-02-30,EUR,1,TRY\n", "2024-02-28,EUR,x,TRY\n", "2024-02-28,EUR,1,USD\n"):
        with refused(importing.RateRowRefused):
            importing.import_rates(text=FILE + wrong, **ACT)
    assert words() == []


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("sort", ["owed", "overdue"])
def test_clients_are_sorted_by_what_their_debts_are_worth_at_the_rates(sort: str) -> None:
    """A yen is no pound; what no rate converts stands apart, after what can be compared."""
    for name, amounts in {
        "A": {"TRY": "900.00"}, "B": {"EUR": "30.00"}, "C": {"TRY": "500.00", "EUR": "20.00"},
        "D": {"JPY": "800000"}, "E": {"JPY": "900000"}, "F": {"JPY": "1", "TRY": "1.00"}, "G": {},
    }.items():  # fmt: skip
        client = a_client(name)
        for currency, amount in amounts.items():
            an_issued_invoice(client, amount, currency, on=day(0), due=day(1))

    def order() -> str:
        found = clients_page(as_of=TEN_DAYS_ON, wanted=ClientFilter(sort=sort), by=ACT["by"])
        return "".join(row.name for row in found.clients)

    assert order() == "ACFBEDG"
    rates.set_rate(draft=RateDraft("EUR", "40", "TRY", day(2)), **ACT)
    assert order() == "CBAFEDG"
    rates.set_rate(draft=RateDraft("JPY", "0.25", "TRY", day(3)), **ACT)
    assert order() == "EDCBAFG"


AMOUNTS = {
    "A": ("TRY", "900.00"), "B": ("EUR", "30.00"), "C": ("TRY", "500.00"), "D": ("JPY", "800000"),
    "E": ("JPY", "900000"), "F": ("EUR", "15.00"),
}  # fmt: skip


def invoices_sorted(sort: str, **wanted: str) -> str:
    page = invoices_page(wanted=InvoiceFilter(sort=sort, **wanted), as_of=TEN_DAYS_ON, number=1, by=ACT["by"])
    return "".join(row.client_name for row in page.invoices)


def payments_sorted(sort: str, **wanted: str) -> str:
    page = payments_page(wanted=PaymentFilter(sort=sort, **wanted), today=TEN_DAYS_ON, by=ACT["by"])
    return "".join(row.client_name for row in page.payments)


@pytest.mark.usefixtures("book")
def test_invoices_and_payments_are_sorted_by_what_they_are_worth_at_the_rates() -> None:
    """What no rate converts stands below, each currency by itself."""
    for name, (currency, amount) in AMOUNTS.items():
        client = a_client(name)
        an_issued_invoice(client, amount, currency, on=day(0), due=day(1))
        a_payment(client, amount, currency, on=day(1))

    def orders() -> set[str]:
        return {*map(invoices_sorted, ("total", "open")), *map(payments_sorted, ("amount", "left"))}

    assert orders() == {"ACBFED"}
    rates.set_rate(draft=RateDraft("EUR", "40", "TRY", day(2)), **ACT)
    assert orders() == {"BAFCED"}
    assert {*map(payments_sorted, ("amount-turned", "left-turned"))} == {"CFABDE"}
    rates.set_rate(draft=RateDraft("JPY", "0.25", "TRY", day(3)), **ACT)
    assert orders() == {"EDBAFC"}
    assert {payments_sorted("left", until=day(2)), payments_sorted("amount", until=day(2))} == {"BAFCED"}
    assert invoices_sorted("open", currency="EUR") == payments_sorted("amount", currency="EUR") == "BF"


@pytest.mark.usefixtures("book")
def test_rates_are_read_once_for_a_list_by_amount_and_not_at_all_for_one_currency() -> None:
    for name in "AB":
        an_issued_invoice(a_client(name), "10.00", "TRY", on=day(0))
        a_payment(a_client(name), "10.00", "TRY", on=day(0))
    rates.set_rate(draft=RateDraft("EUR", "40", "TRY", day(2)), **ACT)

    def asked(*, by_amount: bool) -> list[int]:
        with questions() as of_invoices:
            invoices_sorted("total" if by_amount else "issued")
        with questions() as of_payments:
            payments_sorted("amount" if by_amount else "paid")
        return [sum("rates_exchangerate" in each for each in said) for said in (of_invoices, of_payments)]

    assert asked(by_amount=True) == [0, 0]
    an_issued_invoice(a_client("A"), "10.00", "EUR", on=day(0))
    a_payment(a_client("A"), "10.00", "EUR", on=day(0))
    assert asked(by_amount=True) == [1, 1]
    assert asked(by_amount=False) == [0, 0]
