"""IBANs: whether a text is written as one, whether its check digits are right (ISO 13616), how it is shown. Pure."""

from __future__ import annotations

import re
from typing import Final

_WRITTEN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", re.ASCII)
_LENGTHS: Final = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LT": 20, "LU": 20, "LV": 21, "MT": 31,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26,
}  # fmt: skip
"""Country -> characters of its IBANs; those of other countries are told by their check digits alone."""


def plain_iban(text: str) -> str:
    """The text as a machine writes an IBAN, in capitals without spaces; "" for what is not written as one."""
    plain = re.sub(r"\s", "", text).upper()  # machine text
    return plain if _WRITTEN.fullmatch(plain) else ""


def is_iban(plain: str) -> bool:
    """Say whether the check digits and, where known, the length of a plain IBAN are right."""
    if not _WRITTEN.fullmatch(plain) or len(plain) != _LENGTHS.get(plain[:2], len(plain)):
        return False
    digits = "".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])
    return int(digits) % 97 == 1


def grouped_iban(plain: str) -> str:
    """A plain IBAN in groups of four, as it is printed."""
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
