"""What billing offers to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.billing.demonstration import RECORDED
from mainstay.billing.phrases.faults import FAULTS
from mainstay.billing.phrases.sentences import (
    CREDIT_NOTES_MOVED,
    HAPPENINGS,
    INVOICES_FOUND,
    PAYMENTS_FOUND,
    dispute_call_sentence,
    happening_facts,
)
from mainstay.billing.queries.changes import CHANGES
from mainstay.billing.queries.found import find_invoices, find_payments
from mainstay.billing.queries.fragments import SETTLED_ACROSS
from mainstay.billing.queries.panels import TODAY_FACTS, client_panels, invoice_panels, today_panels
from mainstay.billing.queries.proofs import prove_billing
from mainstay.billing.queries.search_texts import prove_search_texts
from mainstay.billing.queries.sheets import SHEETS
from mainstay.billing.rules.acts import ACTS
from mainstay.billing.rules.calling import call_about_dispute
from mainstay.kernel.offers import CallReason, FoundKind, HappeningKind, MovedRows, Offers

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence, happening_facts) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_billing, prove_search_texts),
    faults=FAULTS,
    sheets=SHEETS,
    changes=CHANGES,
    found={
        "invoices": FoundKind(20, "billing", INVOICES_FOUND, find_invoices),
        "payments": FoundKind(30, "billing", PAYMENTS_FOUND, find_payments),
    },
    moved=(
        MovedRows(10, "billing_invoice", INVOICES_FOUND, parted=SETTLED_ACROSS),
        MovedRows(20, "billing_creditnote", CREDIT_NOTES_MOVED),
        MovedRows(30, "billing_payment", PAYMENTS_FOUND),
    ),
    call_reasons=(CallReason(100, ("disputed",), call_about_dispute, dispute_call_sentence),),
    demonstrated=RECORDED,
    client_panels=client_panels,
    invoice_panels=invoice_panels,
    today_facts=TODAY_FACTS,
    today_panels=today_panels,
)
