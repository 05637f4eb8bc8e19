"""Gettext for a terminal, before Django is there: the same catalogue, read by the standard library."""

from __future__ import annotations

import gettext as standard
import os
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "tr")
_LOCALES: Final = Path(__file__).parent.parent / "locale"
_DOMAIN: Final = "django"
_spoken = "en"


def speak(language: str) -> None:
    """Speak this language from now on, click's own words included."""
    global _spoken  # noqa: PLW0603 -- a process speaks one language at a time
    _spoken = language if language in LANGUAGES else "en"
    # click asks the standard gettext for the default domain and finds the language in the environment.
    os.environ["LANGUAGE"] = _spoken
    standard.bindtextdomain(_DOMAIN, str(_LOCALES))
    standard.textdomain(_DOMAIN)


def spoken() -> str:
    """The language spoken now: "en" or "tr"."""
    return _spoken


def language_of_environment() -> str:
    """The language MAINSTAY_LANGUAGE or the system's settings ask for; English where they ask for none of ours."""
    for name in ("MAINSTAY_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "tr" if value.startswith("tr") else "en"
    return "en"


def _(text: str) -> str:
    """Translate a sentence."""
    return _catalogue(_spoken).gettext(text)


def gettext_noop(text: str) -> str:
    """Leave words as they are, but let the search for words to translate find them."""
    return text


def said_in(language: str, text: str) -> str:
    """Translate a sentence into this language, whichever is spoken."""
    return _catalogue(language).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a sentence that depends on a number."""
    return _catalogue(_spoken).ngettext(one, many, count)


@cache
def _catalogue(language: str) -> standard.NullTranslations:
    return standard.translation(_DOMAIN, str(_LOCALES), [language], fallback=True)
