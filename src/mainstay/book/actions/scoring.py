"""Judge the whole book as of a day and keep the opinion: set-based, all or nothing, the same when done again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import transaction

from mainstay.book.models import Scoring
from mainstay.book.queries.opinion import opinion, rows_to_keep
from mainstay.firm import bulk
from mainstay.firm.context import active_firm
from mainstay.insight import priors

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from mainstay.book.queries.opinion import Opinion
    from mainstay.kernel.actor import Actor

_log = logging.getLogger(__name__)
_OUTLOOKS: Final = (
    "invoice_id", "as_of", "version", "early_on", "expected_on", "late_on", "late_ppm", "late30_ppm", "never_ppm",
    "reason",
)  # fmt: skip


def score_book(*, as_of: date, by: Actor, now: datetime, tell: Callable[[str], None] = lambda _step: None) -> Scoring:
    """Foresee every open invoice as of the firm's day and keep it in the place of what was foreseen before.

    Done again for the same day it replaces that day's opinion. `tell` is called with the step that begins: "reading",
    "keeping". Refuses nothing; an empty book has an empty opinion.
    """
    tell("reading")
    found = opinion(as_of=as_of)
    tell("keeping")
    with transaction.atomic():
        bulk.import_lock()
        bulk.run_sql("DELETE FROM billing_invoiceoutlook")
        bulk.insert_rows("billing_invoiceoutlook", _OUTLOOKS, rows_to_keep(found))
        scoring, _ = Scoring.objects.update_or_create(as_of=as_of, defaults={"scored_at": now, **_document(found)})
    _log.info("firm %s judged as of %s, by %s %s", active_firm(), as_of, by.kind, by.name)
    return scoring


def _document(found: Opinion) -> dict[str, Any]:
    ledger = found.read.ledger
    inputs = {
        "invoices": len(ledger),
        "clients": len(ledger.codes),
        "payments": found.firm.paid,
        "undated": int(np.sum(~found.read.is_day_known)),
        "open": len(found.open.ledger),
        "never_ratio": round(found.firm.never, 6),
    }
    return {"versions": {"outlook": priors.VERSION}, "inputs": inputs, "figures": {}, "calibration": {}}
