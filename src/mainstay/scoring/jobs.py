"""Work behind the screen: the whole book is judged each night, and after an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.scoring.actions.scoring import update_scores

if TYPE_CHECKING:
    from mainstay.jobs.worker import Work


def score(work: Work) -> dict[str, Any]:
    """Judge the book as of the firm's day; interrupted and begun again, nothing is judged twice."""
    scoring = update_scores(
        today=work.today(), by=work.job.asked_by, now=work.now(), tell=lambda step: work.tell(step=step)
    )
    return {"as_of": scoring.as_of.isoformat(), **scoring.inputs}
