"""Tasks in a terminal: those of a client, and those that are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import console, day
from mainstay.cli.words import _
from mainstay.tasks.phrases import REPEATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.tasks.queries.panels import TasksDuePanel, TasksPanel
    from mainstay.tasks.queries.tasks import TaskRow


def print_tasks(panel: TasksPanel) -> None:
    """The open tasks about a client."""
    if panel.tasks:
        print_task_rows(_("Tasks"), panel.tasks)


def print_tasks_due(panel: TasksDuePanel) -> None:
    """The tasks that are due; `mainstay tasks` tells the reference of each."""
    print_task_rows(_("Tasks due"), panel.tasks, with_refs=False)


def print_task_rows(title: str, tasks: Iterable[TaskRow], *, with_refs: bool = True) -> None:
    """Tasks below a heading, one a line."""
    out = console()
    out.print()
    out.print(title, style="bold")
    for task in tasks:
        out.print("· " + _task_line(task, task.ref if with_refs else ""))


def _task_line(task: TaskRow, ref: str) -> str:
    """A task in one line: "k-1 · 3 Mar 2026 · Send the VAT return · Ada"."""
    repeat = str(REPEATS[task.repeat]) if task.repeat else ""
    parts = (ref, day(task.due_on), task.what, task.client_name, task.who_name, repeat)
    return " · ".join(part for part in parts if part)
