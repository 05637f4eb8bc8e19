"""Set exchange rates, correct them, remove them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.rates.actions._sound import facts_of_rate, refuse_unsound
from mainstay.rates.models import ExchangeRate
from mainstay.rates.queries.rates import rate_for
from mainstay.rates.rules.acts import SET_RATES
from mainstay.rates.rules.drafts import RateDraft, billionths_of, rate_text
from mainstay.rates.rules.happenings import RATE_CORRECTED, RATE_REMOVED, RATE_SET
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor
    from mainstay.timeline.rules.kinds import Kind


class RateIsThere(Refusal):
    """On the day that a rate is to move to, another one stands."""

    code = "rate_is_there"
    sentence = _("There’s already a rate for this day: change that one, or choose another day.")


@transaction.atomic
@keyed(SET_RATES)
def set_rate(*, draft: RateDraft, by: Actor, now: datetime, key: str = "") -> ExchangeRate:
    """Set the rate between two currencies on a day; one that is there for that day is corrected.

    Refuses what is wrong with the draft, a day that has not come, and a pair without the firm's currency.
    """
    require(by, SET_RATES)
    refuse_unsound(draft, now)
    there = ExchangeRate.objects.filter(pair=draft.pair, valid_on=draft.on).first()
    if there is not None:
        return _correct(there, draft, by=by, now=now)
    rate = ExchangeRate.objects.create(
        ref=new_ref("x"),
        one=draft.one,
        other=draft.other,
        pair=draft.pair,
        valid_on=draft.on,
        billionths=billionths_of(draft.rate),
        set_at=now,
    )
    _tell(RATE_SET, rate, by=by, now=now)
    return rate


@transaction.atomic
@keyed(SET_RATES)
def change_rate(*, ref: str, draft: RateDraft, by: Actor, now: datetime, key: str = "") -> ExchangeRate:
    """Correct an exchange rate, its day or its currencies. Refuses as `set_rate` does, and a day that has one."""
    require(by, SET_RATES)
    rate = rate_for(ref=ref, by=by)
    refuse_unsound(draft, now)
    if ExchangeRate.objects.filter(pair=draft.pair, valid_on=draft.on).exclude(pk=rate.pk).exists():
        raise RateIsThere
    return _correct(rate, draft, by=by, now=now)


@transaction.atomic
@keyed(SET_RATES)
def remove_rate(*, ref: str, by: Actor, now: datetime, key: str = "") -> str:
    """Remove an exchange rate; returns its reference."""
    require(by, SET_RATES)
    rate = rate_for(ref=ref, by=by)
    ExchangeRate.objects.filter(pk=rate.pk).delete()
    _tell(RATE_REMOVED, rate, by=by, now=now)
    return rate.ref


def _correct(rate: ExchangeRate, draft: RateDraft, *, by: Actor, now: datetime) -> ExchangeRate:
    """Write what differs; nothing is told of a rate that says the same."""
    former = rate.billionths
    wanted = {
        "one": draft.one,
        "other": draft.other,
        "pair": draft.pair,
        "valid_on": draft.on,
        "billionths": billionths_of(draft.rate),
    }
    if any(getattr(rate, name) != value for name, value in wanted.items()):
        ExchangeRate.objects.filter(pk=rate.pk).update(**wanted, set_at=now)
        rate.refresh_from_db()
        _tell(RATE_CORRECTED, rate, by=by, now=now, former_rate=rate_text(former))
    return rate


def _tell(kind: Kind, rate: ExchangeRate, *, by: Actor, now: datetime, **more: object) -> None:
    facts: dict[str, object] = {**facts_of_rate(rate), **more}
    record(happening=Happening(None, kind, now.date(), rate.ref, facts), by=by, now=now)
