"""Answer what is proposed about a client: accept it, which writes the term, say not now and why, put it off, undo.

`store_proposals` keeps what a scoring of the book proposes; it changes nothing that is agreed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.actions.clients import change_client
from mainstay.clients.models import Proposal
from mainstay.clients.queries.fetching import client_for, draft_of
from mainstay.clients.queries.proposals import ProposalNotFound
from mainstay.clients.rules.acts import ANSWER_SUGGESTION, UPDATE_FORECAST
from mainstay.clients.rules.happenings import (
    PROPOSAL_ACCEPTED,
    PROPOSAL_DECLINED,
    PROPOSAL_POSTPONED,
    PROPOSAL_REOPENED,
)
from mainstay.clients.rules.proposing import (
    ACTS,
    ANSWER_LENGTH,
    DUE_DAYS,
    FIELDS,
    PUT_OFF_DAYS,
    VALUES,
    is_same_currency,
)
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.firm.queries.people import owner_name
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import one_line
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.timeline.actions.recording import Happening, record
from mainstay.timeline.queries.changes import latest_recorded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from mainstay.clients.rules.proposing import Proposed
    from mainstay.kernel.actor import Actor

_COLUMNS: Final = (
    "ref", "client_id", "kind", "days", "percent", "minor", "currency", "agreed", "reason", "version", "proposed_on",
    "state", "answered_on", "answered_by", "answer", "who", "due_on", "later",
)  # fmt: skip

_ACCEPTED_AT_MOST: Final = 50
"""So many accepted suggestions of a client are looked through for one."""


class ProposalIsAnswered(Refusal):
    """Somebody answered it before, or the evidence for it is gone; `state` says which."""

    code = "proposal_is_answered"
    sentence = _("This suggestion is no longer open: someone has answered it, or the reason for it has gone.")


class AgreedOtherwise(Refusal):
    """What was agreed with the client changed since it was proposed."""

    code = "agreed_otherwise"
    sentence = _(
        "The terms of %(name)s have changed since this was suggested, so nothing was saved. The next update looks "
        "at it again."
    )


class NothingToTakeBack(Refusal):
    """It waits for an answer, or the evidence withdrew it."""

    code = "nothing_to_take_back"
    sentence = _("Nobody has answered this suggestion, so there is nothing to undo.")


class TermChangedSince(Refusal):
    """What was accepted is no longer what holds."""

    code = "term_changed_since"
    sentence = _(
        "The terms of %(name)s have been changed again since, so nothing was undone: change them on the client’s page."
    )


class PutOffToNoDay(Refusal):
    """Put off to a day that has passed, or far off."""

    code = "put_off_to_no_day"
    sentence = _("Choose a day from tomorrow on, at most a year ahead.")


class AnswerMissing(Refusal):
    """Nothing is said about why not."""

    code = "answer_missing"
    sentence = _("Say in a few words why not now: the reason is saved in the activity.")


class AnswerIsTooLong(Refusal):
    """More than is kept."""

    code = "answer_is_too_long"
    sentence = _("The reason has %(length)s characters, %(limit)s are kept: shorten it.")


@transaction.atomic
@keyed(ANSWER_SUGGESTION)
def accept_proposal(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> Proposal:
    """Agree what is proposed: the term is written to the client as if changed by hand, and both are told.

    Something to do is done by it, and nothing of the client changes.
    Refuses one that is no longer open, and one whose ground was changed meanwhile. `today` is the firm's day.
    """
    require(by, ANSWER_SUGGESTION)
    # A scoring keeps and withdraws proposals, and an import writes terms: one after the other.
    bulk.import_lock()
    proposal = _open(ref)
    if proposal.kind in ACTS:
        _answer(proposal, "accepted", "", today=today, by=by, now=now)
        return proposal
    client = client_for(ref=proposal.client.ref, by=by)
    field, value = FIELDS[proposal.kind], getattr(proposal, VALUES[proposal.kind])
    if getattr(client, field) != proposal.agreed or not is_same_currency(proposal.currency, client.currency):
        raise AgreedOtherwise(name=client.name)
    changes: dict[str, Any] = {field: value}
    if proposal.kind == "credit_limit":
        changes["currency"] = proposal.currency
    change_client(client_ref=client.ref, draft=replace(draft_of(client), **changes), by=by, now=now)
    before = {"currency_before": client.currency} if "currency" in changes else {}
    _answer(proposal, "accepted", "", before, today=today, by=by, now=now)
    return proposal


@transaction.atomic
@keyed(ANSWER_SUGGESTION)
def reopen_proposal(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> Proposal:
    """Take back an answer: the client has again what was agreed before, by a change of its own, and it is open again.

    Where the same is proposed again meanwhile, this one is withdrawn instead. Invoices stay as they were written.
    Refuses one that nobody answered, and a term that was changed since. `today` is the firm's day.
    """
    require(by, ANSWER_SUGGESTION)
    bulk.import_lock()
    proposal = Proposal.objects.select_related("client").filter(ref=ref).first()
    if proposal is None:
        raise ProposalNotFound(wanted=ref)
    if proposal.state not in {"accepted", "declined"}:
        raise NothingToTakeBack
    if proposal.state == "accepted" and proposal.kind not in ACTS:
        client = client_for(ref=proposal.client.ref, by=by)
        field = FIELDS[proposal.kind]
        if getattr(client, field) != _value(proposal):
            raise TermChangedSince(name=client.name)
        changes: dict[str, Any] = {field: proposal.agreed, **_currency_before(proposal)}
        change_client(client_ref=client.ref, draft=replace(draft_of(client), **changes), by=by, now=now)
    is_there = Proposal.objects.filter(client_id=proposal.client_id, kind=proposal.kind, state="open").exists()
    becomes: dict[str, Any] = {"state": "open", "answered_on": None, "answered_by": "", "answer": ""}
    if is_there:
        becomes |= {"state": "withdrawn", "answered_on": today}
    Proposal.objects.filter(pk=proposal.pk, state=proposal.state).update(**becomes)
    happening = Happening(proposal.client_id, PROPOSAL_REOPENED, today, proposal.ref, _facts(proposal))
    record(happening=happening, by=by, now=now)
    proposal.refresh_from_db()
    return proposal


def _currency_before(proposal: Proposal) -> dict[str, str]:
    """The client's currency before a credit limit was accepted; nothing where it stays as it is."""
    accepted = latest_recorded(client_id=proposal.client_id, kind=PROPOSAL_ACCEPTED.name, most=_ACCEPTED_AT_MOST)
    limits = (one.facts for one in accepted if one.facts["proposal"] == "credit_limit")
    before = next(limits, {}).get("currency_before")
    return {"currency": ""} if proposal.kind == "credit_limit" and before == "" and proposal.agreed is None else {}


@transaction.atomic
@keyed(ANSWER_SUGGESTION)
def decline_proposal(*, ref: str, reason: str, today: date, by: Actor, now: datetime, key: str = "") -> Proposal:
    """Say not now, and why: nothing is agreed, and the proposal rests (insight.proposing.ProposalPolicy says how long).

    Refuses one that is no longer open, and a reason that is missing or too long. `today` is the firm's day.
    """
    require(by, ANSWER_SUGGESTION)
    answer = _reason(reason)
    bulk.import_lock()
    proposal = _open(ref)
    _answer(proposal, "declined", answer, today=today, by=by, now=now)
    return proposal


@transaction.atomic
@keyed(ANSWER_SUGGESTION)
def postpone_proposal(
    *, ref: str, until: date, reason: str, who: str = "", today: date, by: Actor, now: datetime, key: str = ""
) -> Proposal:
    """Put something off to a later day, and say why; with `who`, somebody else is to do it. It stays open.

    Refuses one that is no longer open, a day that has passed or is more than a year off, and a reason that is missing
    or too long. `today` is the firm's day.
    """
    require(by, ANSWER_SUGGESTION)
    answer = _reason(reason)
    if not today < until <= today + timedelta(days=PUT_OFF_DAYS):
        raise PutOffToNoDay(limit=PUT_OFF_DAYS)
    bulk.import_lock()
    proposal = _open(ref)
    person = one_line(who)[:120] or proposal.who
    Proposal.objects.filter(pk=proposal.pk, state="open").update(due_on=until, later=answer, who=person)
    facts = {**_facts(proposal), "until": until.isoformat()}
    happening = Happening(proposal.client_id, PROPOSAL_POSTPONED, today, proposal.ref, facts, {"answer": answer})
    record(happening=happening, by=by, now=now)
    proposal.refresh_from_db()
    return proposal


def _reason(reason: str) -> str:
    answer = one_line(reason)
    if not answer:
        raise AnswerMissing
    if len(answer) > ANSWER_LENGTH:
        raise AnswerIsTooLong(length=len(answer), limit=ANSWER_LENGTH)
    return answer


def _facts(proposal: Proposal) -> dict[str, object]:
    if proposal.kind in ACTS:
        return {"proposal": proposal.kind}
    facts: dict[str, object] = {"proposal": proposal.kind, "value": _value(proposal)}
    return facts | ({"currency": proposal.currency} if proposal.currency else {})


def _value(proposal: Proposal) -> int | None:
    """Its days, percent or minor units; None of something to do."""
    value: int | None = None if proposal.kind in ACTS else getattr(proposal, VALUES[proposal.kind])
    return value


def _open(ref: str) -> Proposal:
    proposal = Proposal.objects.select_related("client").filter(ref=ref).first()
    if proposal is None:
        raise ProposalNotFound(wanted=ref)
    if proposal.state != "open":
        raise ProposalIsAnswered(state=proposal.state)
    return proposal


def _answer(
    proposal: Proposal,
    state: str,
    answer: str,
    facts: Mapping[str, object] = MappingProxyType({}),
    *,
    today: date,
    by: Actor,
    now: datetime,
) -> None:
    """Store the answer, unless somebody answered since the proposal was read: whoever forgets the lock is noticed."""
    rows = Proposal.objects.filter(pk=proposal.pk, state="open")
    if not rows.update(state=state, answered_on=today, answered_by=by.name[:120], answer=answer):
        raise ProposalIsAnswered(state="")
    kind = PROPOSAL_ACCEPTED if state == "accepted" else PROPOSAL_DECLINED
    words: dict[str, object] = {"answer": answer} if answer else {}
    happening = Happening(proposal.client_id, kind, today, proposal.ref, {**_facts(proposal), **facts}, words)
    record(happening=happening, by=by, now=now)
    proposal.refresh_from_db()


@transaction.atomic
def store_proposals(*, found: Sequence[Proposed], version: int, as_of: date, by: Actor, now: datetime) -> None:
    """Store what a scoring proposes in the place of what was open: set-based, and no event.

    What stays has its reason brought up to date; what is no longer proposed, or now otherwise, is withdrawn. Nothing of
    a client is changed. Done again with the same, nothing is doubled.
    """
    require(by, UPDATE_FORECAST)
    del now
    bulk.import_lock()
    there = {(row.client_id, row.kind): row for row in Proposal.objects.filter(state="open")}
    confirmed, fresh = [], []
    for one in found:
        was = there.get((one.client, one.kind))
        if was is None or (_value(was), was.currency, was.agreed) != one[2:5]:
            fresh.append(one)
            continue
        del there[one.client, one.kind]
        if was.reason != one.reason or was.version != version:
            confirmed.append((json.dumps(one.reason, ensure_ascii=False), version, was.pk))
    bulk.update_rows("UPDATE clients_proposal SET reason = %s, version = %s WHERE id = %s", confirmed)
    bulk.update_rows(
        "UPDATE clients_proposal SET state = 'withdrawn', answered_on = %s WHERE id = %s",
        [(as_of.isoformat(), row.pk) for row in there.values()],
    )
    who = owner_name()
    bulk.insert_rows(
        "clients_proposal",
        _COLUMNS,
        [
            (
                ref, one.client, one.kind, *(one.value if one.kind == kind else None for kind in VALUES), one.currency,
                one.agreed, json.dumps(one.reason, ensure_ascii=False), version, as_of.isoformat(), "open", None, "",
                "", who, (as_of + timedelta(days=DUE_DAYS[one.kind])).isoformat(), "",
            )
            for ref, one in zip(new_refs("p", len(fresh)), fresh, strict=True)
        ],
    )  # fmt: skip
