"""Money adds up, rounds half up once, and never mixes two currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.kernel.currencies import EXPONENTS, exponent_of, is_currency
from mainstay.kernel.money import CurrencyMismatch, Money, amount_text, decimal_text

MINOR = st.integers(-(10**15), 10**15)
CURRENCIES = st.sampled_from(sorted(EXPONENTS))


@given(MINOR, CURRENCIES, st.lists(st.integers(0, 1000), min_size=1).filter(any))
def test_a_split_adds_up_and_no_share_is_off_by_more_than_one(minor, currency, weights) -> None:
    shares = Money(minor, currency).split(weights)
    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor - Decimal(minor) * weight / sum(weights)) < 1
        assert weight or share.minor == 0


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_a_split_by_nothing_is_refused(weights) -> None:
    with pytest.raises(ValueError, match="weights are whole numbers"):
        Money(100, "GBP").split(weights)


@given(MINOR, CURRENCIES)
def test_parse_after_print_is_identity(minor, currency) -> None:
    money = Money(minor, currency)
    assert Money.parse(str(money), currency) == money
    assert money.decimal == Decimal(str(money))


@pytest.mark.parametrize(
    ("minor", "factor", "rounded"),
    [(5, "0.5", 3), (-5, "0.5", -3), (1, "0.49", 0), (3, "0.5", 2), (250, "0.2", 50), (1, "0.5", 1)],
)
def test_rounding_is_half_away_from_zero(minor, factor, rounded) -> None:
    assert Money(minor, "TRY").times(Decimal(factor)) == Money(rounded, "TRY")


@given(MINOR, MINOR)
def test_two_currencies_are_never_added_or_compared(one, other) -> None:
    pounds, lira = Money(one, "GBP"), Money(other, "TRY")
    for act in (lambda: pounds + lira, lambda: pounds - lira, lambda: pounds < lira, lambda: pounds <= lira):
        with pytest.raises(CurrencyMismatch, match="GBP and TRY are never added or compared"):
            act()
    assert pounds != Money(one, "TRY")
    assert (pounds + pounds - pounds, pounds + -pounds) == (pounds, Money(0, "GBP"))


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(5, "GBP", "0.05"), (-5, "GBP", "-0.05"), (1500, "JPY", "1500"), (-1, "JPY", "-1"), (1, "TND", "0.001"),
     (123456, "TND", "123.456"), (0, "TRY", "0.00"), (123450, "GBP", "1234.50")],
)  # fmt: skip
def test_amounts_are_printed_with_the_currency_s_own_decimals(minor, currency, text) -> None:
    assert decimal_text(minor, currency) == text
    assert amount_text(minor, currency) == f"{text} {currency}"


def test_what_is_no_money_is_refused() -> None:
    with pytest.raises(ValueError, match="'XXX' is not a currency in use"):
        Money(1, "XXX")
    with pytest.raises(TypeError, match="whole numbers"):
        Money(1.0, "GBP")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="whole numbers"):
        Money(True, "GBP")
    with pytest.raises(ValueError, match=r"1\.001 has more decimals than GBP"):
        Money.parse("1.001", "GBP")


def test_currencies_know_their_decimals() -> None:
    assert [exponent_of(code) for code in ("JPY", "GBP", "TND")] == [0, 2, 3]
    assert (is_currency("TRY"), is_currency("TRL"), is_currency("")) == (True, False, False)
