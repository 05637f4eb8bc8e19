"""A lock that processes of one home share: SQLite's own on an empty file.

It holds on every system, and goes with the process that held it, even a killed one.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def locked_file(path: Path, timeout: float) -> sqlite3.Connection:
    """Lock the file, made where there is none, until what is returned is closed.

    Waits at most `timeout` seconds for another process, then raises sqlite3.OperationalError.
    """
    lock = sqlite3.connect(path, timeout=timeout, isolation_level=None)
    try:
        lock.execute("PRAGMA journal_mode = MEMORY").close()  # no second file beside it
        lock.execute("BEGIN EXCLUSIVE")
    except BaseException:
        lock.close()
        raise
    return lock
