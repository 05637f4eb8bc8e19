"""A custom field as pages and forms read it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A custom field, and how many clients have a value in it where that was asked."""

    ref: str
    name: str
    kind: str
    choices: tuple[str, ...] = ()
    is_listed: bool = False
    retired_on: date | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class ChangedField:
    """What a client's field held before and after, "" for nothing."""

    ref: str
    name: str
    kind: str
    before: str
    after: str
