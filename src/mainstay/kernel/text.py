"""Tidying, casing, folding and sorting of words people read: İ/i and I/ı are right here, and nobody else cases text."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_TURKISH_UPPER: Final = str.maketrans({"i": "İ", "ı": "I"})
_TURKISH_LOWER: Final = str.maketrans({"I": "ı", "İ": "i"})
_FOLD: Final = str.maketrans(
    {"ı": "i", "İ": "i", "I": "i", "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
     "đ": "d", "Đ": "d", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ð": "d", "Ð": "d"},
)  # fmt: skip
_PUNCTUATION: Final = (
    "\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u02b9-\u02bf\u060c\u061b\u061f\u2010-\u2027\u2030-\u205e\u2e00-\u2e5d"
    "\u3001-\u3003\u3008-\u3011\u3014-\u301f"
)
"""Apostrophes, quotation marks, dashes and stops beyond ASCII, as a text editor puts them in for ' " and -."""
_NOT_WORD: Final = re.compile(rf"(?:[^0-9a-z\u0080-\U0010ffff]|[{_PUNCTUATION}])+")
APOSTROPHES: Final = "'’\u2018\u02bc`"
_APOSTROPHE: Final = re.compile(f"[{APOSTROPHES}]")
_UNHEARD: Final = frozenset("'’`.,-&\"")
_TURKISH_ALPHABET: Final = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_TURKISH_ORDER: Final = {letter: f"{index:02d}" for index, letter in enumerate(_TURKISH_ALPHABET, start=10)}


def without_nul(text: str) -> str:
    """The text without NUL, which PostgreSQL does not store."""
    return text.replace("\x00", "")


def one_line(text: str) -> str:
    """The text with single spaces, and without NUL."""
    return " ".join(without_nul(text).split())


def clean_lines(text: str) -> str:
    """The text line by line, without spaces at the ends and empty lines around it, and without NUL."""
    return "\n".join(line.rstrip() for line in without_nul(text).splitlines()).strip()


def upper(text: str, language: str) -> str:
    """Put text into capitals as the language does (Turkish: i -> İ, ı -> I)."""
    return (text.translate(_TURKISH_UPPER) if language == "tr" else text).upper()


def lower(text: str, language: str) -> str:
    """Put text into small letters as the language does (Turkish: I -> ı, İ -> i)."""
    if language == "tr":
        return text.translate(_TURKISH_LOWER).lower()
    return text.replace("İ", "i").lower()


def fold(text: str) -> str:
    """Reduce text to what a hurried person types: no marks, no case, ı and İ as i, single spaces.

    `Işık İnşaat`, `IŞIK INSAAT` and `isik insaat` fold to the same word. Idempotent.
    """
    plain = text.strip()
    if plain.isascii():
        return " ".join(plain.casefold().split())
    decomposed = unicodedata.normalize("NFKD", plain.translate(_FOLD)).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(c))
    return " ".join(bare.translate(_FOLD).split())


@cache
def spellings(letter: str) -> str:
    """Every letter that folds to this one: "i" gives i, I, ı, İ and those with marks; elsewhere small and capital."""
    found = dict.fromkeys((letter, *(c for c in map(chr, range(0x21, 0x250)) if fold(c) == letter), letter.upper()))
    return "".join(c for c in found if len(c) == 1)


def with_either_apostrophe(word: str) -> tuple[str, ...]:
    """A folded word as it may be stored: whoever searches on a telephone gets ’ for ', whoever copied a name has it."""
    if not _APOSTROPHE.search(word):
        return (word,)
    return tuple(dict.fromkeys((_APOSTROPHE.sub("'", word), _APOSTROPHE.sub("’", word), word)))


def match_key(text: str) -> str:
    """Fold and drop punctuation: `IŞIK LTD.` and `Işık Ltd` name one client, `O'Brien` and `O’Brien` another."""
    return " ".join(_NOT_WORD.sub(" ", fold(text)).split()) or fold(text)


def sort_key(text: str) -> str:
    """Order words by the Turkish alphabet, which holds the English one: ç after c, ı before i, ö after o.

    Digits sort before letters, punctuation inside names does not count; what is neither sorts last by its code point.
    """
    composed = unicodedata.normalize("NFKC", " ".join(text.split()))
    small = lower(composed, "tr" if set(composed) & set("ığşçöüİĞŞÇÖÜ") else "en")
    keys = []
    for char in small:
        if char in _TURKISH_ORDER:
            keys.append(_TURKISH_ORDER[char])
        elif char.isdigit():
            keys.append(f"0{char}")
        elif char == " ":
            keys.append("  ")
        elif char in _UNHEARD:
            continue
        else:
            base = unicodedata.normalize("NFKD", char)[0]
            keys.append(_TURKISH_ORDER.get(base, f"99{ord(char):06x}"))
    return "".join(keys)


def name_sort_key(text: str, language: str) -> str:
    """Order names as a reader of the language expects: by the Turkish alphabet, or by the English one.

    In English letters with marks stand among those without them, and ı among i.
    """
    if language == "tr":
        return sort_key(text)
    return " ".join("".join(char for char in fold(text) if char not in _UNHEARD).split())
