"""Judge the whole book as of a day and keep the opinion: set-based, all or nothing, the same when done again."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import transaction

from mainstay.book.models import Scoring
from mainstay.book.queries.opinion import opinion
from mainstay.book.queries.proposing import proposed
from mainstay.book.rules.opinion import VERSIONS, calibration_document, figures_document
from mainstay.clients.actions.proposals import keep_proposals
from mainstay.clients.models import Standing
from mainstay.firm import bulk
from mainstay.firm.context import active_firm
from mainstay.insight.standing import STANDINGS
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from numpy.typing import NDArray

    from mainstay.book.queries.opinion import Opinion
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.problem import Reason

_log = logging.getLogger(__name__)
_OUTLOOKS: Final = (
    "invoice_id", "as_of", "version", "early_on", "expected_on", "late_on", "late_ppm", "late30_ppm", "never_ppm",
    "reason",
)  # fmt: skip
_STANDINGS: Final = ("client_id", "standing", "since_on", "as_of", "score", "reason", "version", "ended_on")
_ALIKE: Final = 20
_EPOCH: Final = 719_163
"""1970-01-01 as `date.toordinal` counts it, where numpy's days begin."""


def score_book(*, as_of: date, by: Actor, now: datetime, tell: Callable[[str], None] = lambda _step: None) -> Scoring:
    """Judge the book as of the firm's day and keep the opinion in the place of the one before.

    Kept are the outlook of every open invoice, each client's standing (its history stays; a change stands on the
    timeline), what is proposed to agree with whom, and the figures of the whole, a row for each day. Done again for the
    same day it replaces that day's. A day before the last one judged adds its figures to the trend and changes nothing
    else. `tell` is called with the step that begins. Refuses nothing; an empty book has an empty opinion.
    """
    found = opinion(as_of=as_of, tell=tell)
    tell("keeping")
    with transaction.atomic():
        bulk.import_lock()
        if not Scoring.objects.filter(as_of__gt=as_of).exists():
            bulk.run_sql("DELETE FROM billing_invoiceoutlook")
            bulk.insert_rows("billing_invoiceoutlook", _OUTLOOKS, _outlook_rows(found))
            _keep_standings(found, by, now)
            keep_proposals(found=proposed(found), version=VERSIONS["proposing"], as_of=as_of, by=by, now=now)
        scoring, _ = Scoring.objects.update_or_create(as_of=as_of, defaults={"scored_at": now, **_document(found)})
    _log.info("firm %s judged as of %s, by %s %s", active_firm(), as_of, by.kind, by.name)
    return scoring


def _keep_standings(found: Opinion, by: Actor, now: datetime) -> None:
    judged = found.standings
    kept = {row.client_id: row for row in Standing.objects.filter(ended_on__isnull=True)}
    confirmed, ended, began, happenings = [], [], [], []
    columns = zip(judged.client.tolist(), judged.standing.tolist(), judged.score.tolist(), strict=True)
    as_of = found.as_of.isoformat()
    for place, (client, code, score) in enumerate(columns):
        standing, reason = STANDINGS[code], _said(judged.reason(place))
        was = kept.get(client)
        if was is not None and was.standing == standing:
            confirmed.append((as_of, score, reason, VERSIONS["standing"], was.pk))
            continue
        if was is not None:
            ended.append((as_of, was.pk))
            facts: dict[str, object] = {"from": was.standing, "to": standing, "reason": json.loads(reason)}
            happenings.append(Happening(client, "standing.changed", as_of, "", facts))
        began.append((client, standing, as_of, as_of, score, reason, VERSIONS["standing"], None))
    bulk.update_rows(
        "UPDATE clients_standing SET as_of = %s, score = %s, reason = %s, version = %s WHERE id = %s", confirmed
    )
    bulk.update_rows("UPDATE clients_standing SET ended_on = %s WHERE id = %s", ended)
    bulk.insert_rows("clients_standing", _STANDINGS, began)
    record_many(happenings=happenings, by=by, now=now)


def _said(reason: Reason) -> str:
    return json.dumps({"code": reason.code, **reason.params}, ensure_ascii=False)


def _outlook_rows(found: Opinion) -> Iterator[tuple[Any, ...]]:
    seen, issued = found.seen, found.open.ledger.issued
    days = [_iso(issued + np.rint(column).astype(np.int64)) for column in (seen.q10, seen.q50, seen.q90)]
    chances = [_ppm(column) for column in (seen.late, seen.late30, seen.never)]
    as_of = found.as_of.isoformat()
    columns = zip(found.open.invoice.tolist(), *days, *chances, strict=True)
    for place, (invoice, early, expected, late, *figures) in enumerate(columns):
        yield (invoice, as_of, VERSIONS["outlook"], early, expected, late, *figures, _said(seen.reason(place)))


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
    return {
        "versions": VERSIONS,
        "inputs": inputs,
        "figures": figures_document(found.currencies),
        "calibration": calibration_document(found.calibration),
        "alike": _alike(found),
    }


def _alike(found: Opinion) -> list[dict[str, Any]]:
    """The clients most like the best, and in what; the best themselves are left out."""
    like = found.likeness
    nearest = [place for place in np.argsort(-like.ratio, kind="stable").tolist() if not like.is_best[place]]
    reasons = ((int(like.client[place]), like.reason(place)) for place in nearest[:_ALIKE] if like.ratio[place] > 0)
    return [{"client": client, "code": reason.code, **reason.params} for client, reason in reasons]
