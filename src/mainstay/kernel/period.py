"""A span of whole days, half open, so that neighbours neither gap nor overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, not including, `end_before`; ValueError when it holds no day."""

    start: date
    end_before: date

    def __post_init__(self) -> None:
        if self.end_before <= self.start:
            msg = "a period holds at least one day"
            raise ValueError(msg)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end_before

    @property
    def days(self) -> int:
        """How many days the period holds."""
        return (self.end_before - self.start).days
