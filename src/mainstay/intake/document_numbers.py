"""Numbers of documents without what spreadsheets and exports put around them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from mainstay.intake.cells import clean_text

_QUOTES: Final = "'\"\u2018\u2019\u201c\u201d`\u00b4"
_ODD: Final = f"{_QUOTES}= "
_FORMULA: Final = re.compile(r'="?(.*?)"?')
_POINT_ZERO: Final = re.compile(r"([0-9]+)\.0+")
_CUT: Final = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,}")
_INVISIBLE: Final = frozenset({"Cf", "Cc"})


def clean_number(text: str) -> str:
    """Give a document's number as a person would write it: `'ABC1`, `="ABC1"`, `ABC1` with odd spaces, `1001.0`."""
    if text.isascii() and text.isprintable() and text.strip(_ODD) == text and "  " not in text and text[-2:] != ".0":
        return text
    plain = "".join(" " if char.isspace() else char for char in text if unicodedata.category(char) not in _INVISIBLE)
    plain = clean_text(plain)
    if plain.startswith("=") and (match := _FORMULA.fullmatch(plain)):
        plain = match[1]
    plain = plain.strip(_QUOTES).strip()
    match = _POINT_ZERO.fullmatch(plain)
    return match[1] if match else plain


def is_cut_number(text: str) -> bool:
    """Say whether a spreadsheet has cut a long number to this: 2,02601E+15."""
    return "+" in text and _CUT.fullmatch(text) is not None
