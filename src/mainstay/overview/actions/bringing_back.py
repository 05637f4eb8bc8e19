"""Bring a whole export back: every sheet of it in the order of what needs what, by one act."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.permissions import require
from mainstay.intake.phrases import sentence as intake_sentence
from mainstay.intake.records import Unreadable
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.returning import RefusedRow, SheetBack, SheetFile
from mainstay.overview.formats.export_archives import unpack_sheets
from mainstay.overview.gathered import returning_sheets
from mainstay.overview.queries.returning import SHEET_FILES, look_at_export
from mainstay.overview.rules.acts import BRING_BACK
from mainstay.store.errors import is_passing
from mainstay.timeline.actions.recording import Happening, record
from mainstay.timeline.rules.kinds import EXPORT_RETURNED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.returning import ReturningSheet

_APART: Final = timedelta(microseconds=1)
"""Each sheet has a moment of its own: by it an import is taken back without the others."""
_MOST_BYTES: Final = 64 * 1024 * 1024
"""Bytes of a sheet that is held in memory whole."""
_TOO_LARGE: Final = _("The sheet has more than %(most)s MB, so none of it came in.")


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """What came of one sheet: its English name, its rows, and what became of them.

    One that is `apart` comes back with another sheet, or stays in the export, as its own sentence says.
    """

    name: str
    rows: int
    back: SheetBack
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class ExportBack:
    """What came of an export, sheet by sheet; `others` are files in it that are no part of an export."""

    sheets: tuple[SheetOutcome, ...]
    others: tuple[str, ...] = ()

    @property
    def came_in(self) -> int:
        """Rows that brought something new."""
        return sum(one.back.came_in for one in self.sheets)

    @property
    def rejected(self) -> int:
        """Rows that could not come in."""
        return sum(one.back.rejected for one in self.sheets)

    @property
    def has_changed_money(self) -> bool:
        """Whether anything else is owed than before."""
        return any(one.back.has_changed_money for one in self.sheets)

    @property
    def document(self) -> dict[str, Any]:
        """The same as JSON, which outlives who asked."""
        sheets = []
        for one in self.sheets:
            back = asdict(one.back)
            del back["has_changed_money"]
            back["refused"] = [{"line": row.line, "why": row.sentence} for row in one.back.refused]
            sheets.append({"sheet": one.name, "rows": one.rows, "apart": one.is_apart, **back})
        return {"sheets": sheets, "came_in": self.came_in, "rejected": self.rejected, "others": list(self.others)}


def bring_export(
    *,
    archive: Path,
    today: date,
    by: Actor,
    now: datetime,
    is_dry_run: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> ExportBack:
    """Bring an export back that is a ZIP of CSV files, sheet by sheet; a dry run does the same and undoes it.

    What is there already stays, so that a second time brings nothing in twice, and one that was interrupted is simply
    started again. A sheet that cannot come in is told with its reason, and the others come in all the same. `progress`
    is called with the name of a sheet before it comes in, and the rows before it and in all. Refuses what is no
    export, and what `look_at_export` refuses.
    """
    require(by, BRING_BACK)
    look = look_at_export(path=archive, by=by)
    rows = {SHEET_FILES[file]: count for file, count in look.sheets.items()}
    outcomes: list[SheetOutcome] = []
    with TemporaryDirectory(prefix="mainstay-export-") as folder:
        unpacked = unpack_sheets(archive, look.sheets, Path(folder))
        beside = {SHEET_FILES[file]: path for file, path in unpacked.items()}
        with transaction.atomic() if is_dry_run else nullcontext():
            done = 0
            moments: dict[str, datetime] = {}
            for at, sheet in enumerate(one for one in returning_sheets() if rows.get(one.name)):
                if progress is not None:
                    progress(sheet.name, done, sum(rows.values()))
                moment = moments[sheet.name] = moments.get(sheet.comes_with, now + at * _APART)
                file = SheetFile(beside[sheet.name], beside, archive, rows[sheet.name], today, by, moment)
                outcomes.append(_returned(sheet, file))
                done += file.rows
            found = ExportBack(tuple(outcomes), look.others)
            if found.came_in:
                with transaction.atomic():
                    facts: dict[str, object] = {"rows": found.came_in}
                    record(happening=Happening(None, EXPORT_RETURNED, today, "", facts), by=by, now=now)
            if is_dry_run:
                transaction.set_rollback(True)
    return found


def _returned(sheet: ReturningSheet, file: SheetFile) -> SheetOutcome:
    """Take one sheet in; what keeps all of it out is told as its one refused row."""
    if sheet.bring is None:
        return SheetOutcome(sheet.name, file.rows, SheetBack(), is_apart=True)
    if not sheet.is_streamed and file.path.stat().st_size > _MOST_BYTES:
        why = str(_TOO_LARGE % {"most": _MOST_BYTES // 1024**2})
        return SheetOutcome(sheet.name, file.rows, _refused(file, why))
    try:
        # What is read in batches is stored in batches, too: others need not wait for the end of it.
        with nullcontext() if sheet.is_streamed else transaction.atomic():
            back = sheet.bring(file)
    except Unreadable as unreadable:
        back = _refused(file, intake_sentence(unreadable.problem))
    except Refusal as refusal:
        if is_passing(refusal):
            raise
        back = _refused(file, str(refusal))
    return SheetOutcome(sheet.name, file.rows, back)


def _refused(file: SheetFile, why: str) -> SheetBack:
    return SheetBack(rejected=file.rows, refused=(RefusedRow(0, why),))
