"""Bring exported tasks back into a book."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.fetching import client_called, clients_called
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.firm.queries.people import colleagues
from mainstay.kernel.refusal import Refusal
from mainstay.store.refs import is_ref, new_ref
from mainstay.tasks.formats import read_tasks
from mainstay.tasks.models import Task
from mainstay.tasks.phrases import problem_sentence
from mainstay.tasks.rules.acts import CHANGE_TASK
from mainstay.tasks.rules.happenings import TASK_ADDED
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.tasks.formats import TaskRecord


class NoTasksInFile(Refusal):
    """The file lacks columns without which there are no tasks."""

    code = "no_tasks_in_file"
    sentence = _("The file has no column %(columns)s: choose the sheet “Tasks” of an export, as CSV.")


class TaskRowRefused(Refusal):
    """A row of the file cannot come in; none of it did."""

    code = "task_row_refused"
    sentence = _("Line %(line)s: %(sentence)s Nothing was imported.")


class TasksImported(NamedTuple):
    """How many tasks came in, were there already, and lost a person that is not of this firm."""

    added: int
    known: int
    unassigned: int


@transaction.atomic
@keyed(CHANGE_TASK)
def import_tasks(*, text: str, today: date, by: Actor, now: datetime, key: str = "") -> TasksImported:
    """Bring the tasks of an exported sheet in, all of it or nothing; one whose reference is there stays as it is.

    Refuses a file of another kind, a row that cannot be read, and an unknown client. Someone who is not of this firm
    is left out: the task then waits for nobody in particular.
    """
    require(by, CHANGE_TASK)
    file = read_tasks(StringIO(text, newline=""))
    if file.missing:
        raise NoTasksInFile(columns=", ".join(f"“{name}”" for name in file.missing))
    if file.problems:
        line, problem = file.problems[0]
        raise TaskRowRefused(line=line, sentence=problem_sentence(problem))
    there = set(Task.objects.values_list("ref", flat=True))
    people = {one.email for one in colleagues()}
    new = [record for record in file.records if record.ref not in there]
    clients = _clients_of(new, by)
    made = Task.objects.bulk_create([_task(record, today, people, clients, by=by) for record in new])
    record_many(happenings=[_happening(task) for task in made], by=by, now=now)
    lost = sum(bool(record.draft.who) and record.draft.who not in people for record in new)
    return TasksImported(len(made), len(file.records) - len(new), lost)


def _clients_of(records: Sequence[TaskRecord], by: Actor) -> dict[str, int]:
    """The client of each record, by what the file calls it."""
    found = clients_called(wanted={record.draft.client for record in records}, by=by)
    for record in records:
        wanted = record.draft.client
        if wanted and wanted not in found:
            try:
                found[wanted] = client_called(wanted=wanted, by=by).pk
            except Refusal as refusal:
                raise TaskRowRefused(line=record.line, sentence=str(refusal)) from refusal
    return found


def _task(record: TaskRecord, today: date, people: set[str], clients: Mapping[str, int], *, by: Actor) -> Task:
    draft = record.draft
    return Task(
        ref=record.ref if is_ref(record.ref) else new_ref("k"),
        client_id=clients.get(draft.client),
        what=draft.what,
        note=draft.note,
        who=draft.who if draft.who in people else "",
        due_on=draft.due_on,
        repeat=draft.repeat,
        first_on=record.first_on or draft.due_on,
        added_on=record.added_on or today,
        added_by=(record.added_by or by.name)[:120],
        done_on=record.done_on if record.done_due_on else None,
        done_due_on=record.done_due_on if record.done_on else None,
        done_by=record.done_by[:120],
        ended_on=record.ended_on,
        is_dropped=record.is_dropped and record.ended_on is not None,
    )


def _happening(task: Task) -> Happening:
    facts: dict[str, object] = {"on": str(task.due_on), "repeat": task.repeat}
    return Happening(
        task.client_id, TASK_ADDED, task.added_on, task.ref, facts, {"what": task.what, "person": task.who}
    )
