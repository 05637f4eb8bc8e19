"""Work behind the screen: a file of invoices and payments that was brought by a browser comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.phrases import import_sentence
from mainstay.billing.rules.import_outcome import figures_of
from mainstay.intake.rejects import outcome_document
from mainstay.jobs.actions.jobs import ask_for_job
from mainstay.jobs.uploaded_files import settled_file

if TYPE_CHECKING:
    from mainstay.billing.rules.import_outcome import ImportOutcome
    from mainstay.jobs.worker import Work


def bring_invoices_in(work: Work) -> dict[str, Any]:
    """Take the file in as its owner settled it; interrupted and begun again, what came in is found unchanged.

    Afterwards the book is scored again.
    """
    folder, import_reading = settled_file(work, SUBJECT, import_sentence)
    outcome = import_invoice_file(
        import_reading=import_reading,
        rejects_file=folder / "rejects.csv",
        today=work.today(),
        by=work.job.asked_by,
        now=work.now(),
        progress=lambda rows, done: work.report(rows=rows, bytes=done),
    )
    job = work.job
    key = f"score after job {job.job_id}"
    ask_for_job(kind="score", key=key, params={}, language=job.language, by=job.asked_by, now=work.now())
    return document_of(outcome)


def document_of(outcome: ImportOutcome) -> dict[str, Any]:
    """What came of a file as JSON: its counts, its sums, its first rejects."""
    return outcome_document(outcome) | figures_of(outcome)
