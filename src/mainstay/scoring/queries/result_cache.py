"""Results that take long to find, cached in this process until something is written into the book."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from datetime import date

_CACHED: Final = 16
_cached: dict[object, Any] = {}
_making_room = Lock()


def cached_result(what: str, as_of: date, version: str) -> Any:  # noqa: ANN401 -- whatever was cached by that name
    """What was cached of the active book by a name for a day, while the book's version was this one; otherwise None.

    `version` is what `store.book_version.MARK` says in the statement that asks, or before it.
    """
    return _cached.get((what, active_firm(), as_of, version))


def cache_result(what: str, as_of: date, version: str, found: object) -> None:
    """Store what was found, for `cached_result` in this process."""
    # What a transaction sees may never come to be.
    if connection.in_atomic_block:
        return
    with _making_room:
        while len(_cached) >= _CACHED:
            del _cached[next(iter(_cached))]
        _cached[what, active_firm(), as_of, version] = found
