"""Hints that a firm has work: an empty file in the home, named for the firm, so that nobody asks every book.

A hint that is lost is found by the worker's hourly look through the books; one too many costs one question.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from mainstay.store.paths import home, is_slug

if TYPE_CHECKING:
    from pathlib import Path


def _folder() -> Path:
    return home() / "wakeups"


def wake(firm: str) -> None:
    """Say that this firm has work."""
    with suppress(OSError):
        _folder().mkdir(mode=0o700, exist_ok=True)
        (_folder() / firm).touch()


def taken_wakeups() -> list[str]:
    """Take the hints there are; a hint that comes later is a new one, so look after taking."""
    firms = []
    with suppress(OSError):
        for path in sorted(_folder().iterdir()):
            path.unlink(missing_ok=True)
            if is_slug(path.name):
                firms.append(path.name)
    return firms
