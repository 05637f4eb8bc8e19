"""Whether the act under way has written anything yet: what a sentence about a fault may promise depends on it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

_has_written: Final[ContextVar[bool]] = ContextVar("mainstay_has_written", default=False)


def begin_act() -> None:
    """A command, a request or a job begins: nothing of it is written yet."""
    _has_written.set(False)


def note_commit() -> None:
    """Called by the backends after a transaction that wrote."""
    _has_written.set(True)


def has_written() -> bool:
    """Whether something was committed since the act began."""
    return _has_written.get()
