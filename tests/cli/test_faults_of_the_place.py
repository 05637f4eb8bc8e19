"""What can be wrong with the place of a book: one sentence, exit 2, details only in the log, nothing half done."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from tests.cli.conftest import BATCH
from tests.patience import NO_PATIENCE

from mainstay.billing.actions import importing_files
from mainstay.store import bulk
from mainstay.store.context import use_firm
from mainstay.store.paths import book_file

HEADER = "Invoice Number,Client,Invoice Date,Due Date,Total,Currency"
ROW = "A-1,Işık İnşaat,2026-03-01,2026-03-31,100.00,GBP"
DAY = "2026-06-30"
OWED = {"GBP": ("100.00", "100.00")}


@pytest.fixture
def files(engine):
    if engine != "sqlite":
        pytest.skip("SQLite only: the book is a file")


@pytest.fixture
def logged():
    """What the log gained since the test began."""
    path = Path(settings.MAINSTAY_HOME) / "mainstay.log"
    before = path.stat().st_size if path.exists() else 0

    def gained():
        return path.read_bytes()[before:].decode()

    return gained


def refused(said):
    """The one sentence of a refusal."""
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err.removesuffix("\n")


# -- settings and servers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["mysql://localhost/book", "postgresql://", "postgresql://h:port/x", "nonsense"])
def test_an_address_that_is_none(place, url):
    place.settings["DATABASE_URL"] = url
    for command in (("today",), ("firms",), ("check",)):
        assert refused(place.run(*command, code=2)) == (
            "DATABASE_URL must look like postgresql://user:password@host:5432/name "
            "or postgresql:///name?host=/var/run/postgresql. "
            "Correct it, or remove it to keep your books in files."
        )


def test_a_server_that_does_not_answer(place, write):
    place.settings["DATABASE_URL"] = "postgresql://somebody:hidden@localhost:1/x"
    file = write("a.csv", HEADER, ROW)
    for command in (("today",), ("import", "invoices", file, "--yes"), ("firms", "add", "x", "--name", "x")):
        assert refused(place.run(*command, code=2)) == (
            "The PostgreSQL server of DATABASE_URL does not answer. Start it, or correct the address."
        )
    assert "refused: server_unreachable" in place.log
    assert "OperationalError" in place.log
    assert "hidden" not in place.log


def test_a_language_that_is_none(place):
    place.settings["MAINSTAY_LANGUAGE"] = "xx"
    assert refused(place.run("today", code=2)) == (
        "MAINSTAY_LANGUAGE is “xx”, which Mainstay does not speak. Set it to en or tr, or remove it."
    )


@pytest.mark.usefixtures("files")
def test_a_home_that_cannot_be_written(place, write, tmp_path):
    file = write("a.csv", HEADER, ROW)
    # Nobody makes a folder in /sys or below a file, not even root.
    for home in (Path("/sys/mainstay"), file, file / "home"):
        place.home = home
        assert refused(place.run("import", "invoices", file, "--yes", code=2)) == (
            f"Mainstay may not write in {home}. "
            "Give yourself the right to write there, or set MAINSTAY_HOME to a folder of yours."
        )
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["a.csv"]


@pytest.mark.usefixtures("files")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_book_that_may_only_be_read(british, write):
    british.bring(write("a.csv", HEADER, ROW))
    path = book_file(british.firm)
    connection.forget(british.firm)
    path.chmod(0o400)
    try:
        said = british("import", "invoices", write("b.csv", HEADER, ROW.replace("A-1", "A-2")), "--yes", code=2)
        assert "Mainstay may not write in" in refused(said)
    finally:
        path.chmod(0o600)
    assert british.owed(DAY) == OWED


NO_ROOM = """
import errno, os, sys
from pathlib import Path
real = Path.mkdir
def mkdir(self, *arguments, **named):
    if str(self).startswith(os.environ["MAINSTAY_HOME"]):
        raise OSError(errno.ENOSPC, "full")
    return real(self, *arguments, **named)
Path.mkdir = mkdir
from mainstay.cli.main import main
main(["serve", "--port", "0" + sys.argv[1]])
"""


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_first_start_without_room_or_right_is_told_before_anything_is_set_up(place, tmp_path, language):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    place.settings["MAINSTAY_LANGUAGE"] = language
    place.home = Path("/sys/mainstay")
    place.settings["MAINSTAY_SECRET_KEY"] = ""
    told = {
        "en": "Mainstay may not write in /sys/mainstay. ",
        "tr": "Mainstay’in /sys/mainstay klasörüne yazma izni yok. ",
    }
    assert refused(place.run("serve", "--port", port, code=2)).startswith(told[language])
    place.home = tmp_path / "new"
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, port], env=place.environment, capture_output=True, text=True, check=False
    )
    told = {"en": "There is no room left on the disk", "tr": f"{place.home} klasörünün bulunduğu diskte yer kalmadı"}
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)
    assert done.stderr.startswith(told[language])
    assert done.stderr.count("\n") == 1


# -- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("files")
def test_a_book_somebody_else_writes_to(british, write, monkeypatch, logged):
    british.bring(write("a.csv", HEADER, ROW))
    connection.close()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", NO_PATIENCE)
    more = write("b.csv", HEADER, ROW.replace("A-1", "A-2"))
    with closing(sqlite3.connect(book_file(british.firm), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = british("import", "invoices", more, "--yes", "--json", code=2)
        assert refused(said) == (
            "The book is in use: another program is writing to it. Wait until it has finished, then try again; "
            "nothing was changed."
        )
        # Those who read do not wait.
        assert british.owed(DAY) == OWED
    assert "refused: book_is_locked" in logged()
    assert british.bring(more)["invoices"] == 1
    connection.close()


@pytest.mark.usefixtures("files")
def test_a_full_disk_keeps_whole_batches_only(british, write, logged, monkeypatch):
    monkeypatch.setattr(importing_files, "BATCH", BATCH)
    numbers = range(2_500)
    file = write("a.csv", HEADER, *(f"A-{n},Client {n % 7},2026-03-01,2026-03-31,1.00,GBP" for n in numbers))
    with use_firm(british.firm):
        pages = bulk.select_rows("PRAGMA page_count")[0][0]
        bulk.select_rows(f"PRAGMA max_page_count = {pages + 70}")
    said = british("import", "invoices", file, "--yes", "--json", code=2)
    kept = british.invoices(DAY)
    assert refused(said) == (
        f"There is no room left on the disk that holds {settings.MAINSTAY_HOME}. "
        f"Make room, then try again; {'what was written before is kept' if kept else 'nothing was changed'}."
    )
    assert "refused: disk_is_full" in logged()
    assert kept in {0, BATCH, 2 * BATCH}
    british("check")
    with use_firm(british.firm):
        bulk.select_rows("PRAGMA max_page_count = 1073741823")
    outcome = british.bring(file)
    assert (outcome["invoices"], outcome["unchanged"]) == (len(numbers) - kept, kept)
    assert british.owed(DAY) == {"GBP": ("2500.00", "2500.00")}


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x89PNG not a book at all" * 100, id="another kind of file"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 8000, id="a broken head"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_damaged_book(british, write, logged, content):
    british.bring(write("a.csv", HEADER, ROW))
    connection.forget(british.firm)
    for suffix in ("-wal", "-shm"):
        Path(f"{book_file(british.firm)}{suffix}").unlink(missing_ok=True)
    book_file(british.firm).write_bytes(content)
    for command in (("today",), ("import", "invoices", write("b.csv", HEADER, ROW), "--yes"), ("check",)):
        assert refused(british(*command, code=2)) == (
            f"The book of “{british.firm}” in {settings.MAINSTAY_HOME} is damaged or is not a Mainstay book. "
            "Put a backup in its place with “mainstay restore”."
        )
    assert "refused: book_is_damaged" in logged()
    connection.forget(british.firm)
    assert book_file(british.firm).read_bytes() == content or not content


# -- older and newer -------------------------------------------------------------------------------------------------


def test_a_book_of_an_older_mainstay_is_upgraded(british, write, engine):
    british.bring(write("a.csv", HEADER, ROW))
    with use_firm(british.firm):
        call_command("migrate", "clients", "0009", verbosity=0, skip_checks=True)
    for command in (("today",), ("import", "invoices", write("b.csv", HEADER, ROW), "--yes"), ("check",)):
        assert refused(british(*command, code=2)) == (
            f"The book of “{british.firm}” was last used by an older Mainstay. "
            f"Bring it up to date with “mainstay upgrade --firm {british.firm}”; on SQLite a copy is kept."
        )
    said = british("upgrade")
    assert said.out.startswith(f"The book of “{british.firm}” is up to date.\n")
    assert ("before-upgrade" in said.out) == (engine == "sqlite")
    assert british.owed(DAY) == OWED
    british("check")
    assert british("upgrade").out == f"The book of “{british.firm}” is up to date.\n"
    for kept in (Path(settings.MAINSTAY_HOME) / "firms").glob(f"{british.firm}.before-*"):
        kept.unlink()


def test_a_book_of_a_newer_mainstay_is_left_alone(british, write):
    british.bring(write("a.csv", HEADER, ROW))
    with use_firm(british.firm):
        bulk.run_sql(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('firm', '9999_tomorrow', CURRENT_TIMESTAMP)"
        )
    for command in (("today",), ("upgrade",), ("import", "invoices", write("b.csv", HEADER, ROW), "--yes")):
        assert refused(british(*command, code=2)) == (
            f"The book of “{british.firm}” was last used by a newer Mainstay than this one. "
            "Install that version again, or restore a backup made before it."
        )
    with use_firm(british.firm):
        bulk.run_sql("DELETE FROM django_migrations WHERE name = '9999_tomorrow'")
    assert british.owed(DAY) == OWED


def test_a_mistake_of_ours_is_one_sentence_too(british, monkeypatch, logged):
    def fail(**_):
        msg = "secret detail"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr("mainstay.briefing.queries.morning.morning", fail)
    said = british("today", code=1)
    assert refused(said).startswith("Something went wrong that should not have (incident ")
    assert "secret detail" not in said.err
    assert "ZeroDivisionError: secret detail" in logged()
