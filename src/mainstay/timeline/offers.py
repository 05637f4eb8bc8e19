"""What timeline offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import Offers
from mainstay.timeline.queries.panels import client_panels

OFFERS: Final = Offers(client_panels=client_panels)
