"""What tasks adds to the tables of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, NOW, OWNER, START, a_client, day

from mainstay.tasks.actions import tasks as acts
from mainstay.tasks.models import Task
from mainstay.tasks.queries import tasks
from mainstay.tasks.rules.drafts import TaskDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

TODAY: Final = day(200)
_EVERYBODY: Final = {"owner", "colleague", "bookkeeper", "reader"}
_WORKERS: Final = {"owner", "colleague", "bookkeeper"}
_MAY_ACT: Final = _WORKERS | {"terminal", "demo"}

FILE: Final = "Mainstay ref,Task,Due on\nk-1,Send it,2024-03-01\n"


def added(**more: Any) -> dict[str, Any]:
    """A task in the book, as the actions name it."""
    draft = TaskDraft("Send the VAT return", START, **more)
    return {"ref": acts.add_task(draft=draft, today=START, **ACT).ref, "today": START}


def finished() -> dict[str, Any]:
    """One that is done."""
    said = added()
    acts.finish_task(**said, **ACT)
    return said


def _recorded(small: Any) -> None:
    draft = TaskDraft("Ask for the contract", TODAY, client=small.client)
    task = acts.add_task(draft=draft, today=day(190), by=OWNER, now=NOW)
    assert task.client_id


def _task(ask: Callable[..., object]) -> Callable[[Any, Actor], object]:
    return lambda _b, by: ask(ref=Task.objects.get().ref, by=by)


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "tasks.tasks.tasks_page": lambda _b, by: tasks.tasks_page(today=TODAY, by=by).open,
    "tasks.tasks.tasks_due": lambda _b, by: tasks.tasks_due(today=TODAY, by=by),
    "tasks.tasks.tasks_of_client": lambda _b, by: tasks.tasks_of_client(client_id=a_client().pk, today=TODAY, by=by),
    "tasks.tasks.task_for": _task(tasks.task_for),
    "tasks.tasks.task_row": lambda _b, by: tasks.task_row(ref=Task.objects.get().ref, today=TODAY, by=by),
}
"""Query -> how it is asked of a small book, by somebody."""
RECORDED: Final = {"tasks": _recorded}
"""What of tasks is there in the small book."""
MAY: Final[dict[str, set[str]]] = dict.fromkeys(
    (
        "tasks.tasks.add_task", "tasks.tasks.change_task", "tasks.tasks.put_task_off", "tasks.tasks.finish_task",
        "tasks.tasks.reopen_task", "tasks.tasks.drop_task", "tasks.importing.import_tasks",
    ),
    _MAY_ACT,
)  # fmt: skip
"""Action -> who may."""
MAY_OPEN: Final[dict[str, set[str]]] = {
    "tasks": _EVERYBODY, **dict.fromkeys(("task", "task_new", "task_done", "task_later"), _WORKERS),
}  # fmt: skip
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    "tasks": (200, 405), "task_new": (200, 422), "task": (404, 404), "task_later": (404, 404), "task_done": (405, 404),
}  # fmt: skip
"""Page -> what GET and an empty POST answer to whoever may."""
NO_SCREEN: Final = {"task_done": "takes a POST and leads back", "task_later": "a form that stands in a row of Today"}
"""Page -> why it is not among the screens."""
STATEMENTS: Final = {"tasks.today": 1, "tasks.client": 1}
"""How many statements a page asks more."""
CASES: Final = {
    "tasks.add_task": (lambda: {"draft": TaskDraft("Send it", START), "today": START}, "happens again"),
    "tasks.change_task": (lambda: {**added(), "draft": TaskDraft("Send it", day(3))}, "sets what is set"),
    "tasks.put_task_off": (lambda: {**added(), "until": day(5)}, "happens again"),
    "tasks.finish_task": (added, acts.TaskIsClosed),
    "tasks.reopen_task": (finished, acts.NothingToReopen),
    "tasks.drop_task": (added, acts.TaskIsClosed),
    "tasks.import_tasks": (lambda: {"text": FILE, "today": START}, "sets what is set"),
}
"""Action -> what it is asked, and what comes of it without a key a second time."""
OF_THE_FIRM: Final = dict.fromkeys(ASKED, "tasks are the firm’s own")
"""Queries that show nothing to the access of a client."""
