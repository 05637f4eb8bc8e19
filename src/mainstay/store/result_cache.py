"""Results that take long to find, cached in this process until something is written into the book."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from django.db import connection
from django.utils.translation import get_language

from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date

Answer = TypeVar("Answer")

_CACHED: Final = 64
_cached: dict[tuple[Hashable, ...], Any] = {}
_making_room = Lock()


def remembered(what: Hashable, as_of: date, version: str, find: Callable[[], Answer]) -> Answer:
    """What `find` answers, found once in this process for each day and language until something is written.

    `version` as in `cached_result`. `what` names all else that the answer depends on: who asks, for what. Nobody may
    change the answer, which others are given, too.
    """
    key = (what, get_language())
    found = cached_result(key, as_of, version)
    if found is None:
        found = find()
        cache_result(key, as_of, version, found)
    return cast("Answer", found)


def cached_result(what: Hashable, as_of: date, version: str) -> Any:  # noqa: ANN401 -- whatever was cached by that name
    """What was cached of the active book by a name for a day, while the book's version was this one; otherwise None.

    `version` is what `store.book_version.MARK` says in the statement that asks, or before it. Inside a transaction
    nothing is: what it wrote itself moves the mark only as it commits.
    """
    if connection.in_atomic_block:
        return None
    key = (active_firm(), version, as_of, what)
    found = _cached.get(key)
    if found is not None:
        with _making_room:  # what was asked for last goes last
            _cached[key] = _cached.pop(key, found)
    return found


def cache_result(what: Hashable, as_of: date, version: str, found: object) -> None:
    """Store what was found, for `cached_result` in this process; what is of an earlier version of the book goes."""
    # What a transaction sees may never come to be.
    if connection.in_atomic_block:
        return
    firm = active_firm()
    with _making_room:
        for key in [key for key in _cached if key[0] == firm and key[1] != version]:
            del _cached[key]
        while len(_cached) >= _CACHED:
            del _cached[next(iter(_cached))]
        _cached[firm, version, as_of, what] = found
