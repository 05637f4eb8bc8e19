"""What scoring offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import Happening, Offers
from mainstay.scoring.phrases import HAPPENINGS, happening_facts
from mainstay.scoring.queries.panels import client_panels, invoice_panels

OFFERS: Final = Offers(
    happenings={kind: Happening(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    client_panels=client_panels,
    invoice_panels=invoice_panels,
)
