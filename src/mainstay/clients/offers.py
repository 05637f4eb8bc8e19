"""What clients offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.clients.demonstration import RECORDED
from mainstay.clients.phrases import (
    CLIENTS_FOUND,
    CONTACTS_MOVED,
    FAULTS,
    HAPPENINGS,
    NEXT_CONTACTS_MOVED,
    PROPOSALS_MOVED,
    RATINGS_MOVED,
    happening_facts,
)
from mainstay.clients.queries.changes import CHANGES
from mainstay.clients.queries.found import find_clients
from mainstay.clients.queries.merging import NOT_LISTED, NOT_OVERRIDDEN, NOT_PLANNED
from mainstay.clients.queries.panels import TODAY_FACTS, client_panels, today_panels
from mainstay.clients.queries.proofs import prove_clients
from mainstay.clients.queries.sheets import SHEETS
from mainstay.clients.rules.acts import ACTS, SEE_RISK
from mainstay.clients.rules.happenings import (
    PROPOSAL_ACCEPTED,
    PROPOSAL_DECLINED,
    PROPOSAL_POSTPONED,
    PROPOSAL_REOPENED,
    STANDING_CHANGED,
    STANDING_LIFTED,
    STANDING_OVERRIDDEN,
)
from mainstay.kernel.offers import FoundKind, HappeningKind, MovedRows, Offers

_OF_RATINGS: Final = (
    STANDING_CHANGED, STANDING_OVERRIDDEN, STANDING_LIFTED, PROPOSAL_ACCEPTED, PROPOSAL_DECLINED, PROPOSAL_POSTPONED,
    PROPOSAL_REOPENED,
)  # fmt: skip
_RATINGS: Final = frozenset(kind.name for kind in _OF_RATINGS)
"""The kinds of event that say how a client is rated, or what was proposed because of it."""

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={
        kind: HappeningKind(sentence, happening_facts, SEE_RISK if kind in _RATINGS else None)
        for kind, sentence in HAPPENINGS.items()
    },
    proofs=(prove_clients,),
    faults=FAULTS,
    sheets=SHEETS,
    changes=CHANGES,
    found={
        "clients": FoundKind(10, "clients", CLIENTS_FOUND, find_clients),
    },
    moved=(
        MovedRows(40, "clients_contact", CONTACTS_MOVED, NOT_LISTED),
        MovedRows(50, "clients_nextcontact", NEXT_CONTACTS_MOVED, NOT_PLANNED),
        MovedRows(60, "clients_standingoverride", RATINGS_MOVED, NOT_OVERRIDDEN),
        MovedRows(70, "clients_proposal", PROPOSALS_MOVED, "r.state <> 'open'"),
    ),
    demonstrated=RECORDED,
    client_panels=client_panels,
    today_facts=TODAY_FACTS,
    today_panels=today_panels,
)
