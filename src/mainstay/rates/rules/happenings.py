"""The kinds of event that exchange rates put on the timeline. Pure."""

from __future__ import annotations

from typing import Final

from mainstay.timeline.rules.kinds import Kind

_RATE: Final = ("one", "rate", "other", "on")

RATE_SET: Final = Kind("rate.set", facts=_RATE)
RATE_CORRECTED: Final = Kind("rate.corrected", facts=(*_RATE, "former_rate"))
RATE_REMOVED: Final = Kind("rate.removed", facts=_RATE)
