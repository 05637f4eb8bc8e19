"""The book as a file of its own, and the copies kept of it, for whoever may take it away whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from mainstay.firm.permissions import require
from mainstay.firm.rules.acts import BACK_UP
from mainstay.kernel.refusal import NotFound
from mainstay.store.backups import (
    BEFORE_RESTORE,
    BEFORE_UPGRADE,
    BY_HAND,
    SAFETY,
    PostgresKeepsItsOwnBackups,
    backup_to,
    moment_of_copy,
    require_copies,
    stored_copies,
)
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from mainstay.kernel.actor import Actor

WHYS: Final = (SAFETY, BY_HAND, BEFORE_RESTORE, BEFORE_UPGRADE)


class CopyIsGone(NotFound):
    """No copy of this name is kept."""

    code = "copy_is_gone"
    sentence = _("There is no copy “%(name)s”. Choose one from the list.")


class StoredCopy(NamedTuple):
    """A copy kept beside the book: why and when (UTC) it was made, and its size in bytes."""

    path: Path
    why: str
    at: datetime
    size: int

    @property
    def is_proved(self) -> bool:
        """It got its name only once it was checked."""
        return self.why in {SAFETY, BY_HAND}


def back_up(path: Path, *, overwrite: bool = False, by: Actor) -> Path:
    """Copy the active book to a file as `backup_to` does, and refuse what it refuses; refuses NotAllowed, too."""
    require(by, BACK_UP)
    return backup_to(path, overwrite=overwrite)


def copies_of_book(*, by: Actor) -> tuple[StoredCopy, ...]:
    """The copies kept of the active book, the newest first; none on PostgreSQL, which keeps its own."""
    require(by, BACK_UP)
    found = [
        StoredCopy(path, why, at, path.stat().st_size)
        for why in WHYS
        for path in stored_copies(active_firm(), why)
        if (at := moment_of_copy(path)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.path.name), reverse=True))


def copy_called(name: str, *, by: Actor) -> StoredCopy:
    """The copy of the active book that this file is; refuses CopyIsGone."""
    found = next((one for one in copies_of_book(by=by) if one.path.name == name), None)
    if found is None:
        raise CopyIsGone(name=name)
    return found


def backups_elsewhere(*, by: Actor) -> str:
    """How the active book is copied and put back where Mainstay keeps no copies of it, "" where it does."""
    require(by, BACK_UP)
    try:
        require_copies()
    except PostgresKeepsItsOwnBackups as refusal:
        return str(refusal)
    return ""
