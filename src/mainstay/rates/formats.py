"""Exchange rates as an export of ours writes them to CSV, read back. Pure."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.rates.rules.drafts import RateDraft

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS: Final = ("Day", "One unit of", "Is worth", "In")


class RateRecord(NamedTuple):
    """A rate as it was exported; `draft` is None where its day cannot be read."""

    line: int
    ref: str
    draft: RateDraft | None


def read_rates(lines: Iterable[str]) -> list[RateRecord] | None:
    """Read the sheet “Exchange rates”; None for a file of another kind."""
    reader = csv.DictReader(lines)
    if not all(name in (reader.fieldnames or ()) for name in COLUMNS):
        return None
    found = []
    for row in reader:
        day, one, rate, other = ((row[name] or "").strip() for name in COLUMNS)
        on = _day(day)
        draft = None if on is None else RateDraft(one, rate, other, on)
        found.append(RateRecord(reader.line_num, row.get("Mainstay ref") or "", draft))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
