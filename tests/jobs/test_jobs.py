"""Work behind the screen: done once by one worker, taken over from the dead, told in a sentence, never asked twice."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import OWNER, a_client
from tests.patience import PATIENCE

from mainstay.clients.models import Client
from mainstay.jobs import worker as working
from mainstay.jobs.actions import jobs
from mainstay.jobs.actions.jobs import ask_for_day, ask_for_job, begin_job, lease_job
from mainstay.jobs.models import Job, ScheduledRun
from mainstay.jobs.queries.jobs import job_for, next_due
from mainstay.jobs.rules.jobs import LEASE, MOST_TRIES, Daily, day_due, is_due, is_unresponsive, next_at, wait_after
from mainstay.jobs.wakeups import taken_wakeups
from mainstay.jobs.worker import work_on
from mainstay.kernel.actor import Actor
from mainstay.store import fencing
from mainstay.store.context import FirmMismatch, use_firm
from mainstay.store.errors import BookIsLocked
from mainstay.store.fencing import JobLost, Lease

AT = datetime(2024, 3, 31, 0, 30, tzinfo=UTC)
ONE, TWO = Actor("schedule", "one", "one", ""), Actor("schedule", "two", "two", "")
NIGHTLY = Daily("look_after_book", time(3, 0))
SOON = timedelta(seconds=1)


def ask(key: str = "a", kind: str = "count", **params: object) -> bool:
    return ask_for_job(kind=kind, key=key, params=params, language="en", by=OWNER, now=AT)


def token(by: Actor = ONE, now: datetime = AT, dead: tuple[str, ...] = ()) -> jobs.LeasedJob | None:
    return lease_job(dead=dead, by=by, now=now)


def hold(job: jobs.LeasedJob, book: str, *, is_stopping: bool = False) -> Lease:
    return Lease(book, job.job_id, job.token, lambda: is_stopping)


def done(job: jobs.LeasedJob, entry, now: datetime = AT, by: Actor = ONE, **facts) -> str:
    return work_on(job, entry, worker=by, clock=lambda: now, **facts)


def row() -> tuple[str, int, int, str]:
    return Job.objects.values_list("state", "tries", "token", "worker").get()


def at_once(book: str, *acts) -> list[object]:
    """Run the acts in threads that begin together; what each answered."""
    answers: list[object] = []
    together = threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            with use_firm(book):
                connection.ensure_connection()
                together.wait()
                answers.append(act())
        except Exception as error:  # noqa: BLE001 -- what leaked is the answer
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# -- asking ------------------------------------------------------------------------------------------------------------


def test_asked_twice_under_one_key_it_is_done_once(book):
    assert (ask(), ask(), ask("b")) == (True, False, True)
    assert begin_job(kind="count", key="a", params={}, language="en", worker="web", by=OWNER, now=AT) is None
    job = token()
    assert (job.key, job.kind, job.asked_by.id, job.params) == ("a", "count", OWNER.id, {})
    assert ask() is False

    jobs.fail_job(job=job, trouble="no", by=ONE, now=AT)

    assert ask() is True
    assert [(j.state, j.trouble) for j in Job.objects.filter(key="a").order_by("pk")] == [
        ("failed", "no"), ("waiting", ""),
    ]  # fmt: skip
    assert job_for(key="a").state == "waiting"


def test_a_job_goes_with_the_transaction_that_causes_it(book):
    taken_wakeups()
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert Job.objects.count() == 0
    assert taken_wakeups() == []

    ask()
    assert taken_wakeups() == [book]
    assert taken_wakeups() == []


# -- one worker --------------------------------------------------------------------------------------------------------


@pytest.fixture
def both_looked(engine, monkeypatch) -> None:
    """Both workers have seen the job waiting before either takes it: the race at its worst."""
    looked = threading.Barrier(2)
    real = jobs.is_due

    def wait(*facts) -> bool:
        if engine == "postgresql":
            looked.wait(timeout=PATIENCE)
        return real(*facts)

    monkeypatch.setattr(jobs, "is_due", wait)


def test_of_two_workers_one_gets_the_job(book, both_looked):
    ask()
    found = at_once(book, lambda: token(ONE), lambda: token(TWO))
    assert [job.token for job in found if job is not None] == [1]
    assert found.count(None) == 1


def test_without_the_guard_both_workers_get_it(book, engine, both_looked, monkeypatch):
    if engine == "sqlite":
        pytest.skip("one writer at a time: the second looks after the first has taken it")

    def take(job: Job, worker: str, now: datetime) -> bool:
        return bool(Job.objects.filter(pk=job.pk).update(state="running", worker=worker, beat_at=now))

    monkeypatch.setattr(jobs, "_take", take)
    ask()
    assert None not in at_once(book, lambda: token(ONE), lambda: token(TWO))


def test_a_job_is_taken_from_a_silent_worker_and_at_once_from_a_dead_one(book):
    ask()
    assert token(ONE).token == 1
    assert token(TWO, AT + LEASE) is None
    assert token(TWO, AT + LEASE + SOON).token == 2
    assert row() == ("running", 2, 2, "two")
    assert token(ONE, AT + LEASE + SOON, dead=("two",)).token == 3


def test_signs_of_life_keep_a_job(book):
    ask()
    job = token(ONE)
    jobs.show_life(job=job, by=ONE, now=AT + LEASE)
    assert token(TWO, AT + LEASE + SOON) is None


def test_a_job_that_kills_its_workers_is_given_up(book):
    ask()
    now = AT
    for number in range(1, MOST_TRIES + 1):
        assert token(ONE, now).token == number
        now += LEASE + SOON
    assert token(TWO, now) is None
    assert job_for(key="a").state == "failed"
    assert job_for(key="a").trouble == "It was tried several times and didn’t finish. The log says more."


# -- the fence ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken_over(book) -> tuple[jobs.LeasedJob, jobs.LeasedJob]:
    """A job whose first worker was silent, and its two claims."""
    ask()
    return token(ONE), token(TWO, AT + LEASE + SOON)


def test_whoever_lost_a_job_can_write_nothing_more(book, taken_over):
    lost, held = taken_over
    with fencing.under_lease(hold(lost, book)), pytest.raises(JobLost):
        a_client()
    assert Client.objects.count() == 0
    for act, facts in (
        (jobs.show_life, {}), (jobs.record_progress, {"progress": {}}), (jobs.finish_job, {"outcome": {}}),
        (jobs.fail_job, {"trouble": "no"}), (jobs.put_off_job, {"trouble": "no"}), (jobs.hand_back_job, {}),
    ):  # fmt: skip
        with pytest.raises(JobLost):
            act(job=lost, by=ONE, now=AT, **facts)
    assert row() == ("running", 2, 2, "two")

    with fencing.under_lease(hold(held, book)):
        a_client()
    assert Client.objects.count() == 1


def test_without_the_fence_the_loser_writes_on(book, taken_over, engine, monkeypatch):
    folder = "sqlite3" if engine == "sqlite" else "postgresql"
    monkeypatch.setattr(f"mainstay.store.backends.{folder}.base.require_lease", lambda *_facts, **_more: None)
    lost, _ = taken_over
    with fencing.under_lease(hold(lost, book)):
        a_client()
    assert Client.objects.count() == 1


def test_a_job_is_not_taken_over_in_the_middle_of_a_transaction(book):
    ask()
    job = token(ONE)
    inside, looking = threading.Event(), threading.Event()

    def is_lost() -> bool:
        try:
            with transaction.atomic():
                return False
        except JobLost:
            return True

    def first() -> str:
        with fencing.under_lease(hold(job, book)):
            with transaction.atomic():
                inside.set()
                assert looking.wait(PATIENCE)
                a_client()
                # As the transaction ends the job is its own still.
                assert Job.objects.get(pk=job.job_id).token == 1
            # The other waited for that end; the job is lost when its lease is through.
            while not is_lost():
                pass
        return "lost"

    def second() -> int:
        assert inside.wait(PATIENCE)
        looking.set()
        return token(TWO, AT + LEASE + SOON).token

    assert sorted(at_once(book, first, second), key=str) == [2, "lost"]
    assert Client.objects.count() == 1


def test_a_job_writes_into_its_own_book_alone(book, other_book):
    ask()
    job = token()
    with fencing.under_lease(hold(job, book)), use_firm(other_book), pytest.raises(FirmMismatch):
        a_client()


# -- doing it ----------------------------------------------------------------------------------------------------------


def test_what_came_of_it_is_kept(book):
    ask(size=2)
    said = []

    def entry(work: working.Work) -> dict[str, object]:
        work.report(rows=1)
        said.append((job_for(key="a").progress, work.today(), work.job.params, work.now()))
        return {"rows": 2}

    assert done(token(), entry) == "done"
    assert said == [({"rows": 1}, date(2024, 3, 31), {"size": 2}, AT)]
    found = job_for(key="a")
    assert (found.state, found.outcome, found.trouble, found.ended_at) == ("done", {"rows": 2}, "", AT)
    assert token() is None


def test_a_mistake_of_ours_is_a_sentence_for_people_and_details_for_the_log(book, caplog):
    def entry(work: working.Work) -> dict[str, object]:
        a_client()
        msg = "the inside of it"
        raise ValueError(msg)

    ask()
    assert done(token(), entry) == "failed"
    found = job_for(key="a")
    assert found.trouble.startswith("Something went wrong that should not have (incident ")
    assert "inside" not in found.trouble
    assert "ValueError: the inside of it" in caplog.text
    assert Client.objects.count() == 1


def test_a_busy_book_is_tried_again_later_each_time_until_enough(book):
    def busy(work: working.Work) -> dict[str, object]:
        raise BookIsLocked

    ask()
    now, waits = AT, []
    for _ in range(MOST_TRIES - 1):
        assert done(token(now=now), busy, now) == "put off"
        due = next_due(now=now)
        waits.append((due - now).total_seconds())
        assert token(now=due - SOON) is None
        now = due
    assert waits == [5, 20, 80, 320]
    assert job_for(key="a").trouble.startswith("The book is in use")
    assert done(token(now=now), busy, now) == "put off"
    assert job_for(key="a").state == "failed"


def test_stopped_it_is_handed_back_and_goes_on_where_it_was(book):
    stopping = []

    def entry(work: working.Work) -> dict[str, object]:
        for name in ("Işık İnşaat", "Özge Çağlar", "O'Brien & Sons"):
            a_client(name)
            stopping.append(True)
        return {}

    ask()
    assert done(token(), entry, is_stopping=lambda: bool(stopping)) == "handed back"
    assert Client.objects.count() == 1
    assert row() == ("waiting", 0, 1, "one")

    assert done(token(TWO), entry, by=TWO) == "done"
    assert Client.objects.count() == 3


def test_signs_of_life_are_shown_while_a_step_is_silent(book, monkeypatch):
    monkeypatch.setattr(working, "BEAT_SECONDS", 0.01)
    shown = threading.Event()
    real = jobs.show_life

    def seen(**facts) -> None:
        real(**facts)
        shown.set()

    monkeypatch.setattr(jobs, "show_life", seen)
    ask()
    assert done(token(), lambda _work: {"seen": shown.wait(PATIENCE)}, AT + SOON) == "done"
    assert job_for(key="a").outcome == {"seen": True}
    assert Job.objects.get().beat_at == AT + SOON


# -- the schedule ------------------------------------------------------------------------------------------------------


TODAY = AT.date()


def a_day(day: date = TODAY) -> bool:
    return ask_for_day(daily=NIGHTLY, day=day, language="en", by=ONE, now=AT)


@pytest.fixture
def both_asked(engine, monkeypatch) -> None:
    """Both workers have seen that nobody asked for the day before either asks."""
    looked = threading.Barrier(2)
    real = ScheduledRun.__init__

    def wait(self, *args, **facts) -> None:
        if engine == "postgresql":
            looked.wait(timeout=PATIENCE)
        real(self, *args, **facts)

    monkeypatch.setattr(ScheduledRun, "__init__", wait)


def test_of_two_who_ask_for_a_day_one_is_heard(book, both_asked):
    assert sorted(at_once(book, a_day, a_day)) == [False, True]
    assert (Job.objects.count(), ScheduledRun.objects.count()) == (1, 1)


def test_without_the_guard_both_are_heard(book, engine, both_asked, monkeypatch):
    if engine == "sqlite":
        pytest.skip("one writer at a time: the second asks after the first was heard")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_scheduledrun DROP CONSTRAINT a_scheduled_run_comes_once_a_day")
        cursor.execute("DROP INDEX a_job_is_asked_for_once")
    assert at_once(book, a_day, a_day) == [True, True]


def test_a_clock_set_back_or_forth_never_runs_a_day_twice_and_loses_no_other(book):
    days = [TODAY + timedelta(days=number) for number in (0, -1, 0, 400, 0, 1)]
    assert [a_day(day) for day in days] == [True, True, False, True, False, True]


def test_the_night_is_the_firms_own():
    kiritimati, london = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Europe/London")
    noon = datetime(2024, 3, 30, 12, 59, tzinfo=UTC)
    assert day_due(NIGHTLY, noon, kiritimati) is None
    assert day_due(NIGHTLY, noon + timedelta(minutes=1), kiritimati) == date(2024, 3, 31)
    assert day_due(NIGHTLY, noon, london) == date(2024, 3, 30)
    assert next_at(NIGHTLY, noon, kiritimati) == datetime(2024, 3, 30, 13, 0, tzinfo=UTC)
    # The clocks go forward that night, and 3:00 is 2:00 UTC.
    assert next_at(NIGHTLY, noon, london) == datetime(2024, 3, 31, 2, 0, tzinfo=UTC)


@given(st.datetimes(timezones=st.timezones()), st.sampled_from(["Europe/London", "Pacific/Kiritimati", "Asia/Gaza"]))
def test_what_comes_next_is_later_and_due_when_it_comes(now, zone):
    if not 1900 < now.year < 2100:
        return
    at = next_at(NIGHTLY, now, ZoneInfo(zone))
    assert now < at
    assert day_due(NIGHTLY, at + timedelta(hours=1), ZoneInfo(zone)) == at.astimezone(ZoneInfo(zone)).date()


def test_a_clock_set_back_leaves_no_job_waiting_for_ever():
    assert is_due(AT, AT)
    assert not is_due(AT + SOON, AT)
    assert is_due(AT + timedelta(days=365), AT)
    assert not is_unresponsive(AT, AT + LEASE)
    assert is_unresponsive(AT, AT + LEASE + SOON)
    assert is_unresponsive(AT + timedelta(days=365), AT)
    assert [wait_after(tries).seconds for tries in range(1, 7)] == [5, 20, 80, 320, 320, 320]
