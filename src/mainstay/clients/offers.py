"""What clients offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.clients.demonstration import RECORDED
from mainstay.clients.phrases import CLIENTS_FOUND, FAULTS, HAPPENINGS, happening_facts
from mainstay.clients.queries.changes import CHANGES
from mainstay.clients.queries.found import find_clients
from mainstay.clients.queries.panels import client_panels
from mainstay.clients.queries.proofs import prove_clients
from mainstay.clients.queries.sheets import SHEETS
from mainstay.clients.rules.acts import ACTS
from mainstay.kernel.offers import FoundKind, Happening, Offers

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: Happening(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_clients,),
    faults=FAULTS,
    sheets=SHEETS,
    changes=CHANGES,
    found={
        "clients": FoundKind(10, "clients", CLIENTS_FOUND, find_clients),
    },
    demonstrated=RECORDED,
    client_panels=client_panels,
)
