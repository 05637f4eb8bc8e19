"""The tasks of a list, of a client and of Today, each with who is to do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.naming import maybe_client
from mainstay.clients.queries.visible import NothingToSee, sees_all
from mainstay.firm.queries.people import PERSON_NAME
from mainstay.kernel.refusal import NotFound
from mainstay.store.sql import as_day, rows
from mainstay.tasks.models import Task
from mainstay.tasks.queries.fragments import done_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.kernel.actor import Actor

_COLUMNS: Final = f"""
    t.ref, t.what, t.note, t.who, COALESCE({PERSON_NAME.format(email="t.who")}, t.who) AS who_name, t.due_on, t.repeat,
    COALESCE(c.ref, '') AS client_ref, COALESCE(c.name, '') AS client_name, t.done_on, t.done_due_on, t.done_by,
    t.ended_on
"""
_OPEN: Final = f"""
    SELECT {_COLUMNS} FROM tasks_task t {maybe_client("t")}
    WHERE t.added_on <= %(today)s AND (t.ended_on IS NULL OR t.ended_on > %(today)s) {{which}}
    ORDER BY t.due_on, t.id LIMIT %(most)s
"""
"""The open tasks; `{which}` is a condition with AND before it, or nothing."""
_DONE: Final = f"""
    SELECT {_COLUMNS} FROM tasks_task t {maybe_client("t")}
    WHERE t.done_on IS NOT NULL AND NOT t.is_dropped AND t.done_on <= %(today)s {{which}}
    ORDER BY t.done_on DESC, t.id DESC LIMIT %(most)s
"""
"""The tasks done last; `{which}` is a condition with AND before it, or nothing."""
LISTED: Final = 200
"""So many open tasks are listed."""
_DONE_LISTED: Final = 15


class TaskNotFound(NotFound):
    """No task has this reference."""

    code = "task_not_found"
    sentence = _("There is no task %(wanted)s: look at `mainstay tasks`.")


class _Row(NamedTuple):
    """A task as _COLUMNS reads it; days as the engine returns them."""

    ref: str
    what: str
    note: str
    who: str
    who_name: str
    due_on: object
    repeat: str
    client_ref: str
    client_name: str
    done_on: object
    done_due_on: object
    done_by: str
    ended_on: object


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as of a day: `days` to go until it is due, negative once it is overdue.

    `done_due_on` is the day for which it was last done, on `done_on` and by `done_by`; None where it never was.
    """

    ref: str
    what: str
    note: str
    who: str
    who_name: str
    due_on: date
    days: int
    repeat: str
    client_ref: str
    client_name: str
    done_on: date | None
    done_due_on: date | None
    done_by: str
    is_open: bool

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""
        return self.days < 0


@dataclass(frozen=True, slots=True)
class TasksPage:
    """The open tasks, those due first in front, and what was done lately."""

    today: date
    is_mine: bool
    open: tuple[TaskRow, ...]
    done: tuple[TaskRow, ...]


def tasks_page(*, today: date, by: Actor, people: Sequence[str] = ()) -> TasksPage:
    """The open tasks and those done last, of these people (addresses) or of all; NothingToSee for strangers."""
    if not sees_all(by):
        raise NothingToSee
    which, named = done_by(people)
    done = _read(_DONE.format(which=which), today, most=_DONE_LISTED, **named)
    return TasksPage(today, bool(people), _read(_OPEN.format(which=which), today, most=LISTED, **named), done)


def tasks_due(*, today: date, by: Actor) -> tuple[TaskRow, ...]:
    """The tasks that are overdue, those first, or due on this day; none for whoever may not see all clients."""
    if not sees_all(by):
        return ()
    return _read(_OPEN.format(which="AND t.due_on <= %(today)s"), today, most=LISTED)


def tasks_of_client(*, client_id: int, today: date, by: Actor) -> tuple[TaskRow, ...]:
    """The open tasks about one client; none for whoever may not see all clients."""
    if not sees_all(by):
        return ()
    return _read(_OPEN.format(which="AND t.client_id = %(client)s"), today, most=LISTED, client=client_id)


def task_for(*, ref: str, by: Actor) -> Task:
    """The task with this reference, for somebody who may see it; TaskNotFound otherwise."""
    task = Task.objects.select_related("client").filter(ref=ref).first() if sees_all(by) else None
    if task is None:
        raise TaskNotFound(wanted=ref)
    return task


def task_row(*, ref: str, today: date, by: Actor) -> TaskRow:
    """The same as a row of a list, open or not."""
    task = task_for(ref=ref, by=by)
    statement = f"SELECT {_COLUMNS} FROM tasks_task t {maybe_client('t')} WHERE t.id = %(task)s"
    return _read(statement, today, task=task.pk)[0]


def _read(statement: str, today: date, **asked: object) -> tuple[TaskRow, ...]:
    return tuple(_task(row, today) for row in rows(_Row, statement, {"today": today, **asked}))


def _task(row: _Row, today: date) -> TaskRow:
    due = as_day(row.due_on)
    done, done_due = (None if day is None else as_day(day) for day in (row.done_on, row.done_due_on))
    return TaskRow(
        row.ref, row.what, row.note, row.who, row.who_name, due, (due - today).days, row.repeat, row.client_ref,
        row.client_name, done, done_due, row.done_by, row.ended_on is None,
    )  # fmt: skip
