"""What the book says of the clients at first sight. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class LearntClient(NamedTuple):
    """A client."""

    ref: str
    name: str


class UsualPayer(NamedTuple):
    """A client, and how many days after the due date they usually pay (negative: before it)."""

    client: LearntClient
    days: int


@dataclass(frozen=True, slots=True)
class LearntOfBook:
    """Who pays slowest and who best, None where fewer than two clients have paid; and who went quiet, some by name."""

    slowest: UsualPayer | None
    best: UsualPayer | None
    quiet: tuple[LearntClient, ...]
    quiet_count: int
