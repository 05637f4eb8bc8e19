"""What scoring offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import CallReason, Offers
from mainstay.scoring.phrases import call_sentence
from mainstay.scoring.queries.panels import TODAY_FACTS, client_panels, invoice_panels, today_panels
from mainstay.scoring.rules.calling import CALL_CODES, call_by_habits

OFFERS: Final = Offers(
    call_reasons=(CallReason(1000, CALL_CODES, call_by_habits, call_sentence),),
    client_panels=client_panels,
    invoice_panels=invoice_panels,
    today_facts=TODAY_FACTS,
    today_panels=today_panels,
)
