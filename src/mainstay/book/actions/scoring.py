"""Judge the whole book as of a day and keep the opinion: set-based, all or nothing, the same when done again."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import transaction

from mainstay.book.models import Scoring
from mainstay.book.queries.opinion import opinion
from mainstay.firm import bulk
from mainstay.firm.context import active_firm
from mainstay.insight import priors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from numpy.typing import NDArray

    from mainstay.book.queries.opinion import Opinion
    from mainstay.kernel.actor import Actor

_log = logging.getLogger(__name__)
_OUTLOOKS: Final = (
    "invoice_id", "as_of", "version", "early_on", "expected_on", "late_on", "late_ppm", "late30_ppm", "never_ppm",
    "reason",
)  # fmt: skip
_EPOCH: Final = 719_163
"""1970-01-01 as `date.toordinal` counts it, where numpy's days begin."""


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
        bulk.insert_rows("billing_invoiceoutlook", _OUTLOOKS, _outlook_rows(found))
        scoring, _ = Scoring.objects.update_or_create(as_of=as_of, defaults={"scored_at": now, **_document(found)})
    _log.info("firm %s judged as of %s, by %s %s", active_firm(), as_of, by.kind, by.name)
    return scoring


def _outlook_rows(found: Opinion) -> Iterator[tuple[Any, ...]]:
    seen, issued = found.seen, found.open.ledger.issued
    days = [_iso(issued + np.rint(column).astype(np.int64)) for column in (seen.q10, seen.q50, seen.q90)]
    chances = [_ppm(column) for column in (seen.late, seen.late30, seen.never)]
    as_of = found.as_of.isoformat()
    columns = zip(found.open.invoice.tolist(), *days, *chances, strict=True)
    for place, (invoice, early, expected, late, *figures) in enumerate(columns):
        reason = seen.reason(place)
        said = json.dumps({"code": reason.code, **reason.params}, ensure_ascii=False)
        yield (invoice, as_of, priors.VERSION, early, expected, late, *figures, said)


def _iso(ordinals: NDArray[np.int64]) -> list[str]:
    days: list[str] = np.datetime_as_string((ordinals - _EPOCH).astype("datetime64[D]")).tolist()
    return days


def _ppm(chances: NDArray[np.float64]) -> list[int]:
    parts: list[int] = np.rint(np.clip(chances, 0, 1) * 1_000_000).astype(np.int64).tolist()
    return parts


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
