"""What scoring offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import Offers
from mainstay.scoring.queries.panels import invoice_panels

OFFERS: Final = Offers(invoice_panels=invoice_panels)
