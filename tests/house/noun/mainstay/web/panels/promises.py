"""The panel of promises in a browser: the states in words, and on an invoice's page the form for another promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.promises.forms import PromiseForm
from mainstay.promises.phrases import STATES

if TYPE_CHECKING:
    from mainstay.promises.queries import PromisesPanel
    from mainstay.web.parts import PageRequest


def draw_promises(panel: PromisesPanel, seen: PageRequest) -> dict[str, object]:
    """Each promise with its state in words, and the form of an open invoice."""
    is_open_invoice = bool(getattr(seen.page, "open_minor", 0))
    form = (seen.forms.get("promise") or PromiseForm(money_in=seen.page.currency)) if is_open_invoice else None
    return {"promises": [(row, STATES[row.state]) for row in panel.promises], "form": form}
