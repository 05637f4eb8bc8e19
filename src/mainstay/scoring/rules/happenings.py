"""The kind of event that a judging puts on the timeline. Pure."""

from __future__ import annotations

from typing import Final

from mainstay.timeline.rules.kinds import Kind

# The reason is the codes and figures of the evidence.
STANDING_CHANGED: Final = Kind("standing.changed", facts=("from", "to", "reason"))
