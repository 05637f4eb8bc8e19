"""The days on which a firm is closed, as people write them: single days, and spans from one day to another."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MOST: Final = 1_000
"""Closed days that one firm may name."""
_APART: Final = re.compile(r"[\s,;]+")
_TO: Final = ".."


def closed_days(text: str) -> tuple[int, ...] | None:
    """The days as ordinals, ascending; None where they cannot be read: 2026-12-24..2026-12-31, 2026-05-22."""
    found: set[int] = set()
    for part in filter(None, _APART.split(text)):
        first, _to, last = part.partition(_TO)
        try:
            start, end = (date.fromisoformat(day).toordinal() for day in (first, last or first))
        except ValueError:
            return None
        if not 0 <= end - start < _MOST:
            return None
        found.update(range(start, end + 1))
    return tuple(sorted(found)) if len(found) <= _MOST else None
