"""How the sheet of merges of an export comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.returning import ReturningSheet, SheetBack
from mainstay.overview.actions.importing_merges import import_merges

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile


def _bring_merges(sheet: SheetFile) -> SheetBack:
    found = import_merges(text=sheet.text(), today=sheet.today, by=sheet.by, now=sheet.now)
    return SheetBack(found.merged, found.known, found.left_out)


RETURNING: Final = (
    ReturningSheet(100, "Merges", _("Merged clients"), _bring_merges, _("Merges that were undone stay in the export.")),
)
