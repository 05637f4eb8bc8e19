"""What promises offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import CallReason, FoundKind, HappeningKind, Offers
from mainstay.promises.demonstration import RECORDED, promises_made
from mainstay.promises.phrases import FAULTS, HAPPENINGS, PROMISES_FOUND, call_sentence, happening_facts
from mainstay.promises.queries import (
    CHANGES,
    SHEETS,
    broken_promises,
    client_panels,
    find_promises,
    invoice_panels,
    prove_promises,
    today_panels,
)
from mainstay.promises.rules.acts import ACTS
from mainstay.promises.rules.promises import call_about_promise

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_promises,),
    faults=FAULTS,
    sheets=SHEETS,
    changes=CHANGES,
    found={"promises": FoundKind(40, "promises", PROMISES_FOUND, find_promises)},
    call_reasons=(CallReason(50, ("promise_broken",), call_about_promise, call_sentence, broken_promises),),
    demonstrated=RECORDED,
    demonstration=promises_made,
    client_panels=client_panels,
    invoice_panels=invoice_panels,
    today_panels=today_panels,
)
