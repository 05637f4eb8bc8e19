"""Amounts as people write them, read into minor units under a stated decimal sign; never through floating point.

Groups of thousands must be whole (1,234,567; also 12,34,567), or the text is no number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from mainstay.intake.records import Exact
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

DecimalSign = Literal["point", "comma"]
DECIMALS: Final[tuple[DecimalSign, ...]] = ("point", "comma")
LARGEST_MINOR: Final = 9_000_000_000_000_000

CURRENCY_SIGNS: Final = {
    "₺": "TRY", "tl": "TRY", "trl": "TRY", "£": "GBP", "€": "EUR", "₹": "INR", "₽": "RUB", "₴": "UAH", "₪": "ILS",
    "₩": "KRW", "us$": "USD", "a$": "AUD", "ca$": "CAD", "c$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "r$": "BRL", "zł": "PLN", "zl": "PLN", "kč": "CZK", "kc": "CZK", "avro": "EUR", "euro": "EUR", "sterlin": "GBP",
    "lira": "TRY", "turk lirasi": "TRY", "dolar": "USD", "dollar": "USD", "pound": "GBP", "us dollar": "USD",
    "abd dolari": "USD", "pound sterling": "GBP",
} | {fold(code): code for code in EXPONENTS}  # fmt: skip
_SHARED_SIGNS: Final = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "CLP", "COP", "ARS", "TWD", "BSD", "BBD", "BZD", "BMD",
          "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SRD", "TTD", "XCD"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "fr": ("CHF", "XAF", "XOF", "XPF", "DJF", "GNF", "RWF", "BIF", "KMF"),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
    "₨": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
}  # fmt: skip
"""Signs that several currencies share, the likeliest first; no other currency is ever written so."""
_IN_HEADER: Final = re.compile(r"[₺£€₹₽₴₪₩$¥]|(?<![^\W_])[A-Z]{2,3}(?![^\W_])")
_WORDS_IN_HEADER: Final = frozenset({"ALL", "TOP"})
_ENDS_IN: Final = re.compile(r" in$")
_PARENTHESIS_AFTER_MARK: Final = re.compile(r"([^\s(\d]{1,4})\s*\(\s*([0-9][^()]*)\)")
_CREDIT_MARK: Final = re.compile(r"(.*[0-9].*?)(?:\s+|(?<=[0-9]))(?:CR|cr|Cr|\(A\))")
_DEBIT_MARK: Final = re.compile(r"(.*[0-9].*?)(?:\s+|(?<=[0-9]))(?:DR|dr|Dr|\(B\))")

_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\t"), " ")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u2019\u02bc`\u00b4"), "'")
_CLEAN: Final = _SPACES | _APOSTROPHES | {ord("\u2212"): "-", ord("\u2013"): "-"}
_SWAP: Final = str.maketrans(",.", ".,")
_MARK: Final = r"[^\W\d_]{1,4}\.?\$?|[^\w\s.,'()+-]{1,2}"
_SHAPE: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+]?)\s*(?P<before>{_MARK})?\s*(?P<sign2>[-+]?)\s*"
    rf"(?P<number>[0-9.,' ]*[0-9])\s*(?P<trail>-?)\s*(?P<after>{_MARK})?\s*(?P<trail2>-?)\s*(?P<close>\))?",
)
_NUMBER: Final = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:(?P<group>[,' ])[0-9]{3})(?:(?P=group)[0-9]{3})*"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})?(?:\.(?P<fraction>[0-9]+))?",
)
_MOST_GROUP: Final = 3
_LONGEST: Final = 60
_PLAIN: Final = 12

NOT_A_NUMBER: Final = "not_a_number"
TOO_MANY_DECIMALS: Final = "too_many_decimals"
TOO_LARGE: Final = "amount_too_large"
OTHER_CURRENCY: Final = "other_currency"


def currency_named(text: str) -> str | None:
    """Recognise a currency by code, sign or name ("usd", "₺", "TL"); None when unknown or shared, as "$" is."""
    return CURRENCY_SIGNS.get(fold(text))


def currencies_of_sign(text: str) -> tuple[str, ...]:
    """Give the currencies that are written with this sign or code, the likeliest first; () when nobody knows it."""
    folded = fold(text)
    code = CURRENCY_SIGNS.get(folded)
    return (code,) if code else _SHARED_SIGNS.get(folded.rstrip("."), ())


def currencies_in_header(name: str) -> tuple[str, ...]:
    """Give the currencies a column name allows: "Total (USD)", "Tutar TL", "Amount in €"; () where it names none."""
    marks = (mark for mark in _IN_HEADER.findall(name) if mark not in _WORDS_IN_HEADER)
    return next((found for mark in marks if (found := currencies_of_sign(mark))), ())


def without_currency(name: str) -> str:
    """Leave out the currency that a column name says: "Amount EUR" -> "Amount", "USD balance" -> "balance"."""

    def drop(mark: re.Match[str]) -> str:
        is_currency = mark[0] not in _WORDS_IN_HEADER and bool(currencies_of_sign(mark[0]))
        return " " if is_currency else mark[0]

    return _ENDS_IN.sub("", " ".join(_IN_HEADER.sub(drop, name).split()))


def amount_reader(decimal: DecimalSign, exponent: int, currency: str = "") -> Callable[[str], int | str]:
    """Give a reader of amounts: text -> whole minor units, or the code of what is wrong with it.

    With `currency`, an amount that names another one ("€ 5" in a row of USD) is refused.
    """
    mark = "." if decimal == "point" else ","
    scales: tuple[int, ...] = tuple(int(10**power) for power in range(exponent, -1, -1))

    def read(text: str) -> int | str:
        whole, sign, fraction = text.partition(mark)
        decimals = len(fraction)
        if (
            decimals <= exponent
            and 0 < len(whole) <= _PLAIN
            and text.isascii()
            and (digits := whole + fraction).isdigit()
            and (fraction or not sign)
        ):
            return int(digits) * scales[decimals]
        return _read_with_care(text, decimal, exponent, currency)

    return read


def number_reader(decimal: DecimalSign) -> Callable[[str], Decimal | None]:
    """Give a reader of plain numbers (quantities, prices, percentages) of any precision; None for no number."""

    def read(text: str) -> Decimal | None:
        parts = split_number(text.strip().removesuffix("%"), decimal)
        if parts is None:
            return None
        sign, whole, fraction, _ = parts
        return Decimal(f"{sign}{whole}.{fraction or '0'}")

    return read


def split_number(text: str, decimal: DecimalSign) -> tuple[str, str, str, str] | None:
    """Take a written amount apart: sign, digits before, digits after the decimal sign, currency mark; None for none."""
    exact = type(text) is Exact
    text = text.translate(_CLEAN).strip()
    if len(text) > _LONGEST:
        return None
    text = _with_plain_sign(text)
    match = _SHAPE.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [sign for sign in match.group("sign", "sign2", "trail", "trail2") if sign]
    if len(signs) + bool(match["open"]) > 1 or (match["before"] and match["after"]):
        return None
    mark = match["before"] or match["after"] or ""
    if mark and not currencies_of_sign(mark):
        return None
    written = match["number"] if decimal == "point" or exact else match["number"].translate(_SWAP)
    number = _NUMBER.fullmatch(written)
    if number is None or (number["whole"] is None and number["fraction"] is None):
        return None
    sign = "-" if match["open"] or signs == ["-"] else ""
    whole = "".join(char for char in number["whole"] or "0" if char.isdigit())
    return sign, whole, number["fraction"] or "", mark


def _with_plain_sign(text: str) -> str:
    """Write "£(6.00)" and "8.00 CR" with a minus; "8.00 DR" without a mark."""
    if text[-1:] == ")" and (match := _PARENTHESIS_AFTER_MARK.fullmatch(text)):
        return f"-{match[1]}{match[2]}"
    if text[-1:] in "Rr)":
        if match := _CREDIT_MARK.fullmatch(text):
            return f"-{match[1]}"
        if match := _DEBIT_MARK.fullmatch(text):
            return match[1]
    return text


def mark_in(text: str) -> str:
    """Give the sign or code of a currency that an amount carries, as written; "" when none."""
    text = _with_plain_sign(text.translate(_CLEAN).strip()) if len(text) <= _LONGEST else ""
    match = _SHAPE.fullmatch(text)
    return (match["before"] or match["after"] or "") if match else ""


def currency_in(text: str) -> str | None:
    """Tell the currency an amount itself names ("1.234,56 TL"): "" when none, None for "$" and other shared signs."""
    mark = mark_in(text)
    return CURRENCY_SIGNS.get(fold(mark)) if mark else ""


def _read_with_care(text: str, decimal: DecimalSign, exponent: int, currency: str) -> int | str:
    parts = split_number(text, decimal)
    if parts is None:
        return NOT_A_NUMBER
    sign, whole, fraction, mark = parts
    if currency and mark and currency not in currencies_of_sign(mark):
        return OTHER_CURRENCY
    if len(fraction) > exponent:
        # 1.500 in a currency of two decimals may well be fifteen hundred, so its zeros are not cut off.
        thousands = len(fraction) == _MOST_GROUP and len(whole) <= _MOST_GROUP and whole != "0"
        bare = fraction.rstrip("0")
        if len(bare) > exponent or (thousands and type(text) is not Exact):
            return TOO_MANY_DECIMALS
        fraction = bare
    minor = int(whole + fraction.ljust(exponent, "0"))
    if minor > LARGEST_MINOR:
        return TOO_LARGE
    return -minor if sign else minor
