"""The panel of calls in a browser: what came of each in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.care.phrases import OUTCOMES

if TYPE_CHECKING:
    from mainstay.care.queries.calls import CallsPanel, LoggedCall
    from mainstay.web.parts import PageRequest


class ShownCall(NamedTuple):
    """A call, and what came of it in words."""

    call: LoggedCall
    label: str


def draw_calls(panel: CallsPanel, seen: PageRequest) -> dict[str, object]:
    """Each call with its label."""
    del seen
    return {"calls": [ShownCall(call, str(OUTCOMES[call.outcome])) for call in panel.calls]}
