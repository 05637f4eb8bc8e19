"""Work behind the screen: files that were brought by a browser come in, one or several together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.actions.importing_several import FileToImport, import_files
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.formats.recognising import CLIENTS, SUBJECTS
from mainstay.billing.phrases.sentences import import_sentence
from mainstay.billing.rules.control_total import ControlTotal
from mainstay.billing.rules.import_outcome import ImportOutcome, figures_of
from mainstay.billing.rules.numbers import Numbering
from mainstay.clients.phrases import import_sentence as client_sentence
from mainstay.intake.rejects import outcome_document
from mainstay.jobs.actions.jobs import ask_for_job
from mainstay.jobs.uploaded_files import settled_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.clients.actions.importing import ClientsOutcome
    from mainstay.jobs.worker import Work


def bring_invoices_in(work: Work) -> dict[str, Any]:
    """Take the file in as its owner settled it; interrupted and begun again, what came in is found unchanged.

    Afterwards the book is scored again.
    """
    params = work.job.params
    folder, import_reading = settled_file(params, SUBJECT, import_sentence)
    outcome = import_invoice_file(
        import_reading=import_reading,
        rejects_file=folder / "rejects.csv",
        today=work.today(),
        by=work.job.asked_by,
        now=work.now(),
        progress=lambda rows, done: work.report(rows=rows, bytes=done),
        **_said(params),
    )
    _score_afterwards(work)
    return outcome_in_figures(outcome)


def bring_files_in(work: Work) -> dict[str, Any]:
    """Take several files in as their owner settled them, in the right order; begun again like one file.

    Afterwards the book is scored once. `params` of the job: `files`, each with its `subject` beside what one file has.
    """
    params = work.job.params
    to_import: list[FileToImport] = []
    names: dict[int, str] = {}
    for asked in params["files"]:
        subject = asked["subject"]
        sentence = client_sentence if subject == CLIENTS else import_sentence
        folder, import_reading = settled_file(asked, SUBJECTS[subject], sentence)
        to_import.append(FileToImport(subject, import_reading, folder / "rejects.csv"))
        names[id(to_import[-1])] = folder.name
    rows_done: dict[int, int] = {}
    bytes_done: dict[int, int] = {}

    def report(file: FileToImport, rows: int, done: int) -> None:
        rows_done[id(file)], bytes_done[id(file)] = rows, done
        name = file.import_reading.table.path.name
        work.report(rows=sum(rows_done.values()), bytes=sum(bytes_done.values()), file=name)

    found = import_files(
        files=to_import,
        today=work.today(),
        by=work.job.asked_by,
        now=work.now(),
        progress=report,
        **_said(params),
    )
    _score_afterwards(work)
    return {"files": [{"file": names[id(one.file)], **outcome_in_figures(one.outcome)} for one in found]}


def outcome_in_figures(outcome: ImportOutcome | ClientsOutcome) -> dict[str, Any]:
    """What came of a file as a small document that outlives who asked."""
    return outcome_document(outcome) | (figures_of(outcome) if isinstance(outcome, ImportOutcome) else {})


def _said(params: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of the import beside how its files are read: how numbers run, and what to compare the book with."""
    numbering, control = params.get("numbering"), params.get("control")
    return {
        "numbering": Numbering(numbering) if numbering else None,
        "control": ControlTotal.from_document(control) if control else None,
    }


def _score_afterwards(work: Work) -> None:
    job = work.job
    key = f"score after job {job.job_id}"
    ask_for_job(kind="score", key=key, params={}, language=job.language, by=job.asked_by, now=work.now())
