"""The owner knows better: set what a client is to the firm by hand, with the reason, until it is lifted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import STANDINGS, Client, StandingOverride
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.queries.standings import standings_now
from mainstay.clients.rules.acts import OVERRIDE_STANDING, UPDATE_FORECAST
from mainstay.clients.rules.drafts import STANDING_REASON_LENGTH
from mainstay.clients.rules.happenings import STANDING_CHANGED, STANDING_LIFTED, STANDING_OVERRIDDEN
from mainstay.clients.rules.ratings import RATINGS, RELATIONSHIP, rating_of
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.insight.phrases import STANDINGS as LABELS
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import one_line
from mainstay.store import bulk
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record, record_many

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


_COLUMNS: Final = ("client_id", "standing", "since_on", "as_of", "score", "reason", "version", "ended_on")


class ScoredStanding(NamedTuple):
    """What the evidence says of one client; the reason is JSON."""

    client: int
    standing: str
    score: int
    reason: str


class StandingUnknown(Refusal):
    """None of the nine words."""

    code = "standing_unknown"
    sentence = _("Choose one of the ratings listed.")


class StandingReasonMissing(Refusal):
    """Nothing is said about why."""

    code = "standing_reason_missing"
    sentence = _("Say in a few words why.")


class StandingReasonIsTooLong(Refusal):
    """More than is kept."""

    code = "standing_reason_is_too_long"
    sentence = _("The reason has %(length)s characters, %(limit)s are kept: shorten it.")


class StandingSetMeanwhile(Refusal):
    """Somebody else set it since it was shown."""

    code = "standing_set_meanwhile"
    sentence = _(
        "Someone else has set the rating of %(name)s: %(standing)s, because: %(reason)s. Check it, then save again."
    )


class NoStandingSet(Refusal):
    """Nothing holds by hand."""

    code = "no_standing_set"
    sentence = _("The rating of %(name)s isn’t set by hand: the automatic rating applies.")


@transaction.atomic
@keyed(OVERRIDE_STANDING)
def override_standing(
    *,
    client_ref: str,
    standing: str,
    reason: str,
    saw: str | None = None,
    today: date,
    by: Actor,
    now: datetime,
    key: str = "",
) -> StandingOverride:
    """Let a rating of the owner's hold, whatever the evidence says, until it is lifted. `today` is the firm's day.

    The word says which of the two ratings it is; one of the same rating that was set before is lifted by it.
    `saw` is the reference of the one the person had before them ("" for none): another one by now is refused with
    StandingSetMeanwhile. Left out, whatever holds is replaced. Refuses a word that is none of the nine, and a reason
    that is empty or too long.
    """
    require(by, OVERRIDE_STANDING)
    client = client_for(ref=client_ref, by=by)
    reason = one_line(reason)
    if standing not in STANDINGS:
        raise StandingUnknown
    if not reason:
        raise StandingReasonMissing
    if len(reason) > STANDING_REASON_LENGTH:
        raise StandingReasonIsTooLong(length=len(reason), limit=STANDING_REASON_LENGTH)
    there = _override(client, rating_of(standing))
    if there is not None and saw is not None and saw != there.ref:
        raise StandingSetMeanwhile(name=client.name, standing=LABELS[there.standing], reason=there.reason)
    if there is not None:
        _lift(there, today, by, now)
    made = StandingOverride.objects.create(
        ref=new_ref("s"), client=client, standing=standing, reason=reason, set_on=today, set_by=by.name[:120]
    )
    facts: dict[str, object] = {"standing": standing}
    happening = Happening(client.pk, STANDING_OVERRIDDEN, today, made.ref, facts, {"reason": reason})
    record(happening=happening, by=by, now=now)
    return made


@transaction.atomic
@keyed(OVERRIDE_STANDING)
def lift_standing(
    *,
    client_ref: str,
    ref: str = "",
    rating: str = RELATIONSHIP,
    today: date,
    by: Actor,
    now: datetime,
    key: str = "",
) -> None:
    """Let the evidence hold again for one of the two ratings. `ref`, where given, is the very one meant.

    Refuses a client for whom nothing is set by hand (NoStandingSet), or by now another one (StandingSetMeanwhile).
    """
    require(by, OVERRIDE_STANDING)
    client = client_for(ref=client_ref, by=by)
    there = _override(client, rating)
    if there is None:
        raise NoStandingSet(name=client.name)
    if ref not in {"", there.ref}:
        raise StandingSetMeanwhile(name=client.name, standing=LABELS[there.standing], reason=there.reason)
    _lift(there, today, by, now)


def _override(client: Client, rating: str) -> StandingOverride | None:
    """The one that holds; whoever sets or lifts at the same time waits for the end of this transaction."""
    Client.objects.select_for_update().get(pk=client.pk)
    return StandingOverride.objects.filter(client=client, lifted_on__isnull=True, standing__in=RATINGS[rating]).first()


def _lift(there: StandingOverride, today: date, by: Actor, now: datetime) -> None:
    StandingOverride.objects.filter(pk=there.pk).update(lifted_on=today, lifted_by=by.name[:120])
    facts: dict[str, object] = {"standing": there.standing}
    happening = Happening(there.client_id, STANDING_LIFTED, today, there.ref, facts, {"reason": there.reason})
    record(happening=happening, by=by, now=now)


@transaction.atomic
def store_standings(*, found: Iterable[ScoredStanding], version: int, as_of: date, by: Actor, now: datetime) -> None:
    """Store one rating of every client by the evidence in the place of what it said before: set-based.

    All of `found` are of one rating. One that stays has its day, score and reason brought up to date; one that changes
    ends, another begins, and the change stands on the timeline.
    """
    require(by, UPDATE_FORECAST)
    rows = standings_now().values_list("client_id", "standing", "pk")
    stored = {(client, rating_of(standing)): (standing, key) for client, standing, key in rows}
    on = as_of.isoformat()
    confirmed: list[tuple[object, ...]] = []
    ended: list[tuple[object, ...]] = []
    began: list[tuple[object, ...]] = []
    happenings = []
    for one in found:
        was, key = stored.get((one.client, rating_of(one.standing)), ("", 0))
        if was == one.standing:
            confirmed.append((on, one.score, one.reason, version, key))
            continue
        if was:
            ended.append((on, key))
            facts: dict[str, object] = {"from": was, "to": one.standing, "reason": json.loads(one.reason)}
            happenings.append(Happening(one.client, STANDING_CHANGED, on, "", facts))
        began.append((one.client, one.standing, on, on, one.score, one.reason, version, None))
    bulk.update_rows(
        "UPDATE clients_standing SET as_of = %s, score = %s, reason = %s, version = %s WHERE id = %s", confirmed
    )
    bulk.update_rows("UPDATE clients_standing SET ended_on = %s WHERE id = %s", ended)
    bulk.insert_rows("clients_standing", _COLUMNS, began)
    record_many(happenings=happenings, by=by, now=now)
