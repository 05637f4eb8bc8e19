"""Merges as an export of ours writes them to CSV, read back. Pure."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.intake.guards import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLUMNS: Final = ("Client ID", "Merged into ID", "Merged on", "Undone on")


class MergeRecord(NamedTuple):
    """A merge as it was exported: both clients by their numbers; `merged_on` is None where the day cannot be read."""

    line: int
    gone: str
    stays: str
    merged_on: date | None
    is_undone: bool


def read_merges(lines: Iterable[str]) -> list[MergeRecord] | None:
    """Read the sheet “Merges”; None for a file of another kind."""
    reader = csv.DictReader(lines)
    if not all(name in (reader.fieldnames or ()) for name in _COLUMNS):
        return None
    found = []
    for row in reader:
        gone, stays, merged, undone = (unguarded(row[name] or "").strip() for name in _COLUMNS)
        found.append(MergeRecord(reader.line_num, gone, stays, _day(merged), bool(undone)))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
