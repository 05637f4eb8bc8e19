"""Nobody else on the machine reads a home: new files and those an earlier Mainstay left open to others."""

from __future__ import annotations

import logging
import os
import stat
from typing import TYPE_CHECKING

import pytest

from mainstay.config.logs import HomeLog
from mainstay.config.private import mend_rights, write_for_owner_alone

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")


def modes(home: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (home, *home.rglob("*"))}


@pytest.fixture
def lax_home(tmp_path):
    home = tmp_path / "home"
    before = os.umask(0)
    for name in ("firms", "uploads/acme/0a1b", "elsewhere"):
        (home / name).mkdir(parents=True)
    for name in ("firms/acme.sqlite3", "uploads/acme/0a1b/content", "mainstay.log.1", "secret", "notes.txt"):
        (home / name).touch()
    os.umask(before)
    return home


def test_an_open_home_is_closed_and_what_is_not_ours_stays(lax_home, tmp_path):
    (lax_home / "firms" / "away.sqlite3").symlink_to(tmp_path / "target")
    (tmp_path / "target").touch(mode=0o644)
    (tmp_path / "target").chmod(0o644)
    mend_rights(lax_home)
    open_still = {path.name for path in lax_home.rglob("*") if path.lstat().st_mode & 0o077 and not path.is_symlink()}
    assert open_still == {"elsewhere", "notes.txt"}
    assert stat.S_IMODE(lax_home.stat().st_mode) == 0o700
    assert stat.S_IMODE((lax_home / "firms" / "acme.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "target").stat().st_mode) == 0o644


def test_one_open_book_in_a_closed_home_is_closed(lax_home):
    mend_rights(lax_home)
    (lax_home / "firms" / "acme.sqlite3").chmod(0o664)
    mend_rights(lax_home)
    assert stat.S_IMODE((lax_home / "firms" / "acme.sqlite3").stat().st_mode) == 0o600


def test_a_folder_that_holds_nothing_of_ours_stays_as_it_is(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "letters").touch()
    mend_rights(tmp_path)
    mend_rights(tmp_path / "not there")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_lax_umask_opens_nothing(tmp_path):
    before = os.umask(0)
    try:
        write_for_owner_alone()
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "file").touch()
        assert modes(tmp_path / "new") == {0}
    finally:
        os.umask(before)


def test_the_log_says_nothing_that_lets_its_reader_in(tmp_path):
    log = HomeLog(tmp_path / "mainstay.log", encoding="utf-8")
    for message in (
        "Not Found: /book/join/s3cr3t-token/",
        "incident 0 at /book/reset/s3cr3t:token/",
        "GET /start/?firm=a&key=s3cr3t HTTP/1.1",
        "/book/enter/?pass=s3cr3t",
    ):
        log.emit(logging.makeLogRecord({"msg": message}))
    log.close()
    said = (tmp_path / "mainstay.log").read_text(encoding="utf-8")
    assert "s3cr3t" not in said
    assert said.splitlines() == [
        "Not Found: /book/join/…/",
        "incident 0 at /book/reset/…/",
        "GET /start/?firm=a&key=… HTTP/1.1",
        "/book/enter/?pass=…",
    ]


def test_a_home_that_cannot_be_looked_into_stops_nobody(tmp_path, monkeypatch):
    def refuse(_path: object) -> None:
        raise PermissionError

    monkeypatch.setattr(type(tmp_path), "is_dir", refuse)
    mend_rights(tmp_path)
