"""What Mainstay writes belongs to the user who runs it alone: new files by the umask, those that exist mended."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERS: Final = 0o077
_OURS: Final = ("firms", "rejected", "static", "templates", "uploads", "wakeups", "workers")
_OUR_FILES: Final = ("secret", "secret.before", "mainstay.log", "mainstay.log.1", "mainstay.log.2", "mainstay.log.3")


def write_for_owner_alone() -> None:
    """Let nobody else read what this process writes from now on, whatever the umask was: folders 0700, files 0600."""
    os.umask(os.umask(_OTHERS) | _OTHERS)


def mend_rights(home: Path) -> None:
    """Take the rights of others away from a home that exists, and from what Mainstay has written in it.

    Looks at the home, its folders and the files in them; goes deeper only where one of them was open to others. What
    belongs to another user stays as it is.
    """
    if os.name != "posix" or not _is_ours(home):
        return  # whose folder that is we do not know
    was_open = [_mend(path) for path in (home, *_of_ours(home))]
    if any(was_open):
        for name in _OURS:
            for folder, folders, files in os.walk(home / name):
                for entry in (*folders, *files):
                    _mend(Path(folder, entry))


def _is_ours(home: Path) -> bool:
    try:
        return home.is_dir() and any((home / name).exists() for name in (*_OURS, *_OUR_FILES))
    except OSError:  # it cannot be looked into: what is done there says so
        return False


def _of_ours(home: Path) -> Iterator[Path]:
    for name in _OUR_FILES:
        yield home / name
    for name in _OURS:
        yield home / name
        with suppress(OSError):
            yield from (home / name).iterdir()


def _mend(path: Path) -> bool:
    """Take the rights of others away; whether there were any."""
    with suppress(OSError):
        found = path.lstat()
        if found.st_mode & _OTHERS and found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode):
            path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
            return True
    return False
