"""What an export holds that somebody wants to bring back, looked through before anything of it is opened here."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.overview.formats.export_archives import (
    DAMAGED,
    EXPORT,
    NOT_A_ZIP,
    TOO_LARGE,
    WORKBOOK,
    ask_for_look,
    look_of,
)
from mainstay.overview.formats.workbooks import file_name_of
from mainstay.overview.gathered import SHEETS
from mainstay.overview.rules.acts import BRING_BACK

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.kernel.actor import Actor
    from mainstay.overview.formats.export_archives import ExportLook

SHEET_FILES: Final = {file_name_of(sheet.name): sheet.name for sheet in SHEETS}
"""File in an export as CSV -> the sheet."""


class NotAnExport(Refusal):
    """The file is something else."""

    code = "not_an_export"
    sentence = _(
        "This isn’t an export of Mainstay. Choose the ZIP that “Export as CSV files” under Settings, Data makes."
    )


class ExportIsWorkbook(Refusal):
    """The export is the one for spreadsheets."""

    code = "export_is_workbook"
    sentence = _(
        "This is an Excel file. Choose the ZIP that “Export as CSV files” under Settings, Data makes: it has all "
        "of the export."
    )


class ExportIsDamaged(Refusal):
    """The ZIP cannot be read to its end."""

    code = "export_is_damaged"
    sentence = _("This ZIP is damaged or was changed, so nothing was read. Export again, or take another copy of it.")


class ExportIsTooLarge(Refusal):
    """The ZIP would unpack to more than is taken."""

    code = "export_is_too_large"
    sentence = _("This ZIP unpacks to more than an export holds, so nothing was read.")


_REFUSALS: Final = {
    NOT_A_ZIP: NotAnExport, WORKBOOK: ExportIsWorkbook, DAMAGED: ExportIsDamaged, TOO_LARGE: ExportIsTooLarge
}  # fmt: skip


def look_at_export(*, path: Path, by: Actor) -> ExportLook:
    """What an export holds; Busy while others are read. Refuses what is none, is damaged, or is too large."""
    require(by, BRING_BACK)
    if not path.is_file():
        raise NotAnExport
    answer = ask_for_look(path, SHEET_FILES).answer
    if answer is None:
        raise ExportIsTooLarge if zipfile.is_zipfile(path) else NotAnExport
    if answer["outcome"] != EXPORT:
        raise _REFUSALS.get(answer["code"], NotAnExport)
    return look_of(answer)
