"""What tasks adds to the tables of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, NOW, OWNER, START, a_client, day

from mainstay.clients.models import Client
from mainstay.clients.queries import responsible
from mainstay.firm.actions import people
from mainstay.tasks.actions import handing_over
from mainstay.tasks.actions import tasks as acts
from mainstay.tasks.models import Task
from mainstay.tasks.queries import standing_in, tasks
from mainstay.tasks.rules.drafts import HandOverDraft, TaskDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

TODAY: Final = day(200)
_EVERYBODY: Final = {"owner", "colleague", "bookkeeper", "reader"}
_WORKERS: Final = {"owner", "colleague", "bookkeeper"}
_MAY_ACT: Final = _WORKERS | {"terminal", "demo"}

FILE: Final = "Mainstay ref,Task,Due on\nk-1,Send it,2024-03-01\n"
STAND_INS_HEAD: Final = "Mainstay ref,Person,Stand-in,From,Until,Set by,Ended on"
STAND_INS: Final = f"{STAND_INS_HEAD}\ny-1,owner@example.com,ada@example.com,2024-03-01,2024-03-20,Ada,\n"


def added(**more: Any) -> dict[str, Any]:
    """A task in the book, as the actions name it."""
    draft = TaskDraft("Send the VAT return", START, **more)
    return {"ref": acts.add_task(draft=draft, today=START, **ACT).ref, "today": START}


def finished() -> dict[str, Any]:
    """One that is done."""
    said = added()
    acts.finish_task(**said, **ACT)
    return said


def two() -> tuple[str, str]:
    """Two people of the firm, by address."""
    said: dict[str, Any] = {"role": "colleague", "language": "en", "password": "uzun ve kolay parola", **ACT}
    for name in ("ada", "bob"):
        people.add_person(email=f"{name}@example.com", name=name.title(), **said)
    return "ada@example.com", "bob@example.com"


def handed_over() -> dict[str, Any]:
    """A hand-over, as the actions name it."""
    draft = HandOverDraft(*two(), day(9))
    return {"ref": handing_over.hand_over(draft=draft, today=START, **ACT).ref, "today": START}


def _recorded(small: Any) -> None:
    draft = TaskDraft("Ask for the contract", TODAY, client=small.client)
    task = acts.add_task(draft=draft, today=day(190), by=OWNER, now=NOW)
    assert task.client_id
    Client.objects.update(responsible="o@example.com")
    people.add_person(email="ada@example.com", name="Ada", role="reader", language="en", password="uzun parola", **ACT)
    draft = HandOverDraft("ada@example.com", "o@example.com", TODAY)
    handing_over.hand_over(draft=draft, today=day(190), by=OWNER, now=NOW)


def _task(ask: Callable[..., object]) -> Callable[[Any, Actor], object]:
    return lambda _b, by: ask(ref=Task.objects.get().ref, by=by)


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "tasks.tasks.tasks_page": lambda _b, by: tasks.tasks_page(today=TODAY, by=by).open,
    "tasks.tasks.tasks_due": lambda _b, by: tasks.tasks_due(today=TODAY, by=by),
    "tasks.tasks.tasks_of_client": lambda _b, by: tasks.tasks_of_client(client_id=a_client().pk, today=TODAY, by=by),
    "tasks.standing_in.stand_ins": lambda _b, by: standing_in.stand_ins(today=TODAY, by=by),
    "tasks.standing_in.work_of": lambda _b, by: standing_in.work_of(email="o@example.com", today=TODAY, by=by)[1:],
    "clients.responsible.looked_after": lambda _b, by: list(responsible.looked_after(people=("o@example.com",), by=by)),
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
        "tasks.importing_stand_ins.import_stand_ins",
        "tasks.handing_over.hand_over", "tasks.handing_over.take_work_back", "clients.responsible.hand_clients_over",
    ),
    _MAY_ACT,
)  # fmt: skip
"""Action -> who may."""
MAY_OPEN: Final[dict[str, set[str]]] = {
    "tasks": _EVERYBODY, **dict.fromkeys(("task", "task_new", "task_done", "task_later", "hand_over"), _WORKERS),
}  # fmt: skip
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    "tasks": (200, 405), "task_new": (200, 422), "task": (404, 404), "task_later": (404, 404), "task_done": (405, 404),
    "hand_over": (200, 422),
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
    "tasks.hand_over": (lambda: {"draft": HandOverDraft(*two()), "today": START}, "happens again"),
    "tasks.take_work_back": (handed_over, handing_over.NoStandIn),
    "clients.hand_clients_over": (lambda: {"person": "ada@example.com", "to": "bob@example.com"}, "sets what is set"),
    "tasks.import_tasks": (lambda: {"text": FILE, "today": START}, "sets what is set"),
    "tasks.import_stand_ins": (lambda: {"text": STAND_INS, "today": START}, "sets what is set"),
}
"""Action -> what it is asked, and what comes of it without a key a second time."""
OF_THE_FIRM: Final = dict.fromkeys(ASKED.keys() - {"clients.responsible.looked_after"}, "tasks are the firm’s own")
"""Queries that show nothing to the access of a client."""
