"""What exchange rates offer to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import HappeningKind, Offers
from mainstay.rates.demonstration import RECORDED
from mainstay.rates.phrases import FAULTS, HAPPENINGS, happening_facts
from mainstay.rates.queries.proofs import prove_rates
from mainstay.rates.queries.sheets import SHEETS
from mainstay.rates.rules.acts import ACTS
from mainstay.rates.rules.demonstration import rates_of_the_plan

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_rates,),
    faults=FAULTS,
    sheets=SHEETS,
    demonstrated=RECORDED,
    demonstration=rates_of_the_plan,
)
