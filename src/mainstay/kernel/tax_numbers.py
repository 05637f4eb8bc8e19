"""Whether the check digits of a tax number are right: Turkey's VKN and TCKN, the United Kingdom's VAT number. Pure."""

from __future__ import annotations

import re
from typing import Final

_VKN: Final = 10
_TCKN: Final = 11
_GB_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2)
_GB_LENGTHS: Final = (9, 12)


def is_mistyped(number: str, country: str) -> bool:
    """Say whether a tax number of this country (two letters) cannot be right; False where we know no check.

    A number of another form than the ones known is left alone: a company number may stand there, too.
    """
    plain = re.sub(r"[\s.\-]", "", number).upper()  # machine text
    if country == "TR" and plain.isascii() and plain.isdigit() and len(plain) in {_VKN, _TCKN}:
        return not (_is_vkn(plain) if len(plain) == _VKN else _is_tckn(plain))
    digits = plain.removeprefix("GB")
    if (country == "GB" or plain.startswith("GB")) and digits.isascii() and digits.isdigit():
        return len(digits) in _GB_LENGTHS and not _is_gb_vat(digits[:9])
    return False


def _is_vkn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(number[:9]):
        shifted = (int(digit) + 9 - place) % 10
        total += 9 if shifted == 9 else shifted * 2 ** (9 - place) % 9  # noqa: PLR2004 -- the rule of the number
    return (10 - total % 10) % 10 == int(number[9])


def _is_tckn(number: str) -> bool:
    if number == number[0] * len(number):
        # 11111111111 stands for a buyer without a number.
        return True
    digits = [int(digit) for digit in number]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def _is_gb_vat(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _GB_WEIGHTS, strict=False)) + int(number[7:9])
    # The older rule ends in 97s, the newer of 2010 adds 55.
    return total % 97 == 0 or (total + 55) % 97 == 0
