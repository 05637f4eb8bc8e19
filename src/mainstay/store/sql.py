"""Small pieces of SQL that both engines understand, and what they answer with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def among(ids: Collection[int]) -> str:
    """Row ids as SQL writes a list of them, so that no driver's limit on parameters is met; NULL for none."""
    return ",".join(str(int(each)) for each in ids) or "NULL"


def as_day(value: object) -> date:
    """A day as the engine returns it: SQLite text, PostgreSQL a date."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))
