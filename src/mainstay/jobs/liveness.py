"""Which workers of this home live: each holds the lock of a file of its own, and a dead one holds none."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from mainstay.store.file_locks import locked_file
from mainstay.store.paths import home

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def _file(worker: str) -> Path:
    return home() / "workers" / f"{worker}.lock"


@contextmanager
def living(worker: str) -> Iterator[None]:
    """Be known as alive for the block."""
    path = _file(worker)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(locked_file(path, 5)):
        yield
    path.unlink(missing_ok=True)


def dead_workers(*, besides: str) -> set[str]:
    """The workers of this home that ended without a word; one that is not known here is nobody's to score."""
    dead = set()
    for path in (home() / "workers").glob("*.lock"):
        if path.stem == besides:
            continue
        try:
            locked_file(path, 0).close()
        except sqlite3.OperationalError:
            continue
        dead.add(path.stem)
    return dead


def forget(workers: Iterable[str]) -> None:
    """Remove what is left of workers whose work was taken over everywhere."""
    for worker in workers:
        _file(worker).unlink(missing_ok=True)
