"""The three keys under which a client is found, recognised and sorted."""

from __future__ import annotations

from typing import Final, NamedTuple

from mainstay.kernel import text

_FEWEST: Final = 5


class Keys(NamedTuple):
    """What is stored beside a client: for search as typed, for recognising the same name, for sorting lists."""

    search_key: str
    match_key: str
    sort_key: str


def keys_of(name: str, *others: str) -> Keys:
    """Make the keys of a name; the other words (e-mail, city, external id) are searched, too."""
    searched = " ".join(text.fold(word) for word in (name, *others) if word)
    return Keys(searched[:700], text.match_key(name)[:400], text.sort_key(name)[:3000])


def tax_key(number: str) -> str:
    """Reduce a tax number to its letters and digits; "" for none, and for a stand-in such as 11111111111."""
    key = text.match_key(number).replace(" ", "")
    is_number = len(key) >= _FEWEST and len(set(key)) > 1 and any(char.isdigit() for char in key)
    return key if is_number else ""
