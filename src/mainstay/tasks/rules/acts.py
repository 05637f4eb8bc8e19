"""What can be done with tasks, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import WORKERS, Act

CHANGE_TASK: Final = Act("tasks.change_task", "Add, change and finish tasks", WORKERS)
HAND_OVER: Final = Act("tasks.hand_over", "Hand clients and tasks over to a colleague", WORKERS)

ACTS: Final = (CHANGE_TASK, HAND_OVER)
