"""The nightly upkeep, with the proofs of all packages for its safety copy; copies by hand; an export brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.jobs import upkeep
from mainstay.jobs.actions.jobs import ask_for_job
from mainstay.overview.actions import copies
from mainstay.overview.actions.bringing_back import bring_export
from mainstay.overview.queries.checks import prove_safety_copy
from mainstay.overview.queries.copies import check_copy as check
from mainstay.store.paths import home

if TYPE_CHECKING:
    from mainstay.jobs.worker import Work


def look_after_book(work: Work) -> dict[str, Any]:
    """Copy the book, prove the copy, and tidy up around it."""
    return upkeep.look_after_book(work, prove=prove_safety_copy)


def make_copy(work: Work) -> dict[str, Any]:
    """Make a copy by hand."""
    return {"copy": copies.make_copy(by=work.job.asked_by, now=work.now())}


def check_copy(work: Work) -> dict[str, Any]:
    """Check a copy, and keep what was found."""
    name = str(work.job.params["copy"])
    faults = check(name=name, by=work.job.asked_by, on_step=lambda step: work.report(step=step))
    return {"copy": name, "faults": list(faults)}


def open_copy(work: Work) -> dict[str, Any]:
    """Open a copy beside the book; begun again after it was opened, it says so."""
    opened = copies.open_copy(
        name=str(work.job.params["copy"]), by=work.job.asked_by, now=work.now(), key=work.job.key,
        on_step=lambda step: work.report(step=step),
    )  # fmt: skip
    return {"copy": work.job.params["copy"], **opened._asdict()}


def bring_export_back(work: Work) -> dict[str, Any]:
    """Bring an export back; interrupted and begun again, what came in is found there. Afterwards the book is scored."""
    job = work.job
    found = bring_export(
        archive=home() / job.params["folder"] / "content",
        today=work.today(),
        by=job.asked_by,
        now=work.now(),
        progress=lambda sheet, done, rows: work.report(sheet=sheet, done=done, rows=rows),
    )
    if found.has_changed_money:
        key = f"score after job {job.job_id}"
        ask_for_job(kind="score", key=key, params={}, language=job.language, by=job.asked_by, now=work.now())
    return found.document
