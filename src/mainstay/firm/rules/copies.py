"""What a firm that is opened from a copy is called, and how many copies a firm may have."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Final

from mainstay.kernel import formatting
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

BY_HAND_AT_MOST: Final = 10
"""So many copies made by hand are kept: whoever wants another removes one."""
OPENED_A_DAY: Final = 10
"""So many copies are opened in 24 hours."""
_LETTERS: Final = 41
"""Of a short name, as mainstay.store.paths has it."""
_NAME_LETTERS: Final = 200
_LEFT_FREE: Final = 16
"""Letters of a short name for the day and a number."""


def short_names_of_copy(firm: str, day: date, language: str) -> Iterator[str]:
    """The short names for a copy of a firm, the best first, without end: acme-12-nov, acme-12-nov-2."""
    said = re.sub(r"[^a-z0-9]+", "-", fold(formatting.short_day(day, language))).strip("-")
    base = f"{_stem(firm)}-{said}"
    yield base
    for number in count(2):
        yield f"{base}-{number}"


def is_short_name_of_copy(slug: str, firm: str) -> bool:
    """Say whether a copy of the firm may be called so; its book says whether it is one."""
    return slug != firm and slug.startswith(f"{_stem(firm)}-")


def shortened(name: str, around: str) -> str:
    """As much of a firm's name as fits beside what is said around it."""
    return name[: _NAME_LETTERS - len(around)]


def _stem(firm: str) -> str:
    return firm[: _LETTERS - _LEFT_FREE].rstrip("-")
