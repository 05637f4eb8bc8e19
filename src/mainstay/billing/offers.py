"""What billing offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.billing.phrases import FAULTS, HAPPENINGS
from mainstay.billing.queries.changes import CHANGES
from mainstay.billing.queries.panels import client_panels, invoice_panels
from mainstay.billing.queries.proofs import prove_billing
from mainstay.billing.queries.sheets import SHEETS
from mainstay.kernel.offers import Happening, Offers

OFFERS: Final = Offers(
    happenings={kind: Happening(sentence) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_billing,),
    faults=FAULTS,
    sheets=SHEETS,
    changes=CHANGES,
    client_panels=client_panels,
    invoice_panels=invoice_panels,
)
