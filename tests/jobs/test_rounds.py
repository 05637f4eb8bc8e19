"""A worker goes through the firms: it opens a book that has work, and looks after each once a night."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connections
from tests.builders import OWNER, an_issued_invoice, raw_writes
from tests.mornings import this_morning

from mainstay.config.schedule import DAILY, ENTRIES
from mainstay.jobs import upkeep
from mainstay.jobs import worker as working
from mainstay.jobs.actions.jobs import ask_for_job
from mainstay.jobs.liveness import dead_workers, forget, living
from mainstay.jobs.queries.jobs import last_upkeep
from mainstay.jobs.rules.jobs import Daily
from mainstay.jobs.wakeups import taken_wakeups, wake
from mainstay.jobs.worker import Rounds
from mainstay.kernel.actor import Actor
from mainstay.overview import jobs as jobs_of_overview
from mainstay.overview.gathered import OFFERED
from mainstay.overview.queries.checks import SafetyCopyIsUntrue, prove_safety_copy
from mainstay.store.backups import SAFETY, stored_copies
from mainstay.store.context import use_firm
from mainstay.store.paths import book_file, home, templates_folder, uploads_folder

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


def test_copies_are_retained_and_what_is_old_goes(rounds, engine):
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
    for night in range(1, 12):
        clock.now = datetime(2024, 4, night, 3, 0, tzinfo=ZoneInfo("Europe/Istanbul")).astimezone(UTC)
        for folder, days in ((old, 8), (new, 6)):
            if folder.exists():
                at = (clock.now - timedelta(days=days)).timestamp()
                os.utime(folder, (at, at))
        counts.append((worker.go(), worker.go()))

    assert counts == [(2 * len(DAILY), 0)] * 11
    with use_firm(first):
        assert (old.exists(), new.exists()) == (False, True)
        assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
        copies = stored_copies(first, SAFETY)
        # Of the nights before the seven the last of the week, and before that the last of the month.
        nights = [f"{first}.{SAFETY}-202404{night:02}" for night in range(3, 12)] if engine == "sqlite" else []
        assert [path.name.split("T")[0] for path in copies] == nights
        newest = last_upkeep()
        assert newest.outcome == ({"copy": copies[-1].name, "is_whole": True} if copies else {"copy": ""})
        assert last_upkeep().trouble == ""


@pytest.fixture
def nights(rounds, engine):
    """Goes through nights of the first firm; returns its safety copies."""
    if engine == "postgresql":
        pytest.skip("PostgreSQL keeps its own backups")
    worker, clock, (first, _) = rounds
    worker.daily = (NIGHTLY,)

    def go_through(*days: int):
        for day in days:
            clock.now = datetime(2024, 4, day, 0, 0, tzinfo=UTC)
            worker.go()
        return stored_copies(first, SAFETY)

    return go_through, first


def unfinished() -> set[str]:
    """The files of books that are being made in this home, whoever makes them."""
    return {path.name for path in templates_folder().iterdir() if "building" in path.name}


def test_no_copy_of_a_damaged_book_takes_the_place_of_a_sound_one(nights):
    go_through, first = nights
    sound = go_through(*range(1, 9))
    path = book_file(first)
    with closing(sqlite3.connect(path)) as book:
        page_size = book.execute("PRAGMA page_size").fetchone()[0]
        page = book.execute("SELECT rootpage FROM sqlite_master WHERE name = 'billing_invoice'").fetchone()[0]
        book.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    connections.close_all()
    with path.open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(bytes(page_size))
    old = uploads_folder(first) / "old"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    left = unfinished()
    assert go_through(*range(9, 18)) == sound
    assert old.exists()  # in doubt nothing is removed
    assert unfinished() == left
    with use_firm(first):
        said = last_upkeep().trouble
        page = this_morning(date(2024, 4, 17))
    assert said.startswith("Veri dosyası hasarlı (")
    assert page.trouble == said


def test_a_copy_that_contradicts_itself_takes_no_other_ones_place(nights):
    go_through, first = nights
    with use_firm(first):
        an_issued_invoice()
    sound = go_through(*range(1, 9))
    with use_firm(first), raw_writes() as cursor:
        cursor.execute("UPDATE billing_invoice SET has_reversals = TRUE")
    assert go_through(9, 10) == sound
    with use_firm(first):
        assert last_upkeep().trouble.startswith("Kayıtlar denetimden geçmedi")
        # As known on that day: before the night there was nothing to tell.
        assert this_morning(date(2024, 4, 8)).trouble == ""
    with use_firm(first), raw_writes() as cursor:
        cursor.execute("UPDATE billing_invoice SET has_reversals = FALSE")
    assert len(go_through(11)) == len(sound) + 1
    with use_firm(first):
        assert this_morning(date(2024, 4, 11)).trouble == ""


def test_a_large_book_is_proved_whole_once_a_week_and_in_part_on_other_nights(nights, monkeypatch):
    go_through, _ = nights
    asked = []
    monkeypatch.setattr(upkeep, "_SMALL", 0)
    monkeypatch.setattr(jobs_of_overview, "prove_safety_copy", asked.append)
    go_through(*range(1, 16))
    of_each_night = asked[::2]  # there are two firms
    assert [part is None for part in of_each_night] == [day in {1, 8, 15} for day in range(1, 16)]
    assert len({part for part in asked if part is not None}) == 12


def test_a_proof_in_part_goes_through_all_packages_in_turn(book):
    an_issued_invoice()
    with raw_writes() as cursor:
        cursor.execute("UPDATE billing_invoice SET has_reversals = TRUE")
    refused = []
    for part in range(10):
        try:
            prove_safety_copy(part)
        except SafetyCopyIsUntrue:
            refused.append(part)
    assert len(refused) == 10 // len([offers for offers in OFFERED if offers.proofs])
    with pytest.raises(SafetyCopyIsUntrue, match="The book failed its check"):
        prove_safety_copy(None)


def test_a_night_that_fails_is_told_until_one_succeeds(rounds, monkeypatch):
    worker, clock, (first, _) = rounds
    worker.daily = DAILY
    clock.now = AT + timedelta(days=1)

    def broken(work: working.Work) -> dict[str, object]:
        raise ValueError

    monkeypatch.setattr(worker, "entries", {"look_after_book": broken})
    worker.go()
    with use_firm(first):
        assert last_upkeep().trouble.startswith("Olmaması gereken bir hata oluştu (olay ")
    monkeypatch.setattr(worker, "entries", ENTRIES)
    clock.now += timedelta(days=1)
    worker.go()
    with use_firm(first):
        assert last_upkeep().trouble == ""
