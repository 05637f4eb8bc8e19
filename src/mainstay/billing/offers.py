"""What billing offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.billing.queries.panels import invoice_panels
from mainstay.kernel.offers import Offers

OFFERS: Final = Offers(invoice_panels=invoice_panels)
