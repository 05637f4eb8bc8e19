"""Working on jobs: one under its fence with signs of life, and the rounds of a worker through the firms.

What each kind of job does, and what runs when, is handed in: firm knows no package above it, and no clock.
"""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from mainstay.firm.permissions import forget_decisions
from mainstay.firm.queries.firms import firm_slugs, this_firm
from mainstay.jobs.actions import jobs
from mainstay.jobs.liveness import dead_workers, forget
from mainstay.jobs.queries.jobs import next_due
from mainstay.jobs.rules.jobs import BEAT_SECONDS, LEASE, day_due, next_at
from mainstay.jobs.wakeups import taken_wakeups
from mainstay.kernel.refusal import Refusal
from mainstay.store.context import UnknownFirm, active_firm, use_firm
from mainstay.store.errors import is_passing, sentence_for
from mainstay.store.fencing import JobLost, JobStopped, Lease, under_lease
from mainstay.store.schema import schema_state
from mainstay.store.written import begin_act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from mainstay.jobs.actions.jobs import LeasedJob
    from mainstay.jobs.rules.jobs import Daily
    from mainstay.kernel.actor import Actor

    Clock: TypeAlias = Callable[[], datetime]
    Entry: TypeAlias = Callable[["Work"], Mapping[str, Any]]

_log = logging.getLogger(__name__)
_RECORD_EVERY: Final = timedelta(seconds=0.3)
_LOOK: Final = timedelta(hours=1)


class CannotBeDone(Refusal):
    """The work is refused for a reason that its own package puts into words."""

    code = "cannot_be_done"
    sentence = "%(said)s"


def go_on() -> bool:
    """Nobody stops this work."""
    return False


@dataclass(slots=True)
class Work:
    """What an entry point is given: what was asked, by whom and in which language, and ways to tell how far it is."""

    job: LeasedJob
    clock: Clock
    is_stopping: Callable[[], bool]
    worker: Actor
    _recorded_at: datetime | None = None

    def now(self) -> datetime:
        """The instant."""
        return self.clock()

    def today(self) -> date:
        """The day in the firm's time zone."""
        return self.clock().astimezone(ZoneInfo(this_firm().time_zone)).date()

    def report(self, **progress: Any) -> None:  # noqa: ANN401 -- whatever the page of this kind of job shows
        """Write down how far it is, a few times a second. Raises JobStopped when Mainstay is being stopped."""
        if self.is_stopping():
            raise JobStopped
        now = self.clock()
        if self._recorded_at is None or abs(now - self._recorded_at) >= _RECORD_EVERY:
            self._recorded_at = now
            jobs.record_progress(job=self.job, progress=progress, by=self.worker, now=now)


def work_on(
    job: LeasedJob, entry: Entry, *, worker: Actor, clock: Clock, is_stopping: Callable[[], bool] = go_on
) -> str:
    """Do a claimed job and write down what came of it: "done", "failed", "put off", "handed back" or "lost".

    A passing fault of the place is tried again later; a refusal and a mistake of ours are told in a sentence.
    """
    forget_decisions()
    begin_act()
    act: dict[str, Any] = {"job": job, "by": worker}
    lease = Lease(active_firm(), job.job_id, job.token, is_stopping)
    try:
        with translation.override(job.language):
            try:
                with _showing_life(job, worker, clock), under_lease(lease):
                    outcome = entry(Work(job, clock, is_stopping, worker))
                jobs.finish_job(outcome=outcome, now=clock(), **act)
            except JobLost:
                raise
            except JobStopped:
                jobs.hand_back_job(now=clock(), **act)
                return "handed back"
            except Exception as error:  # noqa: BLE001 -- whoever waits for the end of it is told
                return _gone_wrong(error, clock, act)
    except JobLost:
        return "lost"
    return "done"


def _gone_wrong(error: Exception, clock: Clock, act: dict[str, Any]) -> str:
    job = act["job"]
    refusal = sentence_for(error)
    if refusal is not None and is_passing(refusal):
        _log.warning("firm %s: job %d put off: %s", active_firm(), job.job_id, refusal.code, exc_info=error)
        jobs.put_off_job(trouble=str(refusal), now=clock(), **act)
        return "put off"
    incident = os.urandom(4).hex()
    _log.error("incident %s in firm %s, job %d", incident, active_firm(), job.job_id, exc_info=error)
    trouble = str(refusal) if refusal is not None else _(
        "Something went wrong that should not have (incident %(incident)s). What was done before it is kept; "
        "ask for it again to go on."
    ) % {"incident": incident}  # fmt: skip
    jobs.fail_job(trouble=trouble, now=clock(), **act)
    return "failed"


@contextmanager
def _showing_life(job: LeasedJob, worker: Actor, clock: Clock) -> Iterator[None]:
    """Show signs of life from a thread of its own: a long step of the work says nothing meanwhile."""
    ended, firm = Event(), active_firm()

    def beat() -> None:
        try:
            while not ended.wait(BEAT_SECONDS):
                try:
                    with use_firm(firm):
                        jobs.show_life(job=job, by=worker, now=clock())
                except JobLost:
                    return  # the next transaction of the work learns it too
                except Exception as error:  # noqa: BLE001 -- a sign that fails is one sign less
                    _log.warning("firm %s: job %d could not show life", firm, job.job_id, exc_info=error)
        finally:
            connections.close_all()

    thread = Thread(target=beat, daemon=True, name="beat")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@dataclass(slots=True)
class Rounds:
    """A worker's way through the firms: it knows when each has something due, and opens no other book.

    It learns that from a look through all books when it starts and once an hour, and from hints in between.
    """

    worker: Actor
    entries: Mapping[str, Entry]
    daily: Sequence[Daily]
    clock: Clock
    is_stopping: Callable[[], bool] = go_on
    _due: dict[str, datetime] = field(default_factory=dict)
    _looked_at: datetime | None = None
    _dead: set[str] = field(default_factory=set)

    def go(self) -> int:
        """Do all that is due now; returns how many jobs were worked on."""
        now = self.clock()
        if self._looked_at is None or abs(now - self._looked_at) >= _LOOK:
            self._looked_at = now
            self._dead = dead_workers(besides=self.worker.name)
            self._due = dict.fromkeys(firm_slugs(), now)
        for firm in taken_wakeups():
            self._due[firm] = now
        count = 0
        for firm in [firm for firm, due in self._due.items() if due <= now]:
            if self.is_stopping():
                return count
            count += self._visited(firm)
        # What the dead held was taken over in every book.
        forget(self._dead)
        self._dead = set()
        return count

    def _visited(self, firm: str) -> int:
        count = 0
        try:
            with use_firm(firm):
                if schema_state(firm) != "current":
                    _log.warning("firm %s: its book is not up to date, so its work waits", firm)
                    self._due[firm] = self.clock() + _LOOK
                    return 0
                self._ask_for_today()
                while not self.is_stopping() and (job := self._leased()) is not None:
                    count += 1
                    self._work_on(job)
                self._due[firm] = self._next()
        except UnknownFirm:
            self._due.pop(firm, None)  # removed meanwhile
        except Exception as error:  # noqa: BLE001 -- one firm's trouble is not another's
            _log.warning("firm %s could not be worked for", firm, exc_info=error)
            self._due[firm] = self.clock() + LEASE
        return count

    def _leased(self) -> LeasedJob | None:
        return jobs.lease_job(dead=self._dead, by=self.worker, now=self.clock())

    def _work_on(self, job: LeasedJob) -> None:
        entry = self.entries.get(job.kind)
        if entry is None:
            _log.error("firm %s: nobody knows how to do job %d (%s)", active_firm(), job.job_id, job.kind)
            jobs.hand_back_job(job=job, by=self.worker, now=self.clock() + _LOOK)
            return
        came = work_on(job, entry, worker=self.worker, clock=self.clock, is_stopping=self.is_stopping)
        _log.info("firm %s: job %d (%s) %s", active_firm(), job.job_id, job.kind, came)

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(this_firm().time_zone)

    def _ask_for_today(self) -> None:
        if this_firm().copy_of:
            return  # it stays as it was on its day
        now = self.clock()
        for daily in self.daily:
            day = day_due(daily, now, self._zone())
            if day is not None:
                jobs.ask_for_day(daily=daily, day=day, language=this_firm().language, by=self.worker, now=now)

    def _next(self) -> datetime:
        now = self.clock()
        moments = [next_at(daily, now, self._zone()) for daily in self.daily]
        if (due := next_due(now=now)) is not None:
            moments.append(max(due, now + timedelta(seconds=1)))
        return min(moments, default=now + _LOOK)
