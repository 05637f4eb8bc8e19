"""Tasks as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainstay.tasks.queries.panels import TasksDuePanel, TasksPanel
    from mainstay.tasks.queries.tasks import TaskRow, TasksPage


def task_document(task: TaskRow) -> dict[str, object]:
    """A task: what, who, by when, and when it was done last."""
    return {
        "ref": task.ref,
        "what": task.what,
        "due_on": str(task.due_on),
        "days": task.days,
        "repeat": task.repeat or None,
        "who": task.who or None,
        "who_name": task.who_name or None,
        "client": {"ref": task.client_ref, "name": task.client_name} if task.client_ref else None,
        "note": task.note,
        "is_open": task.is_open,
        "done_on": str(task.done_on) if task.done_on else None,
        "done_by": task.done_by or None,
    }


def tasks_page_document(page: TasksPage) -> dict[str, object]:
    """The open tasks, and what was done lately."""
    return {
        "today": str(page.today),
        "open": [task_document(task) for task in page.open],
        "done": [task_document(task) for task in page.done],
    }


def tasks_document(panel: TasksPanel) -> dict[str, object]:
    """The open tasks about a client."""
    return {"tasks": [task_document(task) for task in panel.tasks]}


def tasks_due_document(panel: TasksDuePanel) -> dict[str, object]:
    """The tasks that are due."""
    return {"tasks": [task_document(task) for task in panel.tasks]}
