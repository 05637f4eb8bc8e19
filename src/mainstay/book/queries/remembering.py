"""What takes long to find and changes only when something is written: remembered until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from mainstay.firm.context import active_firm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

STATE: Final = """
    (SELECT MAX(id) FROM billing_allocation), (SELECT MAX(id) FROM billing_invoice),
    (SELECT id || ' ' || recorded_at FROM timeline_entry ORDER BY id DESC LIMIT 1), (SELECT created_at FROM firm_firm)
"""
"""Columns that differ once something was written: SQLite has one writer at a time, so a later row has a higher id."""
_REMEMBERED: Final = 16
_remembered: dict[object, Any] = {}


def recall(what: str, as_of: date, state: Sequence[object]) -> Any:  # noqa: ANN401 -- whatever was kept by that name
    """What was kept of the active book by a name for a day, if nothing was written since; otherwise None.

    `state` is what the columns `STATE` say now.
    """
    return _remembered.get((what, active_firm(), as_of, *state))


def keep(what: str, as_of: date, state: Sequence[object], found: object) -> None:
    """Keep what was found, for `recall` in this process."""
    # What is read inside a transaction may never come to be, and PostgreSQL has many writers.
    if connection.in_atomic_block or connection.vendor == "postgresql":
        return
    while len(_remembered) >= _REMEMBERED:
        _remembered.pop(next(iter(_remembered)), None)
    _remembered[what, active_firm(), as_of, *state] = found
