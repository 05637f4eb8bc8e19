"""What care offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.care.demonstration import RECORDED
from mainstay.care.phrases import CALLS_MOVED, FAULTS, HAPPENINGS, call_sentence, happening_facts
from mainstay.care.queries.calls import client_panels, last_calls
from mainstay.care.queries.changes import CHANGES
from mainstay.care.queries.proofs import prove_calls
from mainstay.care.queries.sheets import SHEETS
from mainstay.care.rules.acts import ACTS
from mainstay.care.rules.calls import CALL_CODES, call_after_call
from mainstay.care.rules.demonstration import calls_of_the_plan
from mainstay.kernel.offers import CallReason, HappeningKind, MovedRows, Offers

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_calls,),
    faults=FAULTS,
    sheets=SHEETS,
    changes=CHANGES,
    moved=(MovedRows(80, "care_call", CALLS_MOVED),),
    call_reasons=(CallReason(20, CALL_CODES, call_after_call, call_sentence, last_calls),),
    demonstrated=RECORDED,
    demonstration=calls_of_the_plan,
    client_panels=client_panels,
)
