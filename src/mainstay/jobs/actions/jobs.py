"""The life of work behind the screen: asked for, claimed, told of, put off, handed back, done or failed.

Each step is one compare-and-set: it changes the row only if it is as whoever takes the step read it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from mainstay.firm.permissions import require
from mainstay.firm.queries.people import person_of_name, present
from mainstay.firm.rules.acts import ASK_FOR_JOB, OPEN_COPY, RUN_JOB
from mainstay.firm.rules.permissions import role_of
from mainstay.jobs.models import Job, ScheduledRun
from mainstay.jobs.rules.jobs import (
    DONE,
    FAILED,
    MOST_TRIES,
    RUNNING,
    UNFINISHED,
    WAITING,
    is_due,
    is_unresponsive,
    wait_after,
)
from mainstay.jobs.wakeups import wake
from mainstay.kernel.actor import Actor
from mainstay.store.context import active_firm
from mainstay.store.fencing import JobLost

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from mainstay.jobs.rules.jobs import Daily

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LeasedJob:
    """A job that somebody works on; `claim` is the number by which their right to it is known."""

    job_id: int
    token: int
    tries: int
    kind: str
    key: str
    params: Mapping[str, Any]
    language: str
    asked_by: Actor


def ask_for_job(*, kind: str, key: str, params: Mapping[str, Any], language: str, by: Actor, now: datetime) -> bool:
    """Ask for work to be done behind the screen, in the transaction that causes it.

    Asked again under a key whose job waits, runs or is done, nothing happens (False); after one that failed it is
    asked for anew.
    """
    require(by, ASK_FOR_JOB)
    return _ask(Job(kind=kind, key=key, params=dict(params), language=language, state=WAITING), by, now)


def begin_job(
    *, kind: str, key: str, params: Mapping[str, Any], language: str, worker: str, by: Actor, now: datetime
) -> LeasedJob | None:
    """Ask for work and begin it oneself; None when it was asked for under this key already.

    Whoever begins and dies leaves it to the worker like any other.
    """
    require(by, ASK_FOR_JOB)
    job = Job(kind=kind, key=key, params=dict(params), language=language)
    job.state, job.token, job.tries, job.worker, job.beat_at = RUNNING, 1, 1, worker, now
    return _leased(job) if _ask(job, by, now) else None


def _ask(job: Job, by: Actor, now: datetime) -> bool:
    job.by_kind, job.by_id, job.by_name, job.by_role = by.kind, by.id, by.name, by.role
    job.asked_at, job.due_at = now, now
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        if not Job.objects.filter(key=job.key).exclude(state=FAILED).exists():
            raise
        return False
    firm = active_firm()
    transaction.on_commit(lambda: wake(firm))
    return True


@transaction.atomic
def lease_job(*, dead: Collection[str] = (), by: Actor, now: datetime) -> LeasedJob | None:
    """Take the next job that is due, or whose worker is dead or silent; None when there is none. `by` is the worker.

    A job whose workers died at every try is given up.
    """
    require(by, RUN_JOB)
    for job in Job.objects.filter(state__in=UNFINISHED).order_by("due_at", "pk"):
        if job.state == WAITING:
            is_free = is_due(job.due_at, now)
        else:
            is_free = job.worker in dead or job.beat_at is None or is_unresponsive(job.beat_at, now)
        if is_free and _take(job, by.name, now):
            if job.tries < MOST_TRIES:
                _log.info("firm %s: job %s (%s) begun, claim %d", active_firm(), job.pk, job.kind, job.token + 1)
                return _leased(Job.objects.get(pk=job.pk))
            with translation.override(job.language):
                fail_job(job=_leased(Job.objects.get(pk=job.pk)), trouble=_given_up(), by=by, now=now)
    return None


def _take(job: Job, worker: str, now: datetime) -> bool:
    as_seen = Job.objects.filter(pk=job.pk, token=job.token, state=job.state)
    return bool(as_seen.update(state=RUNNING, token=F("token") + 1, tries=F("tries") + 1, worker=worker, beat_at=now))


def _given_up() -> str:
    return _("It was tried several times and didn’t finish. The log says more.")


@transaction.atomic
def show_life(*, job: LeasedJob, by: Actor, now: datetime) -> None:
    """Show a sign of life. JobLost when somebody else has the job now."""
    require(by, RUN_JOB)
    _change(job, by, beat_at=now)


@transaction.atomic
def record_progress(*, job: LeasedJob, progress: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Write down how far the job has come. JobLost when somebody else has it now."""
    require(by, RUN_JOB)
    _change(job, by, progress=dict(progress), beat_at=now)


@transaction.atomic
def finish_job(*, job: LeasedJob, outcome: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """Write down what came of the job. JobLost when somebody else has it now."""
    require(by, RUN_JOB)
    _change(job, by, state=DONE, outcome=dict(outcome), trouble="", ended_at=now)


@transaction.atomic
def fail_job(*, job: LeasedJob, trouble: str, by: Actor, now: datetime) -> None:
    """End the job with a sentence that tells a person why. JobLost when somebody else has it now."""
    require(by, RUN_JOB)
    _change(job, by, state=FAILED, trouble=trouble, ended_at=now)


@transaction.atomic
def put_off_job(*, job: LeasedJob, trouble: str, by: Actor, now: datetime) -> None:
    """Try the job again after a while, longer each time; after the last try it fails. JobLost as ever."""
    require(by, RUN_JOB)
    if job.tries >= MOST_TRIES:
        fail_job(job=job, trouble=trouble, by=by, now=now)
    else:
        _change(job, by, state=WAITING, trouble=trouble, due_at=now + wait_after(job.tries))


@transaction.atomic
def hand_back_job(*, job: LeasedJob, by: Actor, now: datetime) -> None:
    """Leave the job to the next worker, as one that was not tried. JobLost when somebody else has it now."""
    require(by, RUN_JOB)
    _change(job, by, state=WAITING, due_at=now, tries=job.tries - 1)


@transaction.atomic
def drop_unfinished_jobs(*, by: Actor, now: datetime) -> None:
    """Forget the work that waits or runs in the active book, a copy: it goes on in the book that was copied."""
    require(by, OPEN_COPY)
    del now
    Job.objects.filter(state__in=UNFINISHED).delete()


@transaction.atomic
def ask_for_day(*, daily: Daily, day: date, language: str, by: Actor, now: datetime) -> bool:
    """Ask for the work of a day; of all who ask for the same day one is heard, the others get False."""
    require(by, RUN_JOB)
    if ScheduledRun.objects.filter(name=daily.kind, ran_on=day).exists():
        return False
    try:
        with transaction.atomic():
            ScheduledRun(name=daily.kind, ran_on=day, asked_at=now).save(force_insert=True)
    except IntegrityError:
        return False
    return ask_for_job(kind=daily.kind, key=f"{daily.kind} {day}", params={}, language=language, by=by, now=now)


def _change(job: LeasedJob, by: Actor, **changes: Any) -> None:  # noqa: ANN401 -- columns of the row
    if not Job.objects.filter(pk=job.job_id, token=job.token, state=RUNNING).update(**changes):
        _log.warning("firm %s: %s no longer has job %d, claim %d", active_firm(), by.id, job.job_id, job.token)
        raise JobLost


def _leased(job: Job) -> LeasedJob:
    # With the rights that the person has now, not with those of the day they asked.
    by = Actor(job.by_kind, job.by_id, job.by_name, job.by_role)
    asked_by = present(by) if role_of(by) else person_of_name(by)
    return LeasedJob(job.pk, job.token, job.tries, job.kind, job.key, job.params, job.language, asked_by)
