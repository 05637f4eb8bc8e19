"""Plan when to speak to a client next; move it, say what came of it, or drop it. One is open at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Client, NextContact
from mainstay.clients.phrases import contact_problem_sentence, planned
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.acts import PLAN_CONTACT
from mainstay.clients.rules.contacting import OUTCOME_LENGTH, ContactPlan
from mainstay.clients.rules.happenings import (
    NEXT_CONTACT_DONE,
    NEXT_CONTACT_DROPPED,
    NEXT_CONTACT_MOVED,
    NEXT_CONTACT_SET,
)
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import clean_lines, one_line
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class PlanRefused(Refusal):
    """The plan has problems; the sentence lists them, `fields` has one for each field."""

    code = "plan_refused"
    sentence = "%(problems)s"


class NextContactIsSet(Refusal):
    """The client has a next contact already."""

    code = "next_contact_is_set"
    sentence = _("A next contact with %(name)s is set already (%(planned)s): move that one, or end it first.")


class NoNextContact(Refusal):
    """Nothing is planned, or it was done or dropped meanwhile."""

    code = "no_next_contact"
    sentence = _("No next contact with %(name)s is open: it was done or cancelled meanwhile, or never set.")


class NextContactMoved(Refusal):
    """Somebody else moved it since it was shown; `now` is what is planned."""

    code = "next_contact_moved"
    sentence = _("Someone else has moved it; it is now: %(planned)s. Check it, then save again.")


class OutcomeMissing(Refusal):
    """Nothing is said about what came of it, or why it is dropped."""

    code = "outcome_missing"
    sentence = _("Say in a few words what came of it, or why it was cancelled.")


class OutcomeIsTooLong(Refusal):
    """More than is kept."""

    code = "outcome_is_too_long"
    sentence = _("The text has %(length)s characters, %(limit)s are kept: shorten it.")


@transaction.atomic
@keyed(PLAN_CONTACT)
def set_next_contact(
    *, client_ref: str, plan: ContactPlan, today: date, by: Actor, now: datetime, key: str = ""
) -> NextContact:
    """Plan the next contact with a client. `today` is the firm's day.

    Refuses a plan with problems (a day that has passed, no subject), and a second one while one is open.
    """
    require(by, PLAN_CONTACT)
    client = client_for(ref=client_ref, by=by)
    plan = _checked(plan, today)
    # Two people planning at once: one after the other.
    Client.objects.select_for_update().get(pk=client.pk)
    there = NextContact.objects.filter(client=client, ended_on__isnull=True).first()
    if there is not None:
        raise NextContactIsSet(name=client.name, planned=planned(there.due_on, there.way, there.about))
    made = NextContact.objects.create(
        ref=new_ref("n"),
        client=client,
        due_on=plan.on,
        way=plan.way,
        about=plan.about,
        set_on=today,
        set_by=by.name[:120],
    )
    happening = Happening(client.pk, NEXT_CONTACT_SET, today, made.ref, _facts(plan), {"about": plan.about})
    record(happening=happening, by=by, now=now)
    return made


@transaction.atomic
@keyed(PLAN_CONTACT)
def move_next_contact(
    *,
    client_ref: str,
    plan: ContactPlan,
    saw: ContactPlan | None = None,
    today: date,
    by: Actor,
    now: datetime,
    key: str = "",
) -> None:
    """Move the open next contact to another day, way or subject; nothing is written when nothing differs.

    `saw` is what the person had before them; another plan there by now is refused with NextContactMoved. Refuses what
    set_next_contact refuses, and a client without an open one.
    """
    require(by, PLAN_CONTACT)
    there = _open(client_ref, by)
    stored = ContactPlan(there.due_on, there.way, there.about)
    plan = _tidied(plan)
    if plan == stored:
        return
    plan = _checked(plan, today)
    if saw is not None and saw != stored:
        raise NextContactMoved(planned=planned(stored.on, stored.way, stored.about), now=stored)
    NextContact.objects.filter(pk=there.pk).update(due_on=plan.on, way=plan.way, about=plan.about)
    facts = {**_facts(plan), "was_on": str(stored.on), "was_way": stored.way}
    words: dict[str, object] = {"about": plan.about, "was_about": stored.about}
    record(happening=Happening(there.client_id, NEXT_CONTACT_MOVED, today, there.ref, facts, words), by=by, now=now)


@transaction.atomic
@keyed(PLAN_CONTACT)
def finish_next_contact(
    *, client_ref: str, outcome: str, ref: str = "", today: date, by: Actor, now: datetime, key: str = ""
) -> NextContact:
    """Say that the planned contact took place, and what came of it. `ref`, where given, is the very plan meant.

    Refuses a client without an open one, and an outcome that is empty or too long.
    """
    require(by, PLAN_CONTACT)
    return _end(client_ref, ref, outcome, today, is_dropped=False, by=by, now=now)


@transaction.atomic
@keyed(PLAN_CONTACT)
def drop_next_contact(
    *, client_ref: str, reason: str, ref: str = "", today: date, by: Actor, now: datetime, key: str = ""
) -> NextContact:
    """Drop the planned contact, with the reason. `ref`, where given, is the very plan meant.

    Refuses a client without an open one, and a reason that is empty or too long.
    """
    require(by, PLAN_CONTACT)
    return _end(client_ref, ref, reason, today, is_dropped=True, by=by, now=now)


def _end(
    client_ref: str, ref: str, said: str, today: date, *, is_dropped: bool, by: Actor, now: datetime
) -> NextContact:
    there = _open(client_ref, by, ref)
    outcome = clean_lines(said)
    if not outcome:
        raise OutcomeMissing
    if len(outcome) > OUTCOME_LENGTH:
        raise OutcomeIsTooLong(length=len(outcome), limit=OUTCOME_LENGTH)
    NextContact.objects.filter(pk=there.pk).update(ended_on=today, is_dropped=is_dropped, outcome=outcome)
    kind = NEXT_CONTACT_DROPPED if is_dropped else NEXT_CONTACT_DONE
    facts: dict[str, object] = {"on": str(there.due_on), "way": there.way}
    words: dict[str, object] = {"about": there.about, "outcome": outcome}
    record(happening=Happening(there.client_id, kind, today, there.ref, facts, words), by=by, now=now)
    return there


def _open(client_ref: str, by: Actor, ref: str = "") -> NextContact:
    """The open plan, held until the transaction ends: of two people who end it one does."""
    client = client_for(ref=client_ref, by=by)
    rows = NextContact.objects.select_for_update().filter(client=client, ended_on__isnull=True)
    there = (rows.filter(ref=ref) if ref else rows).first()
    if there is None:
        raise NoNextContact(name=client.name)
    return there


def _tidied(plan: ContactPlan) -> ContactPlan:
    return ContactPlan(plan.on, plan.way, one_line(plan.about))


def _checked(plan: ContactPlan, today: date) -> ContactPlan:
    plan = _tidied(plan)
    problems = plan.problems(today)
    if problems:
        sentences = {problem.field: contact_problem_sentence(problem) for problem in problems}
        raise PlanRefused(problems=" ".join(sentences.values()), fields=sentences)
    return plan


def _facts(plan: ContactPlan) -> dict[str, object]:
    return {"on": str(plan.on), "way": plan.way}
