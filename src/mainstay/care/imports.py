"""How the sheet of calls of an export comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.care.actions.importing import import_calls
from mainstay.kernel.returning import ReturningSheet, SheetBack

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile


def _bring_calls(sheet: SheetFile) -> SheetBack:
    found = import_calls(text=sheet.text(), today=sheet.today, by=sheet.by, now=sheet.now)
    return SheetBack(found.added, found.known)


RETURNING: Final = (ReturningSheet(116, "Calls", _("Calls"), _bring_calls),)
