"""Bring several files into the book, one after the other: clients, invoices, credit notes, payments."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.formats.recognising import CLIENTS, INVOICES, place_of
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.clients.actions.importing import import_client_file
from mainstay.firm.permissions import require

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from mainstay.billing.rules.control_total import ControlTotal
    from mainstay.billing.rules.import_outcome import ImportOutcome
    from mainstay.billing.rules.numbers import Numbering
    from mainstay.clients.actions.importing import ClientsOutcome
    from mainstay.intake.import_reading import ImportReading
    from mainstay.kernel.actor import Actor


_APART: Final = timedelta(microseconds=1)
"""Each file has a moment of its own: by it an import is taken back without the others."""


@dataclass(frozen=True, slots=True)
class FileToImport:
    """A file as it was read; `subject` is a name of `SUBJECTS`."""

    subject: str
    import_reading: ImportReading
    rejects_file: Path


@dataclass(frozen=True, slots=True)
class FileImported:
    """What came of one of the files."""

    file: FileToImport
    outcome: ImportOutcome | ClientsOutcome

    @property
    def has_changed_money(self) -> bool:
        """Whether the book owes anything else than before."""
        return self.file.subject == INVOICES and bool(getattr(self.outcome, "has_changed_money", False))


def import_files(
    *,
    files: Sequence[FileToImport],
    today: date,
    by: Actor,
    now: datetime,
    is_dry_run: bool = False,
    numbering: Numbering | None = None,
    control: ControlTotal | None = None,
    progress: Callable[[FileToImport, int, int], None] | None = None,
) -> list[FileImported]:
    """Take files in, whatever order they are given in, each as if it came alone; what came of each, in their order.

    A dry run takes in all of them and undoes all at the end, so that payments find the invoices of another file.
    `numbering` is that of every file of invoices, `control` is compared after the last of them. Interrupted, it is
    simply started again. `progress` is called with the file and its rows and bytes done.
    """
    require(by, IMPORT_INVOICES)
    ordered = sorted(files, key=lambda file: place_of(file.subject, file.import_reading))
    last = max((at for at, file in enumerate(ordered) if file.subject == INVOICES), default=-1)
    found: list[FileImported] = []
    with transaction.atomic() if is_dry_run else nullcontext():
        for at, file in enumerate(ordered):
            moment = now + at * _APART
            rejects_file = None if is_dry_run else file.rejects_file
            report = None if progress is None else _of(progress, file)
            outcome: ImportOutcome | ClientsOutcome
            if file.subject == CLIENTS:
                outcome = import_client_file(
                    import_reading=file.import_reading, rejects_file=rejects_file, by=by, now=moment, progress=report
                )
            else:
                outcome = import_invoice_file(
                    import_reading=file.import_reading,
                    rejects_file=rejects_file,
                    today=today,
                    by=by,
                    now=moment,
                    numbering=numbering,
                    control=control if at == last else None,
                    progress=report,
                )
            found.append(FileImported(file, outcome))
        if is_dry_run:
            transaction.set_rollback(True)
    return found


def _of(progress: Callable[[FileToImport, int, int], None], file: FileToImport) -> Callable[[int, int], None]:
    return lambda rows, done: progress(file, rows, done)
