"""Who acts: every write names its actor, and the timeline keeps the name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a part of Mainstay that acts: `kind` is "owner", "import", "demo", "schedule"; `name` is shown."""

    kind: str
    name: str
