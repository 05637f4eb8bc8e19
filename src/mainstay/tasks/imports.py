"""How the sheets of tasks of an export come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.returning import ReturningSheet, SheetBack
from mainstay.tasks.actions.importing import import_tasks
from mainstay.tasks.actions.importing_stand_ins import import_stand_ins

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile


def _bring_tasks(sheet: SheetFile) -> SheetBack:
    found = import_tasks(text=sheet.text(), today=sheet.today, by=sheet.by, now=sheet.now)
    return SheetBack(found.added, found.known, is_short=found.unassigned > 0)


def _bring_stand_ins(sheet: SheetFile) -> SheetBack:
    found = import_stand_ins(text=sheet.text(), today=sheet.today, by=sheet.by, now=sheet.now)
    return SheetBack(found.added, found.known, found.left_out)


RETURNING: Final = (
    ReturningSheet(
        115,
        "Tasks",
        _("Tasks"),
        _bring_tasks,
        _("Tasks of people who aren’t in the team here come back without a person."),
    ),
    ReturningSheet(
        117,
        "Stand-ins",
        _("Stand-ins"),
        _bring_stand_ins,
        _("Those of people who aren’t in the team here stay in the export. Invite them, then bring it back again."),
    ),
)
