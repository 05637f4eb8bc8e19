"""Add a task, change it, put it off, finish it and take that back, or cancel it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.fetching import client_called
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.firm.queries.people import colleague_called
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import one_line
from mainstay.store.refs import new_ref
from mainstay.tasks.models import Task
from mainstay.tasks.phrases import problem_sentence
from mainstay.tasks.queries.tasks import task_for
from mainstay.tasks.rules.acts import CHANGE_TASK
from mainstay.tasks.rules.drafts import REASON_LENGTH, TaskDraft, too_far_off
from mainstay.tasks.rules.happenings import (
    TASK_ADDED,
    TASK_CHANGED,
    TASK_DONE,
    TASK_DROPPED,
    TASK_POSTPONED,
    TASK_REOPENED,
)
from mainstay.tasks.rules.repeating import next_due
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.timeline.rules.kinds import Kind


class TaskRefused(Refusal):
    """The task has problems; the sentence lists them, `fields` has one for each field."""

    code = "task_refused"
    sentence = "%(problems)s"


class TaskIsFarOff(Refusal):
    """The day is more than ten years ahead."""

    code = "task_is_far_off"
    sentence = _("%(day)s is more than ten years ahead: correct the year.")


class TaskDelayedToNoDay(Refusal):
    """A task is put off to a day that is not after today."""

    code = "task_delayed_to_no_day"
    sentence = _("Choose a day after today.")


class TaskIsClosed(Refusal):
    """The task was done or cancelled meanwhile."""

    code = "task_is_closed"
    sentence = _("“%(what)s” was done or cancelled meanwhile.")


class NothingToReopen(Refusal):
    """The task was never done, or that was taken back already."""

    code = "nothing_to_reopen"
    sentence = _("“%(what)s” isn’t done: there is nothing to undo.")


class _Assigned(NamedTuple):
    """Whom and whom about the words of a draft mean."""

    client_id: int | None
    who: str
    name: str


@transaction.atomic
@keyed(CHANGE_TASK)
def add_task(*, draft: TaskDraft, today: date, by: Actor, now: datetime, key: str = "") -> Task:
    """Add a task. Refuses one with problems, an unknown client or person, and a day more than ten years ahead."""
    require(by, CHANGE_TASK)
    draft = _checked(draft, today)
    assigned = _assigned(draft, by)
    task = Task.objects.create(
        ref=new_ref("k"),
        client_id=assigned.client_id,
        what=draft.what,
        note=draft.note,
        who=assigned.who,
        due_on=draft.due_on,
        repeat=draft.repeat,
        first_on=draft.due_on,
        added_on=today,
        added_by=by.name[:120],
    )
    facts = {"on": str(task.due_on), "repeat": task.repeat}
    _record(task, TASK_ADDED, today, facts, {"what": task.what, "person": assigned.name}, by=by, now=now)
    return task


@transaction.atomic
@keyed(CHANGE_TASK)
def change_task(*, ref: str, draft: TaskDraft, today: date, by: Actor, now: datetime, key: str = "") -> Task:
    """Change an open task; nothing is written when nothing differs. Refuses what add_task refuses, and a closed one.

    Another day or another way to repeat counts its days anew from there.
    """
    require(by, CHANGE_TASK)
    task = _open(ref, by)
    draft = _checked(draft, today)
    assigned = _assigned(draft, by)
    was_on, was_what = task.due_on, task.what
    first_on = task.first_on if (draft.due_on, draft.repeat) == (task.due_on, task.repeat) else draft.due_on
    new: dict[str, object] = {
        "client_id": assigned.client_id,
        "what": draft.what,
        "note": draft.note,
        "who": assigned.who,
    }
    new |= {"due_on": draft.due_on, "repeat": draft.repeat, "first_on": first_on}
    if all(getattr(task, name) == value for name, value in new.items()):
        return task
    Task.objects.filter(pk=task.pk).update(**new)
    task.refresh_from_db()
    facts = {"on": str(task.due_on), "was_on": str(was_on), "repeat": task.repeat}
    words: dict[str, object] = {"what": task.what, "was_what": was_what, "person": assigned.name}
    _record(task, TASK_CHANGED, today, facts, words, by=by, now=now)
    return task


@transaction.atomic
@keyed(CHANGE_TASK)
def put_task_off(
    *, ref: str, until: date, reason: str = "", today: date, by: Actor, now: datetime, key: str = ""
) -> Task:
    """Move an open task to a later day, once: one that repeats goes on from its own days after that.

    Refuses a day that is not after today or more than ten years ahead, and a closed task.
    """
    require(by, CHANGE_TASK)
    task = _open(ref, by)
    if until <= today:
        raise TaskDelayedToNoDay
    if too_far_off(until, today):
        raise TaskIsFarOff(day=until)
    was_on = task.due_on
    Task.objects.filter(pk=task.pk).update(due_on=until)
    task.refresh_from_db()
    facts = {"on": str(until), "was_on": str(was_on)}
    words: dict[str, object] = {"what": task.what, "reason": one_line(reason)[:REASON_LENGTH]}
    _record(task, TASK_POSTPONED, today, facts, words, by=by, now=now)
    return task


@transaction.atomic
@keyed(CHANGE_TASK)
def finish_task(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> Task:
    """Say that a task is done: one that repeats is due again on its next day after today, any other is closed."""
    require(by, CHANGE_TASK)
    task = _open(ref, by)
    was_due = task.due_on
    new: dict[str, object] = {"done_on": today, "done_due_on": was_due, "done_by": by.name[:120]}
    if task.repeat:
        new["due_on"] = next_due(repeat=task.repeat, first_on=task.first_on, after=max(was_due, today))
    else:
        new["ended_on"] = today
    Task.objects.filter(pk=task.pk).update(**new)
    task.refresh_from_db()
    _record(task, TASK_DONE, today, {"on": str(was_due)}, {"what": task.what}, by=by, now=now)
    return task


@transaction.atomic
@keyed(CHANGE_TASK)
def reopen_task(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> Task:
    """Take back that a task was done: it is due again on the day for which it was done last.

    Refuses one that is not done, or was cancelled since.
    """
    require(by, CHANGE_TASK)
    task = _locked(ref, by)
    if task.done_due_on is None or task.is_dropped:
        raise NothingToReopen(what=task.what)
    back_to = task.done_due_on
    Task.objects.filter(pk=task.pk).update(due_on=back_to, done_on=None, done_due_on=None, done_by="", ended_on=None)
    task.refresh_from_db()
    _record(task, TASK_REOPENED, today, {"on": str(back_to)}, {"what": task.what}, by=by, now=now)
    return task


@transaction.atomic
@keyed(CHANGE_TASK)
def drop_task(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> Task:
    """Cancel an open task; it stays in the book. Refuses a closed one."""
    require(by, CHANGE_TASK)
    task = _open(ref, by)
    Task.objects.filter(pk=task.pk).update(ended_on=today, is_dropped=True)
    task.refresh_from_db()
    _record(task, TASK_DROPPED, today, {"on": str(task.due_on)}, {"what": task.what}, by=by, now=now)
    return task


def _checked(draft: TaskDraft, today: date) -> TaskDraft:
    draft = draft.tidied()
    problems = draft.problems()
    if problems:
        sentences = {problem.field: problem_sentence(problem) for problem in problems}
        raise TaskRefused(problems=" ".join(sentences.values()), fields=sentences)
    if too_far_off(draft.due_on, today):
        raise TaskIsFarOff(day=draft.due_on)
    return draft


def _assigned(draft: TaskDraft, by: Actor) -> _Assigned:
    client = client_called(wanted=draft.client, by=by) if draft.client else None
    person = colleague_called(draft.who) if draft.who else None
    return _Assigned(client.pk if client else None, person.email if person else "", person.name if person else "")


def _locked(ref: str, by: Actor) -> Task:
    """The task, held until the transaction ends: of two people who finish it one does."""
    return Task.objects.select_for_update().get(pk=task_for(ref=ref, by=by).pk)


def _open(ref: str, by: Actor) -> Task:
    task = _locked(ref, by)
    if task.ended_on is not None:
        raise TaskIsClosed(what=task.what)
    return task


def _record(
    task: Task,
    kind: Kind,
    today: date,
    facts: Mapping[str, object],
    words: dict[str, object],
    *,
    by: Actor,
    now: datetime,
) -> None:
    happening = Happening(task.client_id, kind, today, task.ref, {**facts}, words)
    record(happening=happening, by=by, now=now)
