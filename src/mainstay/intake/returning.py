"""A sheet of an export of ours, read as a file that came from elsewhere would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.intake.import_reading import read_stored_import
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem
from mainstay.kernel.returning import SHOWN, RefusedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mainstay.intake.import_reading import ImportReading, Subject
    from mainstay.intake.records import Reject
    from mainstay.kernel.returning import SheetFile


def settled_sheet(sheet: SheetFile, subject: Subject) -> ImportReading:
    """How the sheet is read; Unreadable where something about it would have to be asked, which no export leaves."""
    found = read_stored_import(sheet.path, sheet.path.name, subject, {}, code_page=None)
    if not (found.is_known and found.is_settled):
        raise Unreadable(Problem("file", "not_as_exported", sheet.path.name))
    return found


def refused_rows(rejects: Iterable[Reject], sentence: Callable[[Problem], str]) -> tuple[RefusedRow, ...]:
    """The first rejected rows with why they stayed out."""
    return tuple(RefusedRow(one.line, sentence(one.problem)) for one in list(rejects)[:SHOWN])
