"""The packages whose offers are gathered, and what all of them offer together; whoever adds a package adds it here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.billing.offers import OFFERS as BILLING
from mainstay.clients.offers import OFFERS as CLIENTS
from mainstay.kernel.offers import in_place
from mainstay.scoring.offers import OFFERS as SCORING
from mainstay.timeline.offers import OFFERS as TIMELINE

if TYPE_CHECKING:
    from mainstay.kernel.offers import Offers, Panel, Shown

OFFERED: Final[tuple[Offers, ...]] = (TIMELINE, CLIENTS, BILLING, SCORING)


def client_panels(shown: Shown[Any]) -> tuple[Panel, ...]:
    """Every panel of a client's page, in place."""
    return in_place(panel for offers in OFFERED for panel in offers.client_panels(shown))


def invoice_panels(shown: Shown[Any]) -> tuple[Panel, ...]:
    """Every panel of an invoice's page, in place."""
    return in_place(panel for offers in OFFERED for panel in offers.invoice_panels(shown))
