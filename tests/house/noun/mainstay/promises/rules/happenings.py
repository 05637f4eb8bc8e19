"""The kinds of event that promises put on the timeline. Pure."""

from __future__ import annotations

from typing import Final

from mainstay.timeline.rules.kinds import Kind

PROMISE_RECORDED: Final = Kind("promise.recorded", facts=("number", "amount", "on"), words=("said",))
