"""Settings refuse nonsense loudly, in a sentence; the log never stops anybody."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from mainstay.config.database_url import BadDatabaseURL, UnknownDatabaseOption, database_from
from mainstay.config.logs import HomeLog

if TYPE_CHECKING:
    from pathlib import Path


def parts(**known: object) -> dict[str, object]:
    return {"NAME": "", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}, **known}


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        (
            "postgres://ada:s%40crt%2F@db.example:5433/book",
            parts(NAME="book", USER="ada", PASSWORD="s@crt/", HOST="db.example", PORT="5433"),
        ),
        ("postgresql:///book?host=/run/pg", parts(NAME="book", HOST="/run/pg")),
        (
            "postgresql:///book?host=/run/pg&port=54329&user=ada",
            parts(NAME="book", HOST="/run/pg", PORT="54329", USER="ada"),
        ),
        ("postgresql://%2Fvar%2Frun/book", parts(NAME="book", HOST="/var/run")),
        ("postgresql://h/book?sslmode=require", parts(NAME="book", HOST="h", OPTIONS={"sslmode": "require"})),
        ("postgresql://[::1]/book", parts(NAME="book", HOST="::1")),
    ],
)
def test_addresses_of_postgresql(url: str, settings: dict[str, object]) -> None:
    assert database_from(url) == settings


@pytest.mark.parametrize(
    "url",
    [
        "mysql://h/book",
        "sqlite:///x",
        "book",
        "postgresql://h",
        "postgresql://h/a/b",
        "postgresql://h:x/book",
        "postgresql://h/b?host",
        "postgresql://h/b#c",
        "postgresql://[h/b",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadDatabaseURL):
        database_from(url)


START = """
from mainstay.config.starting import start
from mainstay.kernel.refusal import Refusal
try:
    start()
    start()
    from django.conf import settings
    print(settings.MAINSTAY_HOME, settings.LANGUAGE_CODE)
except Refusal as refusal:
    print(refusal.code, "|", refusal)
"""


def started(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name in ("DATABASE_URL", "MAINSTAY_LANGUAGE", "MAINSTAY_HOME", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run([sys.executable, "-W", "error", "-c", START], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_a_wrong_setting_is_told_before_anything_is_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    said = started(monkeypatch, DATABASE_URL="mysql://h/b", MAINSTAY_HOME=home)
    assert said.startswith("bad_database_url | DATABASE_URL must look like postgresql://")
    assert started(monkeypatch, MAINSTAY_LANGUAGE="xx").startswith("unknown_language | MAINSTAY_LANGUAGE is “xx”")
    assert not (tmp_path / "home").exists()


def test_home_and_language_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    assert started(monkeypatch, MAINSTAY_HOME=home, LANG="tr_TR.UTF-8") == f"{home} tr"
    assert started(monkeypatch, MAINSTAY_HOME=home, LANG="de_DE.UTF-8") == f"{home} en"
    assert started(monkeypatch, MAINSTAY_HOME=home, LANG="tr_TR.UTF-8", MAINSTAY_LANGUAGE="en") == f"{home} en"
    assert started(monkeypatch, HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "x")) == f"{tmp_path}/x/mainstay en"
    assert not (tmp_path / "home").exists()


def test_the_log_is_written_where_it_can_be_and_never_stops_anybody(tmp_path: Path) -> None:
    record = logging.makeLogRecord({"msg": "details"})
    missing = HomeLog(tmp_path / "no" / "mainstay.log", delay=True)
    missing.handle(record)
    assert not (tmp_path / "no").exists()
    (tmp_path / "mainstay.log").mkdir()
    blocked = HomeLog(tmp_path / "mainstay.log", delay=True)
    blocked.handle(record)
    good = HomeLog(tmp_path / "good.log", delay=True)
    good.handle(record)
    for log in (missing, blocked, good):
        log.close()
    assert (tmp_path / "good.log").read_text() == "details\n"


@pytest.mark.parametrize("query", ["sslmod=require", "sslmode=require&pool=5", "dbname=other", "SSLMODE=require"])
def test_an_option_that_nobody_knows_is_told_by_name(query: str) -> None:
    unknown = query.rpartition("&")[2].partition("=")[0]
    with pytest.raises(UnknownDatabaseOption) as caught:
        database_from(f"postgresql://h/book?{query}")
    assert str(caught.value).startswith(f"DATABASE_URL has the option “{unknown}”, which Mainstay doesn’t know.")
    assert " sslmode," in str(caught.value)


SYNCHRONOUS = """
from mainstay.config.starting import start
start()
from django.conf import settings
print(settings.DATABASES["default"]["OPTIONS"]["init_command"])
"""


def test_what_was_said_to_be_recorded_outlives_a_power_cut(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("MAINSTAY_HOME", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", SYNCHRONOUS], capture_output=True, text=True, check=True)
    with closing(sqlite3.connect(tmp_path / "book.sqlite3")) as book:
        for command in done.stdout.split(";"):
            book.execute(command).close()
        # A commit waits for the disk: 2 is FULL.
        assert [book.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")] == ["wal", 2]


def test_a_stolen_book_does_not_give_passwords_away() -> None:
    from mainstay.config import settings as ours

    assert ours.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
