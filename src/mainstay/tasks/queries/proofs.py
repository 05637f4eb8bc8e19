"""What must hold of tasks: whoever is to do one is of the firm, and none is due before its first day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.firm.queries.people import IS_PERSON
from mainstay.firm.queries.proofs import listed

if TYPE_CHECKING:
    from mainstay.kernel.problem import Fault

_STRANGERS: Final = f"""
    SELECT t.what AS subject, t.who AS person FROM tasks_task t
    WHERE t.who <> '' AND NOT {IS_PERSON.format(email="t.who")}
"""
_OFF_COURSE: Final = """
    SELECT t.what AS subject, t.due_on AS due_on, t.first_on AS first_on FROM tasks_task t WHERE t.due_on < t.first_on
"""


def prove_tasks() -> list[Fault]:
    """Prove who is to do the tasks, and their days."""
    return [*listed("task_person_unknown", _STRANGERS), *listed("task_day_off_course", _OFF_COURSE)]
