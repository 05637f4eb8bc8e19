"""What clients offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.clients.queries.panels import client_panels
from mainstay.kernel.offers import Offers

OFFERS: Final = Offers(client_panels=client_panels)
