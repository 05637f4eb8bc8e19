"""Log a call, put one off, or withdraw what was logged by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.care.models import Call
from mainstay.care.phrases import problem_sentence
from mainstay.care.queries.calls import call_for
from mainstay.care.rules.acts import LOG_CALL
from mainstay.care.rules.calls import (
    CALL_PUT_OFF,
    CALL_WITHDRAWN,
    PUT_OFF,
    event_of_call,
    left_until,
)
from mainstay.care.rules.drafts import NOTE_LENGTH, CallDraft
from mainstay.clients.queries.fetching import client_for
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import amount_text
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import one_line
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class CallRefused(Refusal):
    """The call has problems; the sentence lists them, `fields` has one for each field."""

    code = "call_refused"
    sentence = "%(problems)s"


class CallPutOffToNoDay(Refusal):
    """A call is put off to a day that is not after today."""

    code = "call_put_off_to_no_day"
    sentence = _("Choose a day after today.")


@transaction.atomic
@keyed(LOG_CALL)
def log_call(*, client_ref: str, draft: CallDraft, today: date, by: Actor, now: datetime, key: str = "") -> Call:
    """Log what came of a call to a client. Refuses an unknown client, and what is wrong with the draft."""
    require(by, LOG_CALL)
    client = client_for(ref=client_ref, by=by)
    draft = draft.tidied()
    problems = draft.problems(today)
    if problems:
        sentences = {problem.field: problem_sentence(problem) for problem in problems}
        raise CallRefused(problems=" ".join(sentences.values()), fields=sentences)
    amount = draft.amount
    call = Call.objects.create(
        ref=new_ref("h"),
        client=client,
        happened_on=today,
        outcome=draft.outcome,
        note=draft.note,
        until_on=left_until(draft, today),
        promised_on=draft.promised_on,
        promised_minor=None if amount is None else amount.minor,
        currency="" if amount is None else amount.currency,
        logged_by=by.name[:120],
        logged_at=now,
    )
    on = draft.promised_on or draft.call_back_on
    promised = "" if amount is None else amount_text(amount.minor, amount.currency)
    kind, facts = event_of_call(draft.outcome, on, promised)
    record(happening=Happening(client.pk, kind, today, call.ref, facts, {"note": draft.note}), by=by, now=now)
    return call


@transaction.atomic
@keyed(LOG_CALL)
def put_call_off(
    *, client_ref: str, until: date, reason: str = "", today: date, by: Actor, now: datetime, key: str = ""
) -> Call:
    """Put a call off: until that day the client does not stand in Today. Refuses a day that is not after today."""
    require(by, LOG_CALL)
    client = client_for(ref=client_ref, by=by)
    if until <= today:
        raise CallPutOffToNoDay
    note = one_line(reason)[:NOTE_LENGTH]
    call = Call.objects.create(
        ref=new_ref("h"),
        client=client,
        happened_on=today,
        outcome=PUT_OFF,
        note=note,
        until_on=until,
        logged_by=by.name[:120],
        logged_at=now,
    )
    record(
        happening=Happening(client.pk, CALL_PUT_OFF, today, call.ref, {"on": str(until)}, {"note": note}),
        by=by,
        now=now,
    )
    return call


@transaction.atomic
@keyed(LOG_CALL)
def withdraw_call(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> Call:
    """Withdraw a call that was logged, or put off, by mistake; its row stays. Refuses one that is withdrawn."""
    require(by, LOG_CALL)
    call = call_for(ref=ref, by=by)
    Call.objects.filter(pk=call.pk).update(withdrawn_on=today)
    facts: dict[str, object] = {"outcome": call.outcome, "on": str(call.happened_on)}
    record(happening=Happening(call.client_id, CALL_WITHDRAWN, today, call.ref, facts), by=by, now=now)
    return call
