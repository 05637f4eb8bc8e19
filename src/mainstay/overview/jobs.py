"""The nightly upkeep, with the proofs of all packages for its safety copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.jobs import upkeep
from mainstay.overview.queries.checks import prove_safety_copy

if TYPE_CHECKING:
    from mainstay.jobs.worker import Work


def look_after_book(work: Work) -> dict[str, Any]:
    """Copy the book, prove the copy, and tidy up around it."""
    return upkeep.look_after_book(work, prove=prove_safety_copy)
