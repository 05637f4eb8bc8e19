"""Amounts become whole minor units exactly, or a reason why not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.intake.amounts import (
    DECIMALS,
    DecimalSign,
    amount_reader,
    currency_in,
    currency_named,
    number_reader,
)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("123.45", 12345), ("0.05", 5), (".5", 50), ("12", 1200), ("12.5", 1250), ("1,234.56", 123456),
        ("1 234.56", 123456), ("1\u00a0234.56", 123456), ("1'234.56", 123456), ("1\u2019234.56", 123456),
        ("12,34,567.00", 123456700), ("1,234,567", 123456700), ("₺1,234.50", 123450), ("$ 3", 300), ("3 USD", 300),
        ("TL 5", 500), ("5 TL", 500), ("£-5.00", -500), ("-£5.00", -500), ("(5.00)", -500), ("($5.00)", -500),
        ("5.00-", -500), ("\u22125", -500), ("+5", 500), ("1.5000", 150), (" 7.00 ", 700), ("0.000", 0), ("0", 0),
    ],
)  # fmt: skip
def test_reads_with_a_decimal_point(text: str, minor: int) -> None:
    assert amount_reader("point", 2)(text) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [("123,45", 12345), ("1.234,56", 123456), ("1.234", 123400), ("1.234.567,8", 123456780), ("1 234,56 ₺", 123456),
     ("1.234,56 TL", 123456), ("12", 1200), ("-3,5 €", -350)],
)  # fmt: skip
def test_reads_with_a_decimal_comma(text: str, minor: int) -> None:
    assert amount_reader("comma", 2)(text) == minor


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1,23", "1,2345.00", "12,345,67.00", "1.2.3", "5.", "--5", "(5", "-(5)", "1e5", "5 XXQ",
     "USD 5 EUR",
     "1,234 567", "0,123", "١٢", "=1+1", "NaN", "5 5 5", "1" * 70, "."],
)  # fmt: skip
def test_is_no_number_with_a_point(text: str) -> None:
    assert amount_reader("point", 2)(text) == "not_a_number"


@pytest.mark.parametrize(
    ("text", "exponent", "result"),
    [
        ("1.234", 2, "too_many_decimals"), ("1.500", 2, "too_many_decimals"), ("0.001", 2, "too_many_decimals"),
        ("100.50", 0, "too_many_decimals"), ("100.00", 0, 100), ("1,500", 0, 1500), ("1.234", 3, 1234),
        ("1.2345", 3, "too_many_decimals"), ("1.2", 3, 1200), ("90000000000000.00", 2, 9_000_000_000_000_000),
        ("90000000000000.01", 2, "amount_too_large"),
    ],
)  # fmt: skip
def test_keeps_to_the_decimals_of_the_currency(text: str, exponent: int, result: int | str) -> None:
    assert amount_reader("point", exponent)(text) == result


def test_refuses_an_amount_in_another_currency() -> None:
    read = amount_reader("point", 2, "USD")
    assert (read("€5"), read("5 USD"), read("$5"), read("US$ 5")) == ("other_currency", 500, 500, 500)


def test_names_currencies() -> None:
    assert [currency_named(text) for text in ("usd", " TL ", "₺", "€", "Türk Lirası", "$", "XXX", "")] == [
        "USD", "TRY", "TRY", "EUR", "TRY", None, None, None,
    ]  # fmt: skip
    assert [currency_in(text) for text in ("5 TL", "5", "$5", "x")] == ["TRY", "", None, ""]


def test_reads_plain_numbers_of_any_precision() -> None:
    assert number_reader("point")("1,234.56789") == Decimal("1234.56789")
    assert number_reader("comma")("10,5%") == Decimal("10.5")
    assert number_reader("point")("ten") is None


@given(st.integers(-(10**15), 10**15), st.sampled_from(DECIMALS), st.sampled_from([0, 2, 3]), st.booleans())
def test_reading_after_printing_gives_the_amount_back(
    minor: int, decimal: DecimalSign, exponent: int, grouped: bool
) -> None:
    value = Decimal(minor).scaleb(-exponent)
    text = f"{value:,.{exponent}f}" if grouped else f"{value:.{exponent}f}"
    if decimal == "comma":
        text = text.translate(str.maketrans(",.", ".,"))
    assert amount_reader(decimal, exponent)(text) == minor


@given(st.text(alphabet="0123456789.,'()- €TLx", max_size=14), st.sampled_from(DECIMALS))
def test_never_raises_and_the_signs_mirror_each_other(text: str, decimal: DecimalSign) -> None:
    mirrored: DecimalSign = "comma" if decimal == "point" else "point"
    swapped = text.translate(str.maketrans(",.", ".,"))
    assert amount_reader(decimal, 2)(text) == amount_reader(mirrored, 2)(swapped)
