"""The mark of a book moves with every write, in every process, and with nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from tests.builders import ACT, NOW, OWNER, OZGE, a_client, a_paid_invoice, an_issued_invoice, day

from mainstay.clients.actions.notes import add_note
from mainstay.clients.models import Client, Contact
from mainstay.scoring.queries import payment_habits
from mainstay.store import bulk, result_cache
from mainstay.store.book_version import book_version, is_write
from mainstay.store.context import use_firm
from mainstay.store.snapshots import one_moment
from mainstay.timeline.actions.describing import describe_firm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A process that answers each line from what it remembered, or counts, and one that adds a client for each line.
READER = """
import sys
from datetime import date
from mainstay.config.starting import start
start()
from mainstay.clients.models import Client
from mainstay.store.result_cache import cache_result, cached_result
from mainstay.store.book_version import book_version
from mainstay.store.context import use_firm
with use_firm(sys.argv[1]):
    for _ in sys.stdin:
        version = book_version()
        found = cached_result("clients", date(2024, 3, 1), version)
        if found is None:
            found = Client.objects.count()
            cache_result("clients", date(2024, 3, 1), version, found)
        print(found, flush=True)
"""
WRITER = """
import sys
from datetime import UTC, datetime
from mainstay.config.starting import start
start()
from django.db import connection
from mainstay.clients.actions.clients import add_client
from mainstay.clients.models import Client
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.kernel.actor import Actor
from mainstay.store.backends.{backend} import base
from mainstay.store.context import use_firm
base.{mark} = {value}
now = datetime(2024, 3, 1, tzinfo=UTC)
with use_firm(sys.argv[1]):
    for line in sys.stdin:
        name = sys.argv[2] + line.strip()
        if line.startswith("action"):
            add_client(draft=ClientDraft(name=name), by=Actor("person", "1", "x", "owner"), now=now)
        else:
            Client.objects.create(ref=name, name=name, search_key=name, match_key=name, sort_key=name, recorded_at=now)
        print("written", flush=True)
"""


# What pages say in a process of its own, which remembers them.
PAGES = """
import sys
from datetime import date
from mainstay.config.starting import start
start()
from mainstay.briefing.queries.morning import morning
from mainstay.kernel.actor import Actor
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.rules.client_filter import ClientFilter
from mainstay.store.context import use_firm
by = Actor("person", "1", "x", "owner")
with use_firm(sys.argv[1]):
    for _ in sys.stdin:
        on = date(2024, 3, 1)
        page = clients_page(as_of=on, wanted=ClientFilter(length=2), by=by)
        today = morning(today=on, by=by, most=12)
        again = clients_page(as_of=on, wanted=ClientFilter(length=2), by=by)
        assert again == page and morning(today=on, by=by, most=12) is today
        print(page.count, page.pages, page.is_book_empty, flush=True)
"""


@contextmanager
def another(program: str, *arguments: str) -> Iterator[Callable[[str], str]]:
    """Run a program of this project in a process of its own; yields what sends it a line and returns its answer."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        to, answers = process.stdin, process.stdout

        def say(line: str) -> str:
            to.write(line + "\n")
            to.flush()
            return answers.readline().strip()

        yield say
        to.close()
    assert process.returncode == 0


def writer(engine: str, guard: str = "on") -> str:
    """The program that writes; with the guard off, what it writes sets no mark."""
    mark = {"sqlite": "SET_ON_SQLITE", "postgresql": "SET_ON_POSTGRESQL"}[engine]
    backend = {"sqlite": "sqlite3", "postgresql": "postgresql"}[engine]
    return WRITER.format(backend=backend, mark=mark, value=f"base.{mark}" if guard == "on" else '"SELECT 1"')


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


def test_habits_are_read_once_of_each_client_until_somebody_writes(book, monkeypatch) -> None:
    first = a_paid_invoice(client=a_client()).client_id
    other = a_paid_invoice(client=a_client(OZGE)).client_id
    asked = []
    plain = payment_habits.habits
    monkeypatch.setattr(
        payment_habits,
        "habits",
        lambda as_of, clients: asked.append(sorted(clients)) or plain(as_of=as_of, clients=clients),
    )

    def found(*clients):
        version = book_version()
        read = payment_habits.cached_habits(as_of=day(90), clients=clients, version=version)
        assert read == plain(as_of=day(90), clients=clients)
        return [*read]

    assert found(first) == found(first) == [first]
    assert found(other, first) == [other, first]
    assert found(other + 1) == found(other + 1) == []  # nobody, remembered too
    assert asked == [[first], [other], [other + 1]]
    a_paid_invoice(client=a_client())
    assert found(first) == [first]
    assert asked[3:] == [[first]]


def test_nothing_is_kept_of_what_a_transaction_sees(book) -> None:
    an_issued_invoice()
    result_cache._cached.clear()
    with transaction.atomic():
        payment_habits.medians(as_of=day(9))
    assert not result_cache._cached


@pytest.mark.parametrize("guard", ["on", "off"])
def test_writers_of_two_connections_leave_two_marks(engine, book, guard, monkeypatch) -> None:
    """Shown with the guard off first: without the mark being set, a reader would take the old result for a new one."""
    if guard == "off":
        idle = {"sqlite": "SELECT 1", "postgresql": "SELECT 1"}[engine]
        name = {"sqlite": "SET_ON_SQLITE", "postgresql": "SET_ON_POSTGRESQL"}[engine]
        monkeypatch.setattr(f"mainstay.store.backends.{'sqlite3' if engine == 'sqlite' else engine}.base.{name}", idle)
    before = book_version()
    a_client()
    assert (book_version() == before) is (guard == "off")


@pytest.mark.parametrize("guard", ["off", "on"])
def test_one_process_notices_what_another_writes(engine, book, guard) -> None:
    """In a transaction and outside one; with the guard off first, so that the other process is seen to matter."""
    with another(READER, book) as counted, another(writer(engine, guard), book, "a") as write:
        found = [counted("?")]
        for line in ("action 1", "row 2", "action 3", "row 4"):
            write(line)
            found.append(counted("?"))
    assert found == (["0", "1", "2", "3", "4"] if guard == "on" else ["0"] * 5)


def test_the_pages_of_one_process_notice_what_another_writes(engine, book) -> None:
    with another(PAGES, book) as shown, another(writer(engine), book, "a") as write:
        found = [shown("?")]
        for line in ("action 1", "row 2", "action 3"):
            write(line)
            found.append(shown("?"))
    assert found == ["0 1 True", "1 1 False", "2 1 False", "3 2 False"]


def test_no_result_outlives_the_writes_of_several_processes(engine, book) -> None:
    """Two write at once while a third reads: it never answers with less than was written before it was asked."""
    written = [0]

    def go_on_writing(name: str) -> None:
        with another(writer(engine), book, name) as write:
            for number in range(10):
                assert write(f"{'action' if number % 2 else 'row'} {number}") == "written"
                written.append(1)

    writers = [threading.Thread(target=go_on_writing, args=(name,)) for name in "ab"]
    with another(READER, book) as counted:
        for one in writers:
            one.start()
        while any(one.is_alive() for one in writers):
            least = sum(written)
            assert int(counted("?")) >= least
        assert counted("?") == "20"


def test_a_statement_outside_a_transaction_moves_the_mark(book) -> None:
    client = a_client()
    marks = [book_version()]
    Client.objects.filter(pk=client.pk).update(city="İzmir")
    marks.append(book_version())
    made = Contact.objects.create(client=client, name="Özge", email="", phone="", role="")  # SQL that returns its id
    marks.append(book_version())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_client SET city = 'Bursa' RETURNING id, city")
        assert [cursor.fetchone(), cursor.fetchone()] == [(client.pk, "Bursa"), None]
        marks.append(book_version())
        cursor.executemany("UPDATE clients_contact SET role = %s WHERE id = %s", [("x", made.pk), ("y", made.pk)])
    marks.append(book_version())
    assert len(set(marks)) == len(marks)
    assert Contact.objects.get().role == "y"


def test_what_returns_rows_is_read_in_every_way(book) -> None:
    for name in ("a", "b", "c", "d", "e"):
        a_client(name)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_client SET city = 'İzmir' RETURNING name")
        assert cursor.rowcount == 5
        names = [cursor.fetchone(), *cursor.fetchmany(2), *cursor.fetchall()]
        assert sorted(names) == [("a",), ("b",), ("c",), ("d",), ("e",)]
        assert not cursor.fetchall()
        cursor.execute("UPDATE clients_client SET city = 'Bursa' RETURNING name")
        assert sorted(cursor) == sorted(names)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_client SET city = 'Ankara' RETURNING name")
        cursor.execute("SELECT COUNT(*) FROM clients_client")
        assert cursor.fetchall() == [(5,)]


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("SELECT 1", False),
        ("  insert INTO t VALUES (1)", True),
        ("UPDATE t SET a = 1", True),
        (b"DELETE FROM t", True),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ("WITH a AS (SELECT 1)\nUPDATE t SET b = 2", True),
        ("SET search_path = x", False),
        ("PRAGMA optimize", False),
    ],
)
def test_which_statements_write(statement, writes) -> None:
    assert is_write(statement) is writes
