"""Which values of custom fields a list of clients is asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldCondition:
    """One field and what its value must be: equal to a choice, holding a text, or between two ends, either left open.

    `ref` is that of the field, `kind` how it compares; the texts are as values are stored.
    """

    ref: str
    kind: str
    text: str = ""
    low: str = ""
    high: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked."""
        return not (self.text or self.low or self.high)
