"""Work behind the screen: the whole book is scored each night, and after an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.scoring.actions.scoring import update_scores

if TYPE_CHECKING:
    from mainstay.jobs.worker import Work


def score(work: Work) -> dict[str, Any]:
    """Score the book as of the firm's day; interrupted and begun again, nothing is scored twice."""
    scoring = update_scores(
        today=work.today(), by=work.job.asked_by, now=work.now(), on_step=lambda step: work.report(step=step)
    )
    return {"as_of": scoring.as_of.isoformat(), **scoring.inputs}
