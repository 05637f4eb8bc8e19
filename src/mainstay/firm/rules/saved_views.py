"""What a saved view of a list may ask for: one line per page, and how it is written down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from mainstay.kernel.text import without_nul

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "clients": ("q", "show", "standing", "payment", "tag", "group", "owed", "who", "until", "sort"),
}
"""Page -> what its list can be asked, in the order in which a view writes it down."""
_OF_FIELDS: Final = {"clients": re.compile(r"f-q-[a-z2-7]{16}(?:-from|-to)?", re.ASCII)}
"""Page -> what asks its list for a custom field."""
NAME_LETTERS: Final = 60
QUERY_LETTERS: Final = 500
VIEWS_AT_MOST: Final = 20


def wishes_in(page: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Keep what the page knows of what was asked, in a fixed order and without what is empty."""
    known = _OF_FIELDS.get(page)
    fields = sorted(key for key in asked if known and known.fullmatch(key))
    return {key: value for key in (*KEYS[page], *fields) if (value := without_nul(asked.get(key, "")).strip())}


def query_of(wishes: Mapping[str, str]) -> str:
    """Write wishes as the part of an address after the question mark."""
    return urlencode(wishes)


def is_sound(page: str, query: str) -> bool:
    """Say whether a view can be kept: of a page that has views, short enough, asking only what the page knows."""
    wishes = dict(parse_qsl(query))
    return page in KEYS and len(query) <= QUERY_LETTERS and query_of(wishes_in(page, wishes)) == query
