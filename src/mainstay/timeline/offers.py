"""What timeline offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import HappeningKind, MovedRows, Offers
from mainstay.timeline.phrases import ENTRIES_MOVED, HAPPENINGS, happening_facts
from mainstay.timeline.queries.panels import client_panels
from mainstay.timeline.rules.acts import ACTS

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    moved=(MovedRows(90, "timeline_entry", ENTRIES_MOVED),),
    client_panels=client_panels,
)
