"""Bring back what people decided of clients, as an export of ours holds it: ratings set by hand, and suggestions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q

from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.clients.models import STANDINGS, Proposal, StandingOverride
from mainstay.clients.rules.acts import ANSWER_SUGGESTION, OVERRIDE_STANDING
from mainstay.clients.rules.drafts import STANDING_REASON_LENGTH
from mainstay.clients.rules.proposing import ACTS, ANSWER_LENGTH, VALUES
from mainstay.clients.rules.ratings import RENAMED, rating_of
from mainstay.firm.permissions import require
from mainstay.intake.own_sheets import sheet_reject
from mainstay.intake.records import Bad, Reject
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.money import Money
from mainstay.kernel.problem import Problem
from mainstay.store import bulk
from mainstay.store.refs import new_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from mainstay.intake.mapping import Layout
    from mainstay.intake.own_sheets import SheetRow
    from mainstay.kernel.actor import Actor

_NAME: Final = 120
_STATES: Final = ("open", "accepted", "declined", "withdrawn")
_SUGGESTED: Final = {"terms": "proposed_terms", "deposit": "proposed_deposit", "credit_limit": "proposed_limit"}
_BEFORE: Final = {"terms": "terms_before", "deposit": "deposit_before", "credit_limit": "limit_before"}
"""Kind -> the column of what is suggested, and of what was agreed before it."""
_ANSWERED: Final = ("state", "answered_on", "answered_by", "answer", "who", "due_on", "later")
"""What may become otherwise of a suggestion."""
_MOST_PERCENT: Final = 100


@dataclass(slots=True)
class DecisionsOutcome:
    """What came of a batch: `decisions` came in or were brought up to date."""

    decisions: int = 0
    unchanged: int = 0
    rejects: list[Reject] = field(default_factory=list)


@transaction.atomic
def take_standings(
    *, rows: Sequence[SheetRow], layout: Layout, today: date, by: Actor, now: datetime
) -> DecisionsOutcome:
    """Take ratings set by hand, those lifted since among them; one that is in the book already is left alone.

    A rating that holds is rejected where the book holds another one: a person decides which.
    """
    require(by, OVERRIDE_STANDING)
    outcome = DecisionsOutcome()
    for row, client in _with_clients(rows, layout, outcome, by, now):
        try:
            is_new = _take_standing(row, client, today)
        except Bad as bad:
            outcome.rejects.append(sheet_reject(layout, row, bad.problem))
            continue
        outcome.decisions += is_new
        outcome.unchanged += not is_new
    return outcome


@transaction.atomic
def take_proposals(
    *, rows: Sequence[SheetRow], layout: Layout, today: date, by: Actor, now: datetime
) -> DecisionsOutcome:
    """Take suggestions with their answers, who should do what by when, and why it was put off.

    One that is open takes the place of the same one that an update has made here since; where the update suggests
    otherwise, it is withdrawn, as the update would have done. What was answered in the book stays answered.
    """
    require(by, ANSWER_SUGGESTION)
    outcome = DecisionsOutcome()
    for row, client in _with_clients(rows, layout, outcome, by, now):
        try:
            is_new = _take_proposal(_proposal(row, today), client, today)
        except Bad as bad:
            outcome.rejects.append(sheet_reject(layout, row, bad.problem))
            continue
        outcome.decisions += is_new
        outcome.unchanged += not is_new
    return outcome


def _with_clients(
    rows: Sequence[SheetRow], layout: Layout, outcome: DecisionsOutcome, by: Actor, now: datetime
) -> Iterator[tuple[SheetRow, int]]:
    """Each row with the id of its client; rows of clients that the book does not know are rejected."""
    if not rows:
        return
    bulk.import_lock()
    names = [Named(row["external_id"], row["name"]) for row in rows]
    named: dict[Named, dict[str, object]] = {one: {} for one in names}
    found = match_clients(named=named, by=by, now=now, add_unknown=False)
    for row, one in zip(rows, names, strict=True):
        client = found.ids.get(one)
        if client is None:
            count = found.ambiguous.get(one, 0)
            problem = Problem("name", "client_ambiguous" if count else "client_unknown", one.name, {"count": count})
            outcome.rejects.append(sheet_reject(layout, row, problem))
            continue
        yield row, client


def _past(row: SheetRow, name: str, today: date) -> date | None:
    day = row.day(name)
    if day is not None and day > today:
        raise Bad(Problem(name, "day_ahead", str(day)))
    return day


def _word(row: SheetRow, name: str, words: Sequence[str]) -> str:
    word = RENAMED.get(row[name], row[name])
    if word not in words:
        raise Bad(Problem(name, "not_a_word_of_an_export", row[name]))
    return word


def _take_standing(row: SheetRow, client: int, today: date) -> bool:
    """Say whether the row brought anything."""
    standing, reason = _word(row, "standing", STANDINGS), row["standing_reason"][:STANDING_REASON_LENGTH]
    set_on, lifted_on = row.needed_day("set_on"), _past(row, "lifted_on", today)
    _past(row, "set_on", today)
    if not reason:
        raise Bad(Problem("standing_reason", "reason_missing"))
    if lifted_on is not None and lifted_on < set_on:
        raise Bad(Problem("lifted_on", "lifted_before_it_was_set", str(lifted_on), {"set_on": str(set_on)}))
    lifted = {"lifted_on": lifted_on, "lifted_by": row["lifted_by"][:_NAME]}
    there = list(StandingOverride.objects.filter(client=client))
    same = next((one for one in there if (one.standing, one.reason, one.set_on) == (standing, reason, set_on)), None)
    if same is not None:
        if same.lifted_on is not None or lifted_on is None:
            return False
        StandingOverride.objects.filter(pk=same.pk).update(**lifted)
        return True
    rating = rating_of(standing)
    current = [one for one in there if one.lifted_on is None and rating_of(one.standing) == rating]
    if current and lifted_on is None:
        raise Bad(Problem("standing", "rated_otherwise", row["name"], {"ours": current[0].standing}))
    set_by = row["set_by"][:_NAME]
    StandingOverride.objects.create(
        ref=new_ref("s"), client_id=client, standing=standing, reason=reason, set_on=set_on, set_by=set_by, **lifted
    )
    return True


def _proposal(row: SheetRow, today: date) -> dict[str, Any]:
    """The fields of a suggestion; Bad where it is none that an update could have made or a person answered."""
    kind, state = _word(row, "kind", (*VALUES, *ACTS)), _word(row, "state", _STATES)
    currency = row["currency"] if kind == "credit_limit" else ""
    found: dict[str, Any] = {
        "kind": kind, "days": None, "percent": None, "minor": None, "currency": currency, "agreed": None,
        "reason": _facts(row), "version": row.whole("version") or 1, "proposed_on": row.needed_day("proposed_on"),
        "state": state, "answered_on": _past(row, "answered_on", today), "answered_by": row["answered_by"][:_NAME],
        "answer": row["answer"][:ANSWER_LENGTH], "who": row["who"][:_NAME], "due_on": row.day("due_on"),
        "later": row["later"][:ANSWER_LENGTH],
    }  # fmt: skip
    if kind in VALUES:
        value = _value(row, _SUGGESTED[kind], currency, kind)
        if value is None or value < 0 or (kind == "deposit" and not 1 <= value <= _MOST_PERCENT):
            raise Bad(Problem(_SUGGESTED[kind], "not_a_number", row[_SUGGESTED[kind]]))
        found |= {VALUES[kind]: value, "agreed": _value(row, _BEFORE[kind], currency, kind)}
    if (state == "open") == (found["answered_on"] is not None):
        raise Bad(Problem("answered_on", "answer_differs", row["answered_on"], {"state": state}))
    if state == "declined" and not found["answer"]:
        raise Bad(Problem("answer", "reason_missing"))
    return found


def _value(row: SheetRow, name: str, currency: str, kind: str) -> int | None:
    """Days, percent, or an amount in minor units of the row's currency."""
    if kind != "credit_limit":
        return row.whole(name)
    if currency not in EXPONENTS:
        raise Bad(Problem("currency", "unknown_currency", currency))
    try:
        return Money.parse(row[name], currency).minor if row[name] else None
    except (ValueError, ArithmeticError):
        raise Bad(Problem(name, "not_a_number", row[name])) from None


def _facts(row: SheetRow) -> dict[str, Any]:
    try:
        found = json.loads(row["facts"])
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Bad(Problem("facts", "not_a_word_of_an_export", row["facts"][:80]))
    return found


def _take_proposal(found: dict[str, Any], client: int, today: date) -> bool:
    """Say whether the suggestion brought anything."""
    value = {name: found[name] for name in ("kind", *VALUES.values(), "currency")}
    there = list(Proposal.objects.filter(client=client, **value).order_by("id"))
    same = next((one for one in there if one.proposed_on == found["proposed_on"]), None)
    if same is not None and same.state != "open":
        return False
    if same is None and found["state"] == "open":
        same = next((one for one in there if one.state == "open"), None)
    if same is not None:
        # What was put off here stays so; an answer ends it.
        if found["state"] == "open" and (same.later or all(getattr(same, name) == found[name] for name in _ANSWERED)):
            return False
        Proposal.objects.filter(pk=same.pk).update(**{name: found[name] for name in _ANSWERED})
        return True
    is_open_here = Q(client=client, kind=found["kind"], state="open")
    if found["state"] == "open" and Proposal.objects.filter(is_open_here).exists():
        found |= {"state": "withdrawn", "answered_on": today}
        if Proposal.objects.filter(client=client, **{**value, "proposed_on": found["proposed_on"]}).exists():
            return False
    Proposal.objects.create(ref=new_ref("p"), client_id=client, **found)
    return True
