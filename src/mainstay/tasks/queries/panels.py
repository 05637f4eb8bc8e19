"""The panels that tasks offers: of a client's page its tasks, of Today those that are due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from mainstay.kernel.offers import Panel, PanelPlace, ToDo, worth_of_plan
from mainstay.tasks.phrases import due_sentence
from mainstay.tasks.queries.tasks import TaskRow, tasks_due, tasks_of_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.kernel.offers import Shown, ShownToday


@dataclass(frozen=True, slots=True)
class TasksPanel(Panel):
    """The open tasks about a client."""

    name: ClassVar[str] = "tasks"
    place: ClassVar[PanelPlace] = PanelPlace("main", 12, terminal=35)

    tasks: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class TasksDuePanel(Panel):
    """The tasks that are due, of everybody."""

    name: ClassVar[str] = "tasks_due"
    is_in_list: ClassVar[bool] = True
    place: ClassVar[PanelPlace] = PanelPlace("top", 51, terminal=51)

    tasks: tuple[TaskRow, ...]

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.tasks

    @property
    def to_do(self) -> tuple[ToDo, ...]:
        """Each task."""
        return tuple(
            ToDo(
                "task", task.ref, task.what, due_sentence(task.days, task.due_on), worth_of_plan(task.days),
                task.client_ref, task.client_name, task.who, task.days,
            )
            for task in self.tasks
        )  # fmt: skip


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """The open tasks about this client."""
    yield TasksPanel(tasks_of_client(client_id=shown.id, today=shown.as_of, by=shown.by))


def today_panels(shown: ShownToday) -> Iterator[Panel]:
    """The tasks that are due."""
    yield TasksDuePanel(tasks_due(today=shown.as_of, by=shown.by))
