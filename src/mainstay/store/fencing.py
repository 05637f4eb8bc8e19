"""The fence: while a job is worked on, each transaction first proves that the job is still held by who works on it.

Both database backends ask here when a transaction begins, so no job can forget it. On SQLite the transaction has the
write lock by then, on PostgreSQL the job's row is locked: nobody takes the job over before the transaction has ended.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.store.context import FirmMismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class JobOver(Exception):
    """The work on a job ends here: nothing more of it may be written by whom this reaches."""


class JobLost(JobOver):
    """Somebody else has taken the job over."""


class JobStopped(JobOver):
    """Mainstay is being stopped: the job is handed back, whole up to its last transaction."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Which job is leased, under which fencing token; `is_stopping` says whether to go on."""

    firm: str
    job_id: int
    token: int
    is_stopping: Callable[[], bool]


_lease: ContextVar[Lease | None] = ContextVar("mainstay_lease", default=None)


@contextmanager
def under_lease(lease: Lease) -> Iterator[None]:
    """Put everything written in the block under the job's fence."""
    before = _lease.set(lease)
    try:
        yield
    finally:
        _lease.reset(before)


@contextmanager
def outside_lease() -> Iterator[None]:
    """Let a job write in a book that nobody else can name: it belongs to no firm yet, so no fence is around it."""
    before = _lease.set(None)
    try:
        yield
    finally:
        _lease.reset(before)


def require_lease(firm: str, ask: Callable[[str], object | None], *, lock: str = "") -> None:
    """Ask, inside a transaction that has just begun, whether it may write; nothing to prove where no job is held.

    Raises JobLost and JobStopped. `ask` runs one question and returns its first row; `lock` ends the question.
    """
    lease = _lease.get()
    if lease is None:
        return
    if lease.firm != firm:
        msg = f"a job of {lease.firm} was about to write into the book of {firm}"
        raise FirmMismatch(msg)
    if lease.is_stopping():
        raise JobStopped
    question = f"SELECT 1 FROM jobs_job WHERE id = {lease.job_id:d} AND token = {lease.token:d} AND state = 'running'"
    if ask(question + lock) is None:
        raise JobLost
