"""Numbers of documents: the one form in which they are compared, and how they run. Pure."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY_LENGTH: Final = 100
RELEASED: Final = "void:"
_AROUND: Final = " \t\r\n'\"`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
"""Quotation marks and apostrophes of any kind, as spreadsheets and people put them around a number."""
_POINT_ZERO: Final = re.compile(r"(?<=\d)\.0+$")
_BETWEEN: Final = re.compile(r"\s*(?:[,;+&|\n]|\s(?:ve|and)\s)\s*")


class Numbering(StrEnum):
    """Within what a number names one invoice."""

    BOOK = "book"
    YEAR = "year"
    CLIENT = "client"


@lru_cache(maxsize=32_768)  # a batch of an import asks for each of its numbers several times
def number_key(number: str) -> str:
    """The form in which numbers are compared: without quotes, odd spaces, invisible signs, ".0" and case."""
    if number.isascii() and number.isalnum():
        return number.casefold()
    plain = number
    if not (number.isascii() and number.isprintable()):
        plain = unicodedata.normalize("NFKC", number)
        plain = "".join(" " if letter.isspace() else letter for letter in plain if unicodedata.category(letter) != "Cf")
    plain = " ".join(plain.split()).strip(_AROUND)
    return _POINT_ZERO.sub("", plain).casefold()[:KEY_LENGTH] or number.casefold()[:KEY_LENGTH]


def document_number(number: str, external_id: str) -> str:
    """The number a document has, or one made of the name of its own content where it has none."""
    if number:
        return number
    digest, _, count = external_id.partition("-")
    return f"#{digest[:16]}-{count}" if count else f"#{digest[:16]}"


def number_scope(client_id: int, issued_on: str) -> str:
    """What tells an invoice apart from an earlier one of the same number: its client and its year."""
    return f"{client_id}/{issued_on[:4]}"


def released_scope(document_id: int) -> str:
    """What a document that was taken back with its import has instead: its number is free for the next import."""
    return f"{RELEASED}{document_id}"


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers that one cell names, such as "OP-1, OP-2 and OP-3", in their order and each once."""
    parts = (part.strip(_AROUND) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def numbering_shown(uses: Iterable[tuple[str, str]]) -> Numbering | None:
    """How numbers run, as the uses of one number (client, day of issue as ISO text) show; None when nothing shows it.

    Two clients with one number mean a series for each client; one client with one number in two years, a series for
    each year.
    """
    found = set(uses)
    if len({client for client, _day in found}) > 1:
        return Numbering.CLIENT
    return Numbering.YEAR if len({day[:4] for _client, day in found}) > 1 else None
