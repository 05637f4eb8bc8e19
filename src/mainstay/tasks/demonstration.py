"""How what is to be done in the demonstration firm is recorded: by the actions of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.tasks.actions.tasks import add_task, finish_task
from mainstay.tasks.rules.demonstration import TaskAdded
from mainstay.tasks.rules.drafts import TaskDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _add(event: TaskAdded, stage: Stage) -> None:
    client = stage.refs["client"][event.client] if event.client else ""
    draft = TaskDraft(event.what, event.due_on, client=client, repeat=event.repeat)
    task = add_task(draft=draft, today=event.on, by=stage.by, now=stage.now)
    if event.done_on is not None:
        finish_task(ref=task.ref, today=event.done_on, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {TaskAdded: _add}
"""Kind of event -> what records one."""
