"""Copies of a book on SQLite, made and put back by the online backup API while others read and write.

A copy gets its name only when it is proved whole and on the disk; a book is overwritten in one transaction of SQLite's.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import Refusal
from mainstay.store import book_templates, triggers
from mainstay.store.context import SwitchInsideTransaction, active_firm, use_firm
from mainstay.store.fencing import outside_lease
from mainstay.store.paths import book_file, book_schema, firms_folder, home, is_slug, templates_folder
from mainstay.store.schema import BookIsNewer, schema_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

SAFETY: Final = "safety"
"""Why a copy is kept: made each night by itself."""
BY_HAND: Final = "by-hand"
"""Why a copy is kept: somebody asked for it."""
BEFORE_RESTORE: Final = "before-restore"
"""Why a copy is kept: what was there before a backup was put in its place."""
BEFORE_UPGRADE: Final = "before-upgrade"
"""Why a copy is kept: the book as an earlier Mainstay left it."""
COPYING: Final = "copying"
UPGRADING: Final = "upgrading"
PROVING: Final = "proving"
PUBLISHING: Final = "publishing"
"""The steps on the way from a copy to a firm."""
_ROOM_LEFT: Final = 100 << 20
"""Bytes that a copy leaves free, for whoever goes on writing."""
_STAMP: Final = "%Y%m%dT%H%M%S"
_PAGES_A_STEP: Final = 2048
_BROKEN_RULES: Final = ("CHECK constraint failed", "NULL value in")
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class BackupExists(Refusal):
    """The file to write is there already."""

    code = "backup_exists"
    sentence = _("There is a file %(path)s already. Name another file, or remove that one first.")


class NotABackup(Refusal):
    """The file to restore holds no book."""

    code = "not_a_backup"
    sentence = _("%(path)s is not a complete Mainstay backup. Name a file that “mainstay backup” wrote.")


class CopyIsDamaged(Refusal):
    """The copy that was made is not a sound file, because the book is not."""

    code = "copy_is_damaged"
    sentence = _(
        "The book’s file is damaged (%(said)s), so no copy was made; older copies stay as they are. "
        "Put the newest sound copy back with “mainstay restore”."
    )


class NoRoomForCopy(Refusal):
    """The disk has no room for another copy."""

    code = "no_room_for_copy"
    sentence = _("There isn’t enough room for a copy on the disk that holds %(home)s. Make room, then try again.")


class PostgresKeepsItsOwnBackups(Refusal):
    """Books in PostgreSQL are copied by PostgreSQL's tools."""

    code = "postgresql_keeps_its_own_backups"
    sentence = _(
        "This book lies in PostgreSQL. Back it up with “pg_dump --schema='\"%(schema)s\"'” "
        "and restore it with pg_restore."
    )


def backup_to(path: Path, *, overwrite: bool = False, is_sound: bool = True) -> Path:
    """Copy the active book, as it is at one moment, to a file of its own; writers go on meanwhile.

    Refuses BackupExists unless told to overwrite (a book of ours is never overwritten), CopyIsDamaged unless a copy of
    a damaged file is asked for (`is_sound` is false), and PostgresKeepsItsOwnBackups.
    """
    firm = active_firm()
    _require_sqlite(firm)
    path = path.absolute()
    is_book = path.parent.resolve() == firms_folder().resolve() and is_slug(path.name.removesuffix(".sqlite3"))
    if is_book or (path.exists() and not overwrite):
        raise BackupExists(path=path)
    # The connection proves that the book is there, and says so in the usual way when it is not.
    connection.ensure_connection()
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        _copy(book_file(firm), part)
        if is_sound:
            _require_sound(part)
        _publish_copy(part, path)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{part}{suffix}").unlink(missing_ok=True)
    return path


def store_proved_copy(why: str, *, prove: Callable[[], object], now: datetime) -> Path:
    """Copy the active book beside itself; the copy gets its name once its file is sound and `prove` raised nothing.

    `prove` is called with the copy as the active firm. Refuses CopyIsDamaged and PostgresKeepsItsOwnBackups.
    """
    firm = active_firm()
    _require_sqlite(firm)
    connection.ensure_connection()
    templates_folder().mkdir(parents=True, exist_ok=True)
    with book_templates.unfinished_file() as unfinished:
        copy = book_file(unfinished)
        _copy(book_file(firm), copy)
        _require_sound(copy)
        with use_firm(unfinished):
            prove()
        connection.forget(unfinished)  # type: ignore[attr-defined]  # our backend has it
        _make_one_file(copy)
        path = path_of_copy(firm, why, now)
        _publish_copy(copy, path)
    return path


@contextmanager
def whole_copy(path: Path, *, on_step: Callable[[str], None] = lambda _step: None) -> Iterator[str]:
    """Copy a backup to a book that nobody else can name, and yield its name; whatever is left of it is removed.

    Triggers and views that are not ours are dropped, the copy is a whole book, and it is brought to this Mainstay's
    migrations. `on_step` is called with COPYING and UPGRADING. Refuses NotABackup and BookIsNewer.
    """
    if not path.is_file():
        raise NotABackup(path=path)
    firms_folder().mkdir(parents=True, exist_ok=True)
    book_templates.template_file()
    with book_templates.unfinished_file() as unfinished:
        on_step(COPYING)
        try:
            _copy(path, book_file(unfinished))
            _drop_programs(book_file(unfinished))  # first: a view may stand in the place of a table that is read
            _require_whole_book(book_file(unfinished))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            raise NotABackup(path=path) from error
        on_step(UPGRADING)
        with use_firm(unfinished), outside_lease():
            _bring_up_to_date(unfinished)
        yield unfinished


def restore_from(path: Path, *, firm: str, prove: Callable[[], object], now: datetime) -> Path | None:
    """Put a backup in the place of the firm's book; a firm that is not there is made by it.

    Works on a `whole_copy` first and calls `prove` with it as the active firm; whatever `prove` raises ends the act
    with nothing changed. Only then is the book copied aside (the returned file; None when there was none) and
    overwritten in one step.
    """
    _require_sqlite(firm)
    target = book_file(firm)
    with whole_copy(path) as unfinished:
        with use_firm(unfinished):
            prove()
        connection.forget(unfinished)  # type: ignore[attr-defined]  # our backend has it
        if not target.exists():
            book_templates.publish_file(unfinished, firm)
            return None
        with one_at_a_time(), use_firm(firm):
            # However damaged it is: what was there must not be lost.
            before = backup_to(path_of_copy(firm, BEFORE_RESTORE, now), is_sound=False)
            overwrite_book(firm, book_file(unfinished))
        return before


def open_beside(
    path: Path, *, firms: Iterable[str], prepare: Callable[[], object], on_step: Callable[[str], None]
) -> str:
    """Make a backup a firm under the first of these names that is free, and return the name; no book is overwritten.

    Works on a `whole_copy`, and calls `prepare` with it as the active firm; whatever `prepare` raises ends the act, and
    so does the end of the process, with no firm made. `on_step` is called with each step.
    """
    _require_sqlite(active_firm())
    with whole_copy(path, on_step=on_step) as unfinished:
        on_step(PROVING)
        with use_firm(unfinished), outside_lease():
            prepare()
        connection.forget(unfinished)  # type: ignore[attr-defined]  # our backend has it
        _make_one_file(book_file(unfinished))
        on_step(PUBLISHING)
        for firm in firms:
            with suppress(FileExistsError):
                book_templates.publish_file(unfinished, firm)
                return firm
    msg = f"no name is left for {path.name}"
    raise ValueError(msg)


def require_copies() -> None:
    """Refuse PostgresKeepsItsOwnBackups where Mainstay keeps no copies of the active book."""
    _require_sqlite(active_firm())


def require_room_for(size: int) -> None:
    """Refuse NoRoomForCopy where a copy of so many bytes, and what bringing it up to date takes, may not fit."""
    firms_folder().mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(firms_folder()).free < 2 * size + _ROOM_LEFT:
        raise NoRoomForCopy(home=home())


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process replace or upgrade books of this home at a time; a second waits, then says the book is in use.

    SQLite's own lock on an empty file: it holds on every system, and goes with the process that held it.
    """
    templates_folder().mkdir(parents=True, exist_ok=True)
    with closing(_open(templates_folder() / "one-at-a-time.lock", "rwc")) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def path_of_copy(firm: str, why: str, now: datetime) -> Path:
    """The file beside the book for a copy kept of it; its name cannot be a firm's."""
    return firms_folder() / f"{firm}.{why}-{now.astimezone(UTC):{_STAMP}}-{secrets.token_hex(2)}.sqlite3"


def stored_copies(firm: str, why: str) -> list[Path]:
    """The copies kept of this firm's book for this reason, the oldest first."""
    return sorted(firms_folder().glob(f"{firm}.{why}-*.sqlite3"))


def moment_of_copy(path: Path) -> datetime | None:
    """When a copy beside the book was made, as its name says; None for another name."""
    stamp = path.name.rsplit("-", 2)[-2:-1]
    try:
        return datetime.strptime("".join(stamp), _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def day_of_copy(path: Path) -> date | None:
    """The day (UTC) a copy beside the book was made, as its name says; None for another name."""
    at = moment_of_copy(path)
    return at and at.date()


def remove_leftovers(*, older_than: datetime) -> None:
    """Remove what processes that were killed left of copies and of books that never got their name."""
    left = [*firms_folder().glob(".*.part*"), *templates_folder().glob("*.building.sqlite3*"), *home().glob("*.part")]
    for path in left:
        with suppress(OSError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < older_than:
                path.unlink()


def overwrite_book(firm: str, source: Path) -> None:
    """Replace all that is in the firm's book by this copy, in one transaction; those who read see one or the other."""
    if connection.in_atomic_block:
        msg = f"the book of {firm} is not overwritten inside a transaction"
        raise SwitchInsideTransaction(msg)
    connection.forget(firm)  # type: ignore[attr-defined]  # our backend has it
    with closing(_open(source, "ro")) as copy, closing(_open(book_file(firm), "rw")) as book:
        book.execute("PRAGMA journal_mode = WAL").close()
        # All pages in one step: the book is locked for as long as it takes to write them.
        copy.backup(book, pages=-1, progress=_patience(), sleep=0.05)
        book.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _require_sqlite(firm: str) -> None:
    if connection.vendor == "postgresql":
        raise PostgresKeepsItsOwnBackups(schema=book_schema(firm))


def _timeout() -> float:
    return float(connection.settings_dict["OPTIONS"].get("timeout", 5))


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_timeout(), isolation_level=None
    )


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(_open(source, "ro")) as book, closing(_open(target, "rwc")) as copy:
        # One read transaction around all steps: a writer cannot make the copy begin again, and does not wait for it.
        book.execute("BEGIN")
        book.execute("SELECT count(*) FROM sqlite_master").fetchone()
        book.backup(copy, pages=_PAGES_A_STEP, progress=_patience(), sleep=0.05)
        book.execute("COMMIT")
    _make_one_file(target)


def _make_one_file(path: Path) -> None:
    """End write-ahead logging: a copy is one file, whoever opens it."""
    with closing(_open(path, "rw")) as copy:
        copy.execute("PRAGMA journal_mode = DELETE").close()


def _publish_copy(part: Path, path: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    _settle_folder(path.parent)


def _require_sound(path: Path) -> None:
    """Refuse a file whose pages do not fit together: CopyIsDamaged."""
    try:
        with closing(_open(path, "ro")) as copy:
            found = [str(row[0]) for row in copy.execute("PRAGMA quick_check(100)")]
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        found = [str(error)]
    # A row that breaks a rule is no reason to be without a copy of it: `mainstay check` tells of it.
    damage = [said for said in found if said != "ok" and not said.startswith(_BROKEN_RULES)]
    if damage:
        raise CopyIsDamaged(said=" ".join(damage[0].split())[:200])


def _patience() -> Callable[[int, int, int], None]:
    # The backup API waits for a locked file for ever; we wait as long as everybody else.
    waiting_since: list[float] = []

    def ask(status: int, _remaining: int, _total: int) -> None:
        if status not in _BUSY:
            waiting_since.clear()
        elif not waiting_since:
            waiting_since.append(time.monotonic())
        elif time.monotonic() - waiting_since[0] > _timeout():
            error: Any = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error

    return ask


def _require_whole_book(path: Path) -> None:
    with closing(_open(path, "ro")) as copy:
        faults = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        firms = copy.execute("SELECT count(*) FROM firm_firm").fetchone()[0]
        copy.execute("SELECT count(*) FROM django_migrations").fetchone()
    if faults != "ok" or firms != 1:
        msg = f"integrity: {faults}; firms: {firms}"
        raise sqlite3.DatabaseError(msg)


def _drop_programs(path: Path) -> None:
    """Drop every trigger and view: who made the file may have put some there that act when the book is opened.

    Our own triggers are put back as the migrations have them. Virtual tables, of which a book has none, are refused.
    """
    with closing(_open(path, "rw")) as copy:
        # Not trusted_schema = OFF: SQLite then refuses JSON_VALID, with which our own tables check their columns, and
        # reads no schema that has it. Here nothing of a schema is evaluated, and afterwards only checks are left.
        found = copy.execute(
            "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'"
        ).fetchall()
        if any(kind == "table" for kind, _name in found):
            msg = "a book has no virtual tables"
            raise sqlite3.DatabaseError(msg)
        # A trigger on a view goes with it.
        for kind, name in sorted(found):
            quoted = name.replace('"', '""')
            copy.execute(f'DROP {kind} IF EXISTS "{quoted}"').close()


def _bring_up_to_date(firm: str) -> None:
    state = schema_state(firm)
    if state == "newer":
        raise BookIsNewer(firm=firm)
    if state == "older":
        book_templates.migrate_active_book()
    else:
        triggers.mend_triggers()


def _settle_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
