"""The book as a file of its own, for whoever may take it away whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.firm.permissions import require
from mainstay.firm.rules.acts import BACK_UP
from mainstay.store.backups import backup_to

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.kernel.actor import Actor


def back_up(path: Path, *, overwrite: bool = False, by: Actor) -> Path:
    """Copy the active book to a file as `backup_to` does, and refuse what it refuses; refuses NotAllowed, too."""
    require(by, BACK_UP)
    return backup_to(path, overwrite=overwrite)
