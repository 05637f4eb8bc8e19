"""What billing offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.billing.queries.panels import client_panels, invoice_panels
from mainstay.kernel.offers import Offers

OFFERS: Final = Offers(client_panels=client_panels, invoice_panels=invoice_panels)
