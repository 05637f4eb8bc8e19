"""ISO 4217: the currencies of the world and how many decimals each has (list one, 2024-06-25, amendment 177)."""

from __future__ import annotations

from typing import Final

_TWO: Final = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR
KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN
PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD
TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
""".split()
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND".split()

EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(_TWO, 2),
    **dict.fromkeys(_NONE, 0),
    **dict.fromkeys(_THREE, 3),
}
"""Currency code -> number of decimals of its minor unit."""


def is_currency(code: str) -> bool:
    """Say whether this three-letter code is a currency in use."""
    return code in EXPONENTS


def exponent_of(code: str) -> int:
    """Number of decimals of the currency (JPY 0, GBP 2, TND 3); KeyError for an unknown code."""
    return EXPONENTS[code]
