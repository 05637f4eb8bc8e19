"""Each fault of the place becomes one sentence, and nothing is half done. The faults are real ones."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from tests.patience import NO_PATIENCE

from mainstay.firm.models import Firm
from mainstay.store import bulk
from mainstay.store.context import UnknownFirm, use_firm
from mainstay.store.errors import (
    BookIsDamaged,
    BookIsLocked,
    DiskIsFull,
    NoSuchDatabase,
    NotWritable,
    ServerUnreachable,
    sentence_for,
)
from mainstay.store.paths import book_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mainstay.kernel.refusal import Refusal

on_sqlite = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="files")
on_postgresql = pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="PostgreSQL")


def fault_of(act: Callable[[], object]) -> Refusal | None:
    with pytest.raises((DatabaseError, OSError, UnknownFirm)) as caught:
        act()
    return sentence_for(caught.value)


def rename() -> None:
    Firm.objects.update(name="x")


@on_sqlite
def test_a_locked_book(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", NO_PATIENCE)
    with closing(sqlite3.connect(book_file(book), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert isinstance(fault_of(rename), BookIsLocked)
        assert isinstance(fault_of(lambda: transaction.atomic().__enter__()), BookIsLocked)
        assert Firm.objects.get().name == "Işık İnşaat"  # readers do not wait
    rename()
    connection.close()


@on_sqlite
def test_a_full_disk_takes_the_whole_batch_back(book: str) -> None:
    pages = bulk.select_rows("PRAGMA page_count")[0][0]
    bulk.select_rows(f"PRAGMA max_page_count = {pages + 3}")

    def fill() -> None:
        with transaction.atomic():
            bulk.run_sql("CREATE TABLE heap (name text)")
            bulk.insert_rows("heap", ("name",), (("x" * 1000,) for _ in range(10_000)))

    refusal = fault_of(fill)
    assert isinstance(refusal, DiskIsFull)
    assert "Make room" in str(refusal)
    assert bulk.select_rows("SELECT name FROM sqlite_master WHERE name = 'heap'") == []
    assert Firm.objects.count() == 1


@on_sqlite
@pytest.mark.parametrize("content", [b"\x89PNG not a book at all" * 100, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_file_that_is_no_book(book: str, content: bytes) -> None:
    connection.forget(book)
    book_file(book).write_bytes(content)
    refusal = fault_of(rename)
    assert isinstance(refusal, BookIsDamaged)
    assert book in str(refusal)
    assert book_file(book).read_bytes() == content


@on_sqlite
def test_an_empty_file_and_a_file_of_another_program(book: str) -> None:
    connection.forget(book)
    book_file(book).write_bytes(b"")
    assert isinstance(fault_of(rename), BookIsDamaged)
    with closing(sqlite3.connect(book_file(book))) as other:
        other.execute("CREATE TABLE recipes (name text)")
    assert isinstance(fault_of(rename), BookIsDamaged)


@on_sqlite
def test_a_book_damaged_in_the_middle(book: str) -> None:
    bulk.run_sql("CREATE TABLE heap (name text)")
    bulk.insert_rows("heap", ("name",), ((f"{i:0900}",) for i in range(200)))
    connection.forget(book)
    content = bytearray(book_file(book).read_bytes())
    content[-400_000 + len(content) % 4096 :] = b"\x5a" * (400_000 - len(content) % 4096)
    book_file(book).write_bytes(content)
    assert isinstance(fault_of(lambda: bulk.select_rows("SELECT sum(length(name)) FROM heap")), BookIsDamaged)


@on_sqlite
def test_a_read_only_book(book: str) -> None:
    # Tests may run as root, whom no permission stops: SQLite is told to see the file as read-only.
    with (
        closing(sqlite3.connect(f"{book_file(book).as_uri()}?mode=ro", uri=True)) as as_guest,
        pytest.raises(sqlite3.OperationalError) as caught,
    ):
        as_guest.execute("UPDATE firm_firm SET name = 'x'")
    assert isinstance(sentence_for(caught.value), NotWritable)


def test_what_the_system_refuses(tmp_path: Path) -> None:
    for number, kind in {
        errno.EACCES: NotWritable,
        errno.EROFS: NotWritable,
        errno.ENOSPC: DiskIsFull,
        errno.EDQUOT: DiskIsFull,
    }.items():
        assert isinstance(sentence_for(OSError(number, os.strerror(number))), kind)
    assert sentence_for(ValueError("a mistake of ours")) is None
    assert sentence_for(FileNotFoundError(errno.ENOENT, "x")) is None


def test_a_missing_book(engine: str) -> None:
    with use_firm("nobody"):
        refusal = fault_of(rename)
    assert isinstance(refusal, UnknownFirm)
    assert str(refusal) == "There is no firm “nobody” here. “mainstay firms” lists the firms there are."


def test_the_cause_is_found_behind_what_came_of_it() -> None:
    error = RuntimeError("later")
    error.__cause__ = OSError(errno.ENOSPC, "full")
    assert isinstance(sentence_for(error), DiskIsFull)


def test_each_sentence_fills_its_placeholders_in_each_language(book: str) -> None:
    from mainstay.kernel.refusal import Refusal
    from mainstay.store import errors

    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    for language in ("en", "tr"):
        with translation.override(language):
            for kind in kinds:
                if kind is not Refusal:
                    assert "%(" not in str(kind(home="/home", firm="demo"))


ASK = """
from mainstay.config.starting import start
start()
from mainstay.store.errors import sentence_for
from mainstay.firm.queries.firms import firms
try:
    firms()
except Exception as error:
    print(type(sentence_for(error)).__name__)
"""


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("postgresql://localhost:1/x", ServerUnreachable),
        ("postgresql:///x?host=/nowhere", ServerUnreachable),
    ],
)
def test_a_server_that_does_not_answer(url: str, kind: type[Refusal], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == kind.__name__


@on_postgresql
def test_a_database_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", urlsplit(os.environ["DATABASE_URL"])._replace(path="/nowhere").geturl())
    said = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == NoSuchDatabase.__name__


@on_postgresql
def test_a_connection_cut_by_the_server_heals(book: str) -> None:
    from mainstay.store.schema_copy import server

    with server().bare_cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone() or [0]
    other = connection.copy()
    with other.bare_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    assert isinstance(fault_of(rename), ServerUnreachable)
    connection.close_if_unusable_or_obsolete()
    rename()
    assert Firm.objects.get().name == "x"
