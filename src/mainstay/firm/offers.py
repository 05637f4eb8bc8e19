"""What firm offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.firm.phrases import FAULTS
from mainstay.firm.queries.proofs import prove_firm
from mainstay.firm.queries.sheets import SHEETS
from mainstay.firm.rules.acts import ACTS
from mainstay.kernel.offers import Offers

OFFERS: Final = Offers(
    acts=ACTS,
    proofs=(prove_firm,),
    faults=FAULTS,
    sheets=SHEETS,
)
