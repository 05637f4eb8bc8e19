"""Score the whole book as of a day and keep the scores: set-based, all or nothing, the same when done again."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from django.db import transaction

from mainstay.billing.actions.outlooks import store_outlooks
from mainstay.billing.actions.search_texts import store_search_texts
from mainstay.billing.queries.fetching import first_and_count
from mainstay.billing.queries.recorded import recorded_by_day
from mainstay.clients.actions.proposals import store_proposals
from mainstay.clients.actions.standings import ScoredStanding, store_standings
from mainstay.clients.rules.acts import UPDATE_FORECAST
from mainstay.firm.permissions import require
from mainstay.insight.payment_rating import AT_RISK, NOT_PAYING, PAYMENTS, UNRATED
from mainstay.insight.standing import LEAVING, STANDINGS
from mainstay.jobs.actions.jobs import ask_for_job
from mainstay.scoring.models import Scoring
from mainstay.scoring.queries.proposals import proposed
from mainstay.scoring.queries.scores import StandingUntil, rows_to_store, scores_of_book, standing_until
from mainstay.scoring.rules.scores import VERSIONS, calibration_document, correction_document, figures_document
from mainstay.store import bulk
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mainstay.billing.queries.recorded import RecordedByDay
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.problem import Reason
    from mainstay.scoring.queries.scores import Scores

KIND: Final = "score"
"""The kind of job that updates the forecast."""
_log = logging.getLogger(__name__)
_written: Final = json.JSONEncoder(ensure_ascii=False).encode
_ALIKE: Final = 20
_MONTHS: Final = 12
_HISTORY_AT_MOST: Final = 20_000
"""Invoices of a book whose past year is scored in some seconds."""
_RECORDED: Final = "recorded"
"""The input that counts the records dated by the day when it was scored."""


@dataclass(frozen=True, slots=True)
class ScoresUpdated:
    """That the book was scored: as of which day, by which versions of the rules, and what it rested on, counted."""

    as_of: date
    versions: dict[str, int]
    inputs: dict[str, Any]


@transaction.atomic
def ask_for_update(*, key: str, language: str, by: Actor, now: datetime) -> bool:
    """Ask for the forecast to be updated behind the screen; asked again under one key, it is done once (False)."""
    require(by, UPDATE_FORECAST)
    return ask_for_job(kind=KIND, key=key, params={}, language=language, by=by, now=now)


def update_scores(
    *, today: date, by: Actor, now: datetime, on_step: Callable[[str], None] = lambda _step: None
) -> ScoresUpdated:
    """Score the book as of the firm's day, and past days whose figures are missing or rest on less than is known now.

    Missing are the ends of the twelve months before, so that a firm that brings its history sees where it came from at
    once; in a book of many invoices the trend begins on its first day. What was recorded later than a day was scored
    (payments of a second file) is worked into the figures of that day and of all after it; of more days than are
    scored in reasonable time some are dropped, evenly. Standings of past days stay as they are on the timeline.
    Refuses nothing; interrupted and begun again, it goes on.
    """
    require(by, UPDATE_FORECAST)
    recorded = recorded_by_day()
    past = _past_days(today, recorded)
    standings: StandingUntil | None = None
    for on in past.days:
        if standings is None and on in past.stale:
            standings = standing_until(on - timedelta(days=1))
        found = scores_of_book(as_of=on, is_compared=on in past.compared, standings=standings, on_step=on_step)
        on_step("storing")
        _store(found, recorded.until(on), is_history=on in past.stale, is_today=False, by=by, now=now)
        standings = StandingUntil.of(found) if on > past.true_until else None
    scoring = score_book(as_of=today, standings=standings, by=by, now=now, on_step=on_step)
    store_search_texts(by=by, now=now)
    return ScoresUpdated(scoring.as_of, scoring.versions, scoring.inputs)


class _PastDays(NamedTuple):
    """Days before today to score, earliest first; `stale` of them were scored before something was recorded of them.

    The scores of days until `true_until` are still true. `compared` were compared with what happened.
    """

    days: list[date]
    stale: frozenset[date]
    compared: frozenset[date]
    true_until: date


def _past_days(today: date, recorded: RecordedByDay) -> _PastDays:
    """Find the past days to score; scores that are worked out again no more are dropped."""
    first, invoices = first_and_count()
    scored = list(Scoring.objects.filter(as_of__lt=today).order_by("as_of").values_list("as_of", "inputs"))
    stale = [on for on, inputs in scored if inputs.get(_RECORDED) != recorded.until(on)]
    # What was recorded of a day counts on all days after it.
    stale = [on for on, _ in scored if stale and on >= stale[0]]
    valid = {on for on, _ in scored}.difference(stale)
    ends = [on for on in _month_ends(today) if first is not None and on > first]
    affordable = max(_HISTORY_AT_MOST * _MONTHS // max(invoices, 1), _MONTHS)
    step = max(-(-len(stale) // affordable), 1)
    again = {*stale[::-1][::step], *set(ends).intersection(stale)}
    Scoring.objects.filter(as_of__in=set(stale) - again).delete()
    missing = set(ends) - valid if invoices <= _HISTORY_AT_MOST else set()
    compared = Scoring.objects.filter(as_of__in=again).exclude(calibration={})
    return _PastDays(
        sorted(again | missing),
        frozenset(again),
        frozenset(compared.values_list("as_of", flat=True)),
        max(valid, default=date.min),
    )


def _month_ends(today: date) -> list[date]:
    """The ends of the twelve months before the one of this day, earliest first."""
    months = (today.year * 12 + today.month - 1 - back for back in range(_MONTHS - 1, -1, -1))
    return [date(month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in months]


def score_book(
    *,
    as_of: date,
    is_today: bool = True,
    standings: StandingUntil | None = None,
    by: Actor,
    now: datetime,
    on_step: Callable[[str], None] = lambda _step: None,
) -> Scoring:
    """Score the book as of the firm's day and store the scores in the place of those before.

    Stored are the outlook of every open invoice, each client's two ratings (their history stays; a change stands on the
    timeline), and the figures of the whole, a row for each day; with `is_today` also how earlier forecasts came out,
    and what is proposed to agree with whom. Done again for the same day it replaces that day's. A day before the last
    one scored adds its figures to the trend and changes nothing else. `standings` are those until now, where they are
    not those kept. `on_step` is called with the step that begins.
    Refuses nothing; an empty book has no figures.
    """
    require(by, UPDATE_FORECAST)
    recorded = recorded_by_day().until(as_of)
    found = scores_of_book(as_of=as_of, is_compared=is_today, standings=standings, on_step=on_step)
    on_step("storing")
    return _store(found, recorded, is_history=False, is_today=is_today, by=by, now=now)


def _store(found: Scores, recorded: int, *, is_history: bool, is_today: bool, by: Actor, now: datetime) -> Scoring:
    """Store the scores of a day in one transaction; of one that is history its figures alone.

    `recorded` was counted before the book was read: what was recorded meanwhile is counted the next time.
    """
    as_of = found.as_of
    with transaction.atomic():
        bulk.import_lock()
        if not is_history and not Scoring.objects.filter(as_of__gt=as_of).exists():
            store_outlooks(found=rows_to_store(found.as_of, found.open, found.seen), by=by, now=now)
            store_standings(found=_standings(found), version=VERSIONS["standing"], as_of=as_of, by=by, now=now)
            store_standings(found=_payments(found), version=VERSIONS["payment"], as_of=as_of, by=by, now=now)
            if is_today:
                store_proposals(found=proposed(found), version=VERSIONS["proposing"], as_of=as_of, by=by, now=now)
        document = _document(found, recorded)
        scoring, _ = Scoring.objects.update_or_create(as_of=as_of, defaults={"scored_at": now, **document})
    _log.info("firm %s scored as of %s, by %s %s", active_firm(), as_of, by.kind, by.id)
    return scoring


def _standings(found: Scores) -> Iterator[ScoredStanding]:
    scored = found.standings
    columns = zip(
        scored.client.tolist(), scored.standing.tolist(), scored.score.tolist(), scored.reasons(), strict=True
    )
    for client, code, score, reason in columns:
        yield ScoredStanding(client, STANDINGS[code], score, _said(reason))


def _payments(found: Scores) -> Iterator[ScoredStanding]:
    """How each client pays of whom anything is known."""
    rated = found.payments
    columns = zip(rated.client.tolist(), rated.rating.tolist(), rated.score.tolist(), rated.reasons(), strict=True)
    for client, code, score, reason in columns:
        if code != UNRATED:
            yield ScoredStanding(client, PAYMENTS[code], score, _said(reason))


def _said(reason: Reason) -> str:
    return _written({"code": reason.code, **reason.params})


def _document(found: Scores, recorded: int) -> dict[str, Any]:
    inactive = found.standings.inactive_since
    inputs: dict[str, Any] = {
        "invoices": found.invoices,
        "clients": found.clients,
        "payments": found.firm.paid,
        "undated": found.undated,
        "open": len(found.open.ledger),
        "never_ratio": round(found.firm.never, 6),
        "inactive_since": None if inactive is None else date.fromordinal(inactive).isoformat(),
        _RECORDED: recorded,
        **({"own_days": found.own_days} if found.own_days else {}),
    }
    if found.calibration:
        inputs["correction"] = correction_document(found.firm.correction)
    return {
        "versions": VERSIONS,
        "inputs": inputs,
        "figures": figures_document(found.currencies),
        "calibration": calibration_document(found.calibration) if found.calibration else {},
        "alike": _alike(found),
    }


def _alike(found: Scores) -> list[dict[str, Any]]:
    """The clients most like the best, and in what.

    Left out are the best themselves, and whoever drifts away, is at risk or does not pay: nobody wants more of those.
    """
    like = found.similarity
    is_unlike = like.is_best | (found.in_force == LEAVING) | np.isin(found.payment_in_force, (AT_RISK, NOT_PAYING))
    nearest = [place for place in np.argsort(-like.ratio, kind="stable").tolist() if not is_unlike[place]]
    reasons = ((int(like.client[place]), like.reason(place)) for place in nearest[:_ALIKE] if like.ratio[place] > 0)
    return [{"client": client, "code": reason.code, **reason.params} for client, reason in reasons]
