"""How the files of an export come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.attachments.actions.importing import import_files
from mainstay.kernel.returning import ReturningSheet, SheetBack

if TYPE_CHECKING:
    from mainstay.kernel.returning import SheetFile


def _bring_files(sheet: SheetFile) -> SheetBack:
    found = import_files(path=str(sheet.export), by=sheet.by, now=sheet.now)
    return SheetBack(found.added, found.known, is_short=found.added > 0)


RETURNING: Final = (
    ReturningSheet(
        118,
        "Files",
        _("Files"),
        _bring_files,
        _("Where its note isn’t here, a file comes back as one of the client."),
    ),
)
