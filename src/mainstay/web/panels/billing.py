"""The panels of billing in a browser: what of imported files is not in the book, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.phrases.sentences import unbooked_sentence

if TYPE_CHECKING:
    from mainstay.billing.queries.panels import UnbookedPanel
    from mainstay.web.parts import PageRequest


def draw_unbooked(panel: UnbookedPanel, seen: PageRequest) -> dict[str, object]:
    """A sentence for each sum."""
    del seen
    return {"sentences": [unbooked_sentence(one) for one in panel.sums]}
