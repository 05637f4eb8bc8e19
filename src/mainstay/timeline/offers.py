"""What timeline offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import HappeningKind, Offers
from mainstay.timeline.phrases import HAPPENINGS
from mainstay.timeline.queries.panels import client_panels
from mainstay.timeline.rules.acts import ACTS

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence) for kind, sentence in HAPPENINGS.items()},
    client_panels=client_panels,
)
