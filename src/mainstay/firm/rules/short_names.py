"""The short name of a firm, made of its name: what stands in the address of its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LETTERS: Final = 36
"""So many, that a number has room behind them."""
_MOST_OF_ONE_NAME: Final = 999
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_WITHOUT_LETTERS: Final = "firm"


def short_names(name: str) -> Iterator[str]:
    """The short names that a firm of this name may get, the likeliest first: `isik-insaat`, `isik-insaat-2` and so on.

    Each is made of small letters from a to z, digits and hyphens, a letter first; a name without such letters gives
    `firm`. There are 999 of them.
    """
    plain = _OTHER.sub("-", fold(name)).strip("-").lstrip("0123456789-")
    first = plain[:_MOST_LETTERS].rstrip("-") or _WITHOUT_LETTERS
    yield first
    for number in range(2, _MOST_OF_ONE_NAME + 1):
        yield f"{first}-{number}"
