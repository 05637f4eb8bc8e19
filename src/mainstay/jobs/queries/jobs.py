"""Which work was asked for behind the screen, how far it is and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from mainstay.jobs.models import Job
from mainstay.jobs.rules.jobs import DONE, FAILED, LEASE, RUNNING, UNFINISHED, UPKEEP, WAITING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


UPKEEP_TROUBLE: Final = f"""
    SELECT CASE WHEN state = '{FAILED}' THEN trouble ELSE '' END FROM jobs_job
    WHERE kind = '{UPKEEP}' AND state IN ('{DONE}', '{FAILED}') AND asked_at < %(tomorrow)s ORDER BY id DESC LIMIT 1
"""
"""Why the upkeep of the last night before tomorrow failed, in a sentence; '' when it did not, no row without one."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as pages show it; `trouble` is a sentence for people, "" where there was none."""

    kind: str
    state: str
    asked_at: datetime
    ended_at: datetime | None
    progress: Mapping[str, Any] = field(default_factory=dict)
    outcome: Mapping[str, Any] = field(default_factory=dict)
    trouble: str = ""
    was_begun_again: bool = False

    @property
    def is_unfinished(self) -> bool:
        """It waits or runs."""
        return self.state in UNFINISHED


def job_for(*, key: str) -> JobRow | None:
    """The newest job asked for under this key, or None."""
    return _row(Job.objects.filter(key=key).order_by("-pk").first())


def last_asked(*, kind: str) -> JobRow | None:
    """The newest job of this kind, whatever became of it, or None."""
    return _row(Job.objects.filter(kind=kind).order_by("-pk").first())


def last_done(*, kind: str) -> JobRow | None:
    """The job of this kind that was done last, or None."""
    return _row(Job.objects.filter(kind=kind, state=DONE).order_by("-ended_at").first())


def last_failed(*, kind: str) -> JobRow | None:
    """The newest job of this kind, if it failed and none was done since."""
    newest = Job.objects.filter(kind=kind, state__in=[DONE, FAILED]).order_by("-pk").first()
    return _row(newest) if newest is not None and newest.state == FAILED else None


def next_due(*, now: datetime) -> datetime | None:
    """When to look for work again: the next job is due, or a worker may have fallen silent; None without either."""
    waiting = Job.objects.filter(state=WAITING).order_by("due_at").values_list("due_at", flat=True).first()
    moments = [waiting] if waiting is not None else []
    if Job.objects.filter(state=RUNNING).exists():
        moments.append(now + LEASE)
    return min(moments, default=None)


def _row(job: Job | None) -> JobRow | None:
    if job is None:
        return None
    return JobRow(
        job.kind, job.state, job.asked_at, job.ended_at, job.progress, job.outcome, job.trouble, job.token > 1
    )
