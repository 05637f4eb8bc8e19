"""The packages whose offers are gathered, and what all of them offer together; whoever adds a package adds it here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.billing.offers import OFFERS as BILLING
from mainstay.kernel.offers import in_place
from mainstay.scoring.offers import OFFERS as SCORING

if TYPE_CHECKING:
    from mainstay.kernel.offers import Offers, Panel, Shown

OFFERED: Final[tuple[Offers, ...]] = (BILLING, SCORING)


def invoice_panels(shown: Shown[Any]) -> tuple[Panel, ...]:
    """Every panel of an invoice's page, in place."""
    return in_place(panel for offers in OFFERED for panel in offers.invoice_panels(shown))
