"""The country that is meant by what stands in an address: a name in English or Turkish, a common short form, a code."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from mainstay.kernel.text import fold

_LANGUAGES: Final = ("en", "tr")
_ALIKE: Final = 0.7
"""From here on two names are taken for one misspelt; difflib's ratio."""
_ALSO: Final = {
    "uk": ("GB", ""), "u.k.": ("GB", ""), "great britain": ("GB", ""), "britain": ("GB", ""),
    "büyük britanya": ("GB", ""), "england": ("GB", "ENG"), "ingiltere": ("GB", "ENG"), "scotland": ("GB", "SCT"),
    "iskoçya": ("GB", "SCT"), "wales": ("GB", "WLS"), "galler": ("GB", "WLS"), "northern ireland": ("GB", "NIR"),
    "kuzey irlanda": ("GB", "NIR"), "usa": ("US", ""), "u.s.a.": ("US", ""), "united states of america": ("US", ""),
    "abd": ("US", ""), "turkey": ("TR", ""), "turkiye": ("TR", ""), "holland": ("NL", ""),
    "the netherlands": ("NL", ""), "deutschland": ("DE", ""), "republic of ireland": ("IE", ""), "kktc": ("CY", ""),
    "uae": ("AE", ""),
}  # fmt: skip
"""Names and short forms that no list of countries has -> country (ISO 3166-1) and region (second part of 3166-2)."""


def country_code(words: str) -> tuple[str, str]:
    """The country as two letters and its region, "" for the whole; two empty texts where it is not known."""
    return _countries().get(fold(words.strip()), ("", ""))


def is_unknown(words: str) -> bool:
    """Whether a country is named that nobody knows, so that its days off are not known either."""
    return bool(words.strip()) and not country_code(words)[0]


def likely_countries(words: str, home: str) -> list[str]:
    """The codes of countries that unknown words may mean: the most alike first, and last the firm's own (`home`)."""
    known = _countries()
    alike = [known[name][0] for name in get_close_matches(fold(words.strip()), known, n=3, cutoff=_ALIKE)]
    return list(dict.fromkeys([*alike, *([home] if home else [])]))


def country_name(code: str, language: str) -> str:
    """What a country is called in a language, by its two letters; the letters where it has no name."""
    from babel import Locale  # noqa: PLC0415 -- its names are loaded only where a country is looked for

    return str(Locale(language).territories.get(code, code))


@lru_cache(maxsize=1)
def _countries() -> dict[str, tuple[str, str]]:
    from babel import Locale  # noqa: PLC0415 -- its names are loaded only where a country is looked for

    found: dict[str, tuple[str, str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():  # noqa: PLR2004 -- continents have three digits
                found[fold(name)] = found[fold(code)] = (code, "")
    return found | {fold(name): meant for name, meant in _ALSO.items()}
