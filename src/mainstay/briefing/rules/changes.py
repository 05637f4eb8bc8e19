"""What is new since yesterday. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is new since yesterday, of a kind that a package offers.

    `number` is the invoice's, or what else the kind is about, such as the new standing.
    """

    kind: str
    ref: str
    name: str
    number: str
    currency: str
    minor: int
    on: date
    about_ref: str = ""
    """That of the invoice or payment it speaks of, "" for the client."""
