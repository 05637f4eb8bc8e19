"""Hand the clients and tasks of a person over to another, until a day or for good."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.actions.responsible import hand_clients_over
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.firm.queries.people import colleague_called, name_of_colleague
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.store.refs import new_ref
from mainstay.tasks.models import StandIn, Task
from mainstay.tasks.rules.acts import HAND_OVER
from mainstay.tasks.rules.happenings import HANDED_OVER, TAKEN_BACK
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.tasks.rules.drafts import HandOverDraft

_LONGEST = timedelta(days=3_660)


class HandsOverToItself(Refusal):
    """Both are the same person."""

    code = "hands_over_to_itself"
    sentence = _("Choose somebody else to take over.")


class HandsOverToNoDay(Refusal):
    """The last day has passed, or is more than ten years ahead."""

    code = "hands_over_to_no_day"
    sentence = _("Choose today or a later day, at most ten years ahead.")


class IsHandedOver(Refusal):
    """Somebody does this person's work already."""

    code = "is_handed_over"
    sentence = _("Someone already stands in for %(name)s: end that first.")


class NoStandIn(NotFound):
    """No such hand-over is there, or it has ended."""

    code = "no_stand_in"
    sentence = _("There is no such hand-over, or it has ended.")


class HandedOver(NamedTuple):
    """What was handed over: the reference of one until a day, else how many clients and tasks moved for good."""

    ref: str
    clients: int
    tasks: int


@transaction.atomic
@keyed(HAND_OVER)
def hand_over(*, draft: HandOverDraft, today: date, by: Actor, now: datetime, key: str = "") -> HandedOver:
    """Hand over the work of a person. Until a day nothing is moved: the stand-in is shown it as their own.

    For good each client and open task gets the other person. Refuses people who are not of the firm, a person and
    themselves, a day that has passed, and a person whose work is handed over already.
    """
    require(by, HAND_OVER)
    person, stand_in = colleague_called(draft.person), colleague_called(draft.stand_in)
    if person.email == stand_in.email:
        raise HandsOverToItself
    words: dict[str, object] = {"person": person.name, "stand_in": stand_in.name}
    if draft.until is None:
        clients = hand_clients_over(person=person.email, to=stand_in.email, by=by, now=now)
        tasks = Task.objects.filter(who=person.email, ended_on=None).update(who=stand_in.email)
        facts: dict[str, object] = {"clients": clients, "tasks": tasks}
        record(happening=Happening(None, HANDED_OVER, today, "", facts, words), by=by, now=now)
        return HandedOver("", clients, tasks)
    if not today <= draft.until <= today + _LONGEST:
        raise HandsOverToNoDay
    StandIn.objects.filter(person=person.email, ended_on=None, until_on__lt=today).update(ended_on=today)
    if StandIn.objects.filter(person=person.email, ended_on=None).exists():
        raise IsHandedOver(name=person.name)
    made = StandIn.objects.create(
        ref=new_ref("y"),
        person=person.email,
        stand_in=stand_in.email,
        from_on=today,
        until_on=draft.until,
        set_by=by.name[:120],
    )
    record(happening=Happening(None, HANDED_OVER, today, made.ref, {"on": str(draft.until)}, words), by=by, now=now)
    return HandedOver(made.ref, 0, 0)


@transaction.atomic
@keyed(HAND_OVER)
def take_work_back(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> None:
    """End a hand-over before its day; refuses one that has ended."""
    require(by, HAND_OVER)
    there = StandIn.objects.filter(ref=ref, ended_on=None).first()
    if there is None:
        raise NoStandIn
    StandIn.objects.filter(pk=there.pk).update(ended_on=today)
    words: dict[str, object] = {
        "person": name_of_colleague(there.person), "stand_in": name_of_colleague(there.stand_in),
    }  # fmt: skip
    record(happening=Happening(None, TAKEN_BACK, today, ref, {}, words), by=by, now=now)
