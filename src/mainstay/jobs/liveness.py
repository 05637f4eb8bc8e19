"""Which workers of this home live: each holds the lock of a file of its own, and a dead one holds none.

SQLite's lock on an empty file: it holds on every system, and goes with the process that held it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from mainstay.store.paths import home

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def _file(worker: str) -> Path:
    return home() / "workers" / f"{worker}.lock"


def _locked(path: Path, timeout: float) -> sqlite3.Connection:
    lock = sqlite3.connect(path, timeout=timeout, isolation_level=None)
    try:
        lock.execute("PRAGMA journal_mode = MEMORY").close()  # no second file beside it
        lock.execute("BEGIN EXCLUSIVE")
    except BaseException:
        lock.close()
        raise
    return lock


@contextmanager
def living(worker: str) -> Iterator[None]:
    """Be known as alive for the block."""
    path = _file(worker)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(_locked(path, 5)):
        yield
    path.unlink(missing_ok=True)


def dead_workers(*, besides: str) -> set[str]:
    """The workers of this home that ended without a word; one that is not known here is nobody's to score."""
    dead = set()
    for path in (home() / "workers").glob("*.lock"):
        if path.stem == besides:
            continue
        try:
            _locked(path, 0).close()
        except sqlite3.OperationalError:
            continue
        dead.add(path.stem)
    return dead


def forget(workers: Iterable[str]) -> None:
    """Remove what is left of workers whose work was taken over everywhere."""
    for worker in workers:
        _file(worker).unlink(missing_ok=True)
