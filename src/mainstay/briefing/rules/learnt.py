"""What the book says of the clients at first sight. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Named(NamedTuple):
    """A client."""

    ref: str
    name: str


class Payer(NamedTuple):
    """A client, and how many days after the due date they usually pay (negative: before it)."""

    client: Named
    days: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """Who pays slowest and who best, None where fewer than two clients have paid; and who went quiet, some by name."""

    slowest: Payer | None
    best: Payer | None
    quiet: tuple[Named, ...]
    quiet_count: int
