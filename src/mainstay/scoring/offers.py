"""What scoring offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import Offers
from mainstay.scoring.queries.panels import client_panels, invoice_panels

OFFERS: Final = Offers(client_panels=client_panels, invoice_panels=invoice_panels)
