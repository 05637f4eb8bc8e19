"""Backup while others write, restore with proof; nothing is ever half done."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from tests.patience import NO_PATIENCE, PATIENCE

from mainstay.firm.actions.firms import remove_firm
from mainstay.firm.models import Firm
from mainstay.firm.queries.firms import firm_exists, firm_slugs
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.store import bulk
from mainstay.store.backups import (
    BackupExists,
    NotABackup,
    PostgresKeepsItsOwnBackups,
    backup_to,
    remove_leftovers,
    restore_from,
)
from mainstay.store.context import active_firm, use_firm
from mainstay.store.errors import BookIsLocked, sentence_for
from mainstay.store.paths import book_file, firms_folder, home, templates_folder
from mainstay.store.schema import BookIsNewer

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _files(engine: str) -> None:
    if engine == "postgresql":
        pytest.skip("PostgreSQL has tools of its own")


def name_in(path: Path) -> str:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as copy:
        return str(copy.execute("SELECT name FROM firm_firm").fetchone()[0])


def rename(name: str) -> None:
    Firm.objects.update(name=name)


def proved() -> None:
    assert Firm.objects.count() == 1


def test_a_backup_is_one_whole_file(book: str, tmp_path: Path) -> None:
    rename("saved")
    copy = backup_to(tmp_path / "işık yedek.sqlite3")
    rename("later")
    assert name_in(copy) == "saved"
    assert [path.name for path in tmp_path.iterdir()] == ["işık yedek.sqlite3"]


def test_a_backup_overwrites_only_when_told_and_never_a_book(book: str, other_book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    rename("later")
    with pytest.raises(BackupExists, match=r"a\.sqlite3"):
        backup_to(copy)
    assert name_in(copy) == "Işık İnşaat"
    backup_to(copy, overwrite=True)
    assert name_in(copy) == "later"
    for path in (book_file(book), book_file(other_book), firms_folder() / "new.sqlite3"):
        with pytest.raises(BackupExists):
            backup_to(path, overwrite=True)
    assert not (firms_folder() / "new.sqlite3").exists()


def test_a_backup_into_a_missing_folder_leaves_nothing(book: str, tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        backup_to(tmp_path / "no" / "a.sqlite3")
    assert list(tmp_path.iterdir()) == []


WRITER = """
import sqlite3, sys
book = sqlite3.connect(sys.argv[1], timeout=float(sys.argv[2]), isolation_level=None)
print("ready", flush=True)
number = 0
while True:
    number += 1
    book.execute("BEGIN IMMEDIATE")
    book.execute("UPDATE pair SET number = ? WHERE id = 1", (number,))
    book.execute("UPDATE pair SET number = ? WHERE id = 2", (number,))
    book.execute("COMMIT")
"""


def test_a_backup_is_of_one_moment_while_another_process_writes(book: str, tmp_path: Path) -> None:
    bulk.run_sql("CREATE TABLE pair (id integer, number integer, ballast text)")
    bulk.insert_rows("pair", ("id", "number", "ballast"), [(1, 0, ""), (2, 0, "")])
    # So many pages that the copy takes several steps, and the writer gets between them.
    bulk.insert_rows("pair", ("id", "number", "ballast"), ((9, 0, "x" * 3000) for _ in range(10_000)))
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(book_file(book)), str(PATIENCE)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
        before = bulk.select_rows("SELECT number FROM pair WHERE id = 1")[0][0]
        copies = [backup_to(tmp_path / f"{i}.sqlite3") for i in range(3)]
        after = bulk.select_rows("SELECT number FROM pair WHERE id = 1")[0][0]
        writer.kill()
    seen = []
    for path in copies:
        with closing(sqlite3.connect(path)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            [(first,), (second,)] = copy.execute("SELECT number FROM pair WHERE id < 9 ORDER BY id").fetchall()
            assert first == second
            seen.append(first)
    assert before <= seen[0] <= seen[1] <= seen[2] <= after
    assert before < after  # the writer went on meanwhile


def test_a_restore_proves_the_copy_and_keeps_what_was_there(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    rename("later")
    before = sorted(templates_folder().glob("*.sqlite3*"))
    proved_in: list[str] = []

    def prove() -> None:
        proved_in.append(active_firm())
        assert Firm.objects.get().name == "Işık İnşaat"

    with closing(sqlite3.connect(book_file(book))) as reader:
        assert reader.execute("SELECT name FROM firm_firm").fetchall() == [("later",)]
        kept = restore_from(copy, firm=book, prove=prove, now=NOW)
        # Who had the book open all along sees what was restored.
        assert reader.execute("SELECT name FROM firm_firm").fetchall() == [("Işık İnşaat",)]
    assert Firm.objects.get().name == "Işık İnşaat"
    assert bulk.select_rows("PRAGMA journal_mode") == [("wal",)]
    assert proved_in != [book]
    assert kept is not None
    assert name_in(kept) == "later"
    assert kept.parent == firms_folder()
    assert set(firm_slugs()) == {book}  # what was kept aside is no firm
    assert sorted(templates_folder().glob("*.sqlite3*")) == before
    assert name_in(copy) == "Işık İnşaat"
    kept.unlink()


def test_a_restore_that_is_not_proved_changes_nothing(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    rename("later")
    before = sorted([*firms_folder().iterdir(), *templates_folder().glob("*.sqlite3*")])

    class NotTrue(Refusal):
        code = "not_true"

    def doubt() -> None:
        raise NotTrue

    with pytest.raises(NotTrue):
        restore_from(copy, firm=book, prove=doubt, now=NOW)
    assert Firm.objects.get().name == "later"
    assert sorted([*firms_folder().iterdir(), *templates_folder().glob("*.sqlite3*")]) == before


@pytest.mark.parametrize("content", [None, b"", b"\x89PNG" * 1000, b"SQLite format 3\0" + b"\xff" * 8000])
def test_what_is_no_book_is_not_restored(book: str, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.sqlite3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotABackup, match=r"a\.sqlite3"):
        restore_from(path, firm=book, prove=proved, now=NOW)
    with closing(sqlite3.connect(tmp_path / "b.sqlite3")) as other:
        other.execute("CREATE TABLE recipes (name text)")
    with pytest.raises(NotABackup):
        restore_from(tmp_path / "b.sqlite3", firm=book, prove=proved, now=NOW)
    assert Firm.objects.get().name == "Işık İnşaat"


def test_programs_in_a_strangers_file_never_run(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    with closing(sqlite3.connect(copy)) as file, file:
        guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1").fetchall()
        file.executescript(
            f"""
            DROP TRIGGER "{guards[0][0]}";
            CREATE TRIGGER "{guards[0][0]}" AFTER UPDATE ON firm_firm BEGIN UPDATE firm_firm SET name = 'mine'; END;
            CREATE TRIGGER "od""d" AFTER UPDATE ON firm_firm BEGIN UPDATE firm_firm SET name = 'mine'; END;
            CREATE VIEW seen AS SELECT * FROM firm_firm;
            CREATE TRIGGER instead INSTEAD OF INSERT ON seen BEGIN DELETE FROM firm_firm; END;
            """
        )
    kept = restore_from(copy, firm=book, prove=proved, now=NOW)
    found = bulk.select_rows("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY 1")
    assert found == guards
    rename("ours")
    assert Firm.objects.get().name == "ours"
    assert kept is not None
    kept.unlink()


def test_a_view_in_the_place_of_a_table_is_never_read(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    with closing(sqlite3.connect(copy)) as file, file:
        file.executescript(
            """
            PRAGMA legacy_alter_table = ON;
            ALTER TABLE firm_firm RENAME TO firm_other;
            CREATE VIEW firm_firm AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n;
            """
        )
    with pytest.raises(NotABackup):
        restore_from(copy, firm=book, prove=proved, now=NOW)


def test_a_virtual_table_in_a_strangers_file_is_refused(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    with closing(sqlite3.connect(copy)) as file, file:
        file.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    with pytest.raises(NotABackup):
        restore_from(copy, firm=book, prove=proved, now=NOW)


def test_leftovers_of_the_killed_go_after_a_day(book: str) -> None:
    old = [
        firms_folder() / f".{book}.safety-20240101T000000-ab12.sqlite3.0a1b2c3d.part",
        firms_folder() / f".{book}.safety-20240101T000000-ab12.sqlite3.0a1b2c3d.part-journal",
        templates_folder() / "0a1b2c3d.building.sqlite3",
        templates_folder() / "0a1b2c3d.building.sqlite3-wal",
        home() / "secret.0a1b2c3d.part",
    ]
    new = templates_folder() / "ffff.building.sqlite3"
    for path in (*old, new):
        path.touch()
    for path in old:
        os.utime(path, (NOW.timestamp() - 90_000, NOW.timestamp() - 90_000))
    os.utime(new, (NOW.timestamp(), NOW.timestamp()))
    there = {*firms_folder().iterdir(), *templates_folder().iterdir(), *home().iterdir()}
    remove_leftovers(older_than=NOW - timedelta(days=1))
    assert there - {*firms_folder().iterdir(), *templates_folder().iterdir(), *home().iterdir()} == set(old)
    new.unlink()


def test_a_backup_cut_short_is_not_restored(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    copy.write_bytes(copy.read_bytes()[: 4096 * 20])
    with pytest.raises(NotABackup):
        restore_from(copy, firm=book, prove=proved, now=NOW)


def test_a_newer_backup_is_refused_and_an_older_one_brought_up_to_date(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    with closing(sqlite3.connect(copy)) as file, file:
        file.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('firm', '9999_later', '2030-01-01')")
    with pytest.raises(BookIsNewer):
        restore_from(copy, firm=book, prove=proved, now=NOW)
    assert Firm.objects.count() == 1


def test_a_firm_that_is_gone_comes_back_from_its_backup(book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    remove_firm(slug=book, by=Actor("person", "1", "x", "owner"), now=NOW)
    assert not firm_exists(book)
    assert restore_from(copy, firm=book, prove=proved, now=NOW) is None
    assert Firm.objects.get().name == "Işık İnşaat"


def test_a_restore_waits_for_a_writer_only_so_long(book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    rename("later")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", NO_PATIENCE)
    with closing(sqlite3.connect(book_file(book), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE firm_firm SET name = 'writing'")
        with pytest.raises(sqlite3.OperationalError) as caught:
            restore_from(copy, firm=book, prove=proved, now=NOW)
        assert isinstance(sentence_for(caught.value), BookIsLocked)
        writer.execute("COMMIT")
    connection.close()
    assert Firm.objects.get().name == "writing"
    for kept in firms_folder().glob(f"{book}.before-restore*"):
        kept.unlink()


def test_a_restore_under_another_active_firm_does_not_touch_that(book: str, other_book: str, tmp_path: Path) -> None:
    copy = backup_to(tmp_path / "a.sqlite3")
    with use_firm(other_book):
        rename("other")
        kept = restore_from(copy, firm=book, prove=proved, now=NOW)
        assert Firm.objects.get().name == "other"
    assert kept is not None
    kept.unlink()


def test_postgresql_is_told_to_use_its_own_tools() -> None:
    assert str(PostgresKeepsItsOwnBackups(schema="firm_demo")) == (
        "This book lies in PostgreSQL. Back it up with “pg_dump --schema='\"firm_demo\"'” "
        "and restore it with pg_restore."
    )
