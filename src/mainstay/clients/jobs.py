"""Work behind the screen: a list of clients that was brought by a browser comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.clients.actions.importing import import_client_file
from mainstay.clients.formats.client_layouts import SUBJECT
from mainstay.clients.phrases import import_sentence
from mainstay.intake.rejects import outcome_document
from mainstay.jobs.uploaded_files import settled_file

if TYPE_CHECKING:
    from mainstay.jobs.worker import Work


def bring_clients_in(work: Work) -> dict[str, Any]:
    """Take the file in as its owner settled it; interrupted and begun again, what came in is found unchanged."""
    folder, import_reading = settled_file(work.job.params, SUBJECT, import_sentence)
    outcome = import_client_file(
        import_reading=import_reading,
        rejects_file=folder / "rejects.csv",
        by=work.job.asked_by,
        now=work.now(),
        progress=lambda rows, done: work.report(rows=rows, bytes=done),
    )
    return outcome_document(outcome)
