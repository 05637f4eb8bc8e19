"""Which work was asked for behind the screen, how far it is and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.jobs.models import Job
from mainstay.jobs.rules.jobs import DONE, FAILED, LEASE, RUNNING, UNFINISHED, UPKEEP, WAITING
from mainstay.store.sql import as_document, as_instant, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime


UPKEEP_TROUBLE: Final = f"""
    SELECT CASE WHEN state = '{FAILED}' THEN trouble ELSE '' END FROM jobs_job
    WHERE kind = '{UPKEEP}' AND state IN ('{DONE}', '{FAILED}') AND asked_at < %(tomorrow)s ORDER BY id DESC LIMIT 1
"""
"""Why the upkeep of the last night before tomorrow failed, in a sentence; '' when it did not, no row without one."""

_ENDED: Final = f"""
    SELECT state, ended_at, outcome, trouble FROM jobs_job
    WHERE id IN (
        (SELECT id FROM jobs_job WHERE kind = '{UPKEEP}' AND state = '{DONE}' ORDER BY ended_at DESC LIMIT 1),
        (SELECT id FROM jobs_job WHERE kind = '{UPKEEP}' AND state IN ('{DONE}', '{FAILED}') ORDER BY id DESC LIMIT 1)
    )
    ORDER BY id
"""
"""The upkeep that was done last, and the newest that ended."""


class _Ended(NamedTuple):
    """A row of _ENDED; the outcome as the engine returns it."""

    state: str
    ended_at: object
    outcome: object
    trouble: str


@dataclass(frozen=True, slots=True)
class LastUpkeep:
    """The upkeep that was done last (`done_at` is None before the first), and why the newest failed, "" if not."""

    done_at: datetime | None
    outcome: Mapping[str, Any]
    trouble: str


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
    params: Mapping[str, Any] = field(default_factory=dict)

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


def jobs_of(*, kinds: Collection[str]) -> tuple[JobRow, ...]:
    """The jobs of these kinds, the newest first; what ended is kept for a month."""
    found = Job.objects.filter(kind__in=kinds).order_by("-pk")
    return tuple(row for job in found if (row := _row(job)) is not None)


def last_upkeep() -> LastUpkeep:
    """When the book was last looked after and what came of it, and why the newest try failed, if it did."""
    ended = rows(_Ended, _ENDED)
    done = max((one for one in ended if one.state == DONE), key=lambda one: as_instant(one.ended_at), default=None)
    trouble = ended[-1].trouble if ended and ended[-1].state == FAILED else ""
    if done is None:
        return LastUpkeep(None, {}, trouble)
    return LastUpkeep(as_instant(done.ended_at), as_document(done.outcome), trouble)


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
        job.kind, job.state, job.asked_at, job.ended_at, job.progress, job.outcome, job.trouble, job.token > 1,
        job.params,
    )  # fmt: skip
