"""A worker goes through the firms: it opens a book that has work, and looks after each once a night."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from tests.builders import OWNER

from mainstay.config.schedule import DAILY, ENTRIES
from mainstay.jobs import worker as working
from mainstay.jobs.actions.jobs import ask_for_job
from mainstay.jobs.liveness import dead_workers, forget, living
from mainstay.jobs.queries.jobs import last_done, last_failed
from mainstay.jobs.rules.jobs import Daily
from mainstay.jobs.wakeups import taken_wakeups, wake
from mainstay.jobs.worker import Rounds
from mainstay.kernel.actor import Actor
from mainstay.store.backups import SAFETY, stored_copies
from mainstay.store.context import use_firm
from mainstay.store.paths import home, uploads_folder

AT = datetime(2024, 3, 31, 0, 30, tzinfo=UTC)
ONE, TWO = Actor("schedule", "one", "one", ""), Actor("schedule", "two", "two", "")
NIGHTLY = Daily("look_after_book", time(3, 0))
SOON = timedelta(seconds=1)


def ask(key: str = "a", kind: str = "count", **params: object) -> bool:
    return ask_for_job(kind=kind, key=key, params=params, language="en", by=OWNER, now=AT)


# -- a worker's rounds -------------------------------------------------------------------------------------------------


class Clock:
    """The hour a test says it is."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def rounds(new_book, monkeypatch):
    """A worker that knows the books of this test alone, and its clock."""
    own = [new_book(), new_book()]
    monkeypatch.setattr(working, "firm_slugs", lambda: own)
    taken_wakeups()
    clock = Clock(AT)
    return Rounds(ONE, ENTRIES, (), clock), clock, own


def test_a_worker_opens_a_book_when_it_has_work_and_otherwise_once_an_hour(rounds, monkeypatch):
    worker, clock, (first, second) = rounds
    opened = []
    real = working.schema_state

    def seen(firm: str) -> str:
        opened.append(firm)
        return real(firm)

    monkeypatch.setattr(working, "schema_state", seen)
    monkeypatch.setattr(worker, "entries", {"count": lambda _work: {}})
    assert (worker.go(), worker.go()) == (0, 0)
    assert opened == [first, second]

    with use_firm(second):
        ask()
    assert (worker.go(), worker.go()) == (1, 0)
    assert opened == [first, second, second]

    with use_firm(first):
        ask()
    taken_wakeups()  # the hint is lost
    clock.now += timedelta(minutes=59)
    assert worker.go() == 0
    clock.now += timedelta(minutes=1)
    assert worker.go() == 1


def test_one_firm_in_trouble_does_not_keep_the_others_waiting(rounds, monkeypatch, caplog):
    worker, _, (first, second) = rounds
    for firm in (first, second):
        with use_firm(firm):
            ask()
    real = working.schema_state

    def broken(firm: str) -> str:
        if firm == first:
            raise IntegrityError
        return real(firm)

    monkeypatch.setattr(working, "schema_state", broken)
    monkeypatch.setattr(worker, "entries", {"count": lambda _work: {}})
    assert worker.go() == 1
    assert f"firm {first} could not be worked for" in caplog.text


def test_a_hint_for_a_firm_that_is_gone_harms_nobody(rounds):
    worker, _, _ = rounds
    wake("nobody")
    assert worker.go() == 0


def test_a_worker_that_died_is_known_by_its_lock():
    with living("alive"), living("other"):
        (home() / "workers" / "gone.lock").touch()  # what a process that was killed leaves
        assert dead_workers(besides="other") == {"gone"}
    forget(["gone"])
    assert dead_workers(besides="") == set()


# -- the night ---------------------------------------------------------------------------------------------------------


def test_seven_nights_are_kept_and_what_is_old_goes(rounds, engine):
    worker, clock, (first, _) = rounds
    worker.daily = DAILY
    with use_firm(first):
        old, new = uploads_folder(first) / "old", uploads_folder(first) / "new"
        for folder in (old, new):
            folder.mkdir(parents=True)
            (folder / "content").touch()
        for key, expires in (("old", AT), ("new", AT + timedelta(days=90))):
            Session(session_key=key, session_data="", expire_date=expires).save()
    counts = []
    for night in range(1, 10):
        clock.now = datetime(2024, 4, night, 3, 0, tzinfo=ZoneInfo("Europe/Istanbul")).astimezone(UTC)
        for folder, days in ((old, 8), (new, 6)):
            if folder.exists():
                at = (clock.now - timedelta(days=days)).timestamp()
                os.utime(folder, (at, at))
        counts.append((worker.go(), worker.go()))

    assert counts == [(2 * len(DAILY), 0)] * 9
    with use_firm(first):
        assert (old.exists(), new.exists()) == (False, True)
        assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
        copies = stored_copies(first, SAFETY)
        nights = [f"{first}.{SAFETY}-202404{night:02}" for night in range(3, 10)] if engine == "sqlite" else []
        assert [path.name.split("T")[0] for path in copies] == nights
        newest = last_done(kind="look_after_book")
        assert newest.outcome == {"copy": copies[-1].name if copies else ""}
        assert last_failed(kind="look_after_book") is None


def test_a_night_that_fails_is_told_until_one_succeeds(rounds, monkeypatch):
    worker, clock, (first, _) = rounds
    worker.daily = DAILY
    clock.now = AT + timedelta(days=1)

    def broken(work: working.Work) -> dict[str, object]:
        raise ValueError

    monkeypatch.setattr(worker, "entries", {"look_after_book": broken})
    worker.go()
    with use_firm(first):
        assert last_failed(kind="look_after_book").trouble.startswith("Olmaması gereken bir hata oluştu (olay ")
    monkeypatch.setattr(worker, "entries", ENTRIES)
    clock.now += timedelta(days=1)
    worker.go()
    with use_firm(first):
        assert last_failed(kind="look_after_book") is None
