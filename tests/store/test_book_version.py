"""The mark of a book moves with every write, in every process, and with nothing else."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from tests.builders import ACT, NOW, OWNER, a_client, an_issued_invoice, day

from mainstay.clients.actions.notes import add_note
from mainstay.firm.actions.firms import describe_firm
from mainstay.scoring.queries import payment_habits, result_cache
from mainstay.store import bulk
from mainstay.store.book_version import book_version
from mainstay.store.context import use_firm
from mainstay.store.snapshots import one_moment


def test_every_write_moves_the_mark(book) -> None:
    marks = [book_version()]
    client = a_client()
    marks.append(book_version())
    add_note(client_ref=client.ref, text="Aradı", on=day(3), **ACT)
    marks.append(book_version())
    describe_firm(changes={"name": "Işık"}, by=OWNER, now=NOW)
    marks.append(book_version())
    with transaction.atomic():
        bulk.insert_rows(
            "jobs_scheduledrun", ("name", "ran_on", "asked_at"), [("x", "2024-01-01", "2024-01-01T00:00Z")]
        )
    marks.append(book_version())
    assert len(set(marks)) == len(marks)
    assert all(len(mark.split()[0]) == 32 for mark in marks)


def test_what_only_reads_or_was_taken_back_leaves_the_mark(book) -> None:
    client = a_client()
    before = book_version()
    with transaction.atomic():
        payment_habits.medians(as_of=day(9))
    with one_moment():
        assert book_version() == before
    with transaction.atomic():
        add_note(client_ref=client.ref, text="Aradı", on=day(3), **ACT)
        transaction.set_rollback(True)
    assert book_version() == before


def test_a_result_is_kept_until_somebody_else_writes(book, monkeypatch) -> None:
    an_issued_invoice()
    asked = []
    found = payment_habits._medians
    monkeypatch.setattr(payment_habits, "_medians", lambda as_of: asked.append(as_of) or found(as_of))
    payment_habits.medians(as_of=day(9))
    payment_habits.medians(as_of=day(9))
    assert len(asked) == 1

    def elsewhere() -> None:
        with use_firm(book):
            a_client("Özge Çağlar")
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    payment_habits.medians(as_of=day(9))
    assert len(asked) == 2


def test_nothing_is_kept_of_what_a_transaction_sees(book) -> None:
    an_issued_invoice()
    result_cache._remembered.clear()
    with transaction.atomic():
        payment_habits.medians(as_of=day(9))
    assert not result_cache._remembered


@pytest.mark.parametrize("guard", ["on", "off"])
def test_writers_of_two_connections_leave_two_marks(engine, book, guard, monkeypatch) -> None:
    """Shown with the guard off first: without the mark being set, a reader would take the old result for a new one."""
    if guard == "off":
        silent = {"sqlite": "SELECT 1", "postgresql": "SELECT 1"}[engine]
        name = {"sqlite": "SET_ON_SQLITE", "postgresql": "SET_ON_POSTGRESQL"}[engine]
        monkeypatch.setattr(
            f"mainstay.store.backends.{'sqlite3' if engine == 'sqlite' else engine}.base.{name}", silent
        )
    before = book_version()
    a_client()
    assert (book_version() == before) is (guard == "off")
