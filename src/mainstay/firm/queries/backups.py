"""The book as a file of its own, and the copies kept of it, for whoever may take it away whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.firm.permissions import require
from mainstay.firm.rules.acts import BACK_UP
from mainstay.store.backups import (
    BEFORE_RESTORE,
    BEFORE_UPGRADE,
    SAFETY,
    backup_to,
    day_of_copy,
    stored_copies,
)
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from mainstay.kernel.actor import Actor

WHYS: Final = (SAFETY, BEFORE_RESTORE, BEFORE_UPGRADE)


class StoredCopy(NamedTuple):
    """A copy kept beside the book: why and on which day (UTC) it was made, and its size in bytes."""

    path: Path
    why: str
    on: date
    size: int


def back_up(path: Path, *, overwrite: bool = False, by: Actor) -> Path:
    """Copy the active book to a file as `backup_to` does, and refuse what it refuses; refuses NotAllowed, too."""
    require(by, BACK_UP)
    return backup_to(path, overwrite=overwrite)


def copies_of_book(*, by: Actor) -> tuple[StoredCopy, ...]:
    """The copies kept of the active book, the newest first; none on PostgreSQL, which keeps its own."""
    require(by, BACK_UP)
    found = [
        StoredCopy(path, why, on, path.stat().st_size)
        for why in WHYS
        for path in stored_copies(active_firm(), why)
        if (on := day_of_copy(path)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.path.name), reverse=True))
