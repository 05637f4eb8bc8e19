"""Faults of the place a book lies in, told to a person in one sentence that says what to do. Details go to the log."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import Refusal
from mainstay.store.context import active_firm_or_none
from mainstay.store.written import has_written

if TYPE_CHECKING:
    from collections.abc import Iterator


_NOTHING_CHANGED: Final = _("nothing was changed")
_WRITTEN_BEFORE: Final = _("what was written before is kept")


class WriteFailed(Refusal):
    """Something could not be written; `state` says whether anything was before."""

    def __init__(self, **params: object) -> None:
        super().__init__(**{"state": _WRITTEN_BEFORE if has_written() else _NOTHING_CHANGED, **params})


class BookIsLocked(WriteFailed):
    """Somebody else has been writing for longer than we wait."""

    code = "book_is_locked"
    sentence = _(
        "The book is in use: another program is writing to it. Wait until it has finished, then try again; %(state)s."
    )


class DiskIsFull(WriteFailed):
    """There is no room to write."""

    code = "disk_is_full"
    sentence = _("There is no room left on the disk that holds %(home)s. Make room, then try again; %(state)s.")


class BookIsDamaged(Refusal):
    """The file is no book, or not a whole one."""

    code = "book_is_damaged"
    sentence = _(
        "The book of “%(firm)s” in %(home)s is damaged or is not a Mainstay book. "
        "Put a backup in its place with “mainstay restore”."
    )


class NotWritable(Refusal):
    """The book or its folder may not be written to."""

    code = "not_writable"
    sentence = _(
        "Mainstay may not write in %(home)s. "
        "Give yourself the right to write there, or set MAINSTAY_HOME to a folder of yours."
    )


class DiskFails(Refusal):
    """The disk does not do as it is told."""

    code = "disk_fails"
    sentence = _(
        "The disk that holds %(home)s cannot be read or written. Check that it is connected and sound, then try again."
    )


class ServerUnreachable(Refusal):
    """PostgreSQL does not answer."""

    code = "server_unreachable"
    sentence = _("The PostgreSQL server of DATABASE_URL does not answer. Start it, or correct the address.")


class ServerRefusesLogin(Refusal):
    """PostgreSQL does not let us in."""

    code = "server_refuses_login"
    sentence = _(
        "PostgreSQL does not let Mainstay in. Check the user, the password and the rights of the user in DATABASE_URL."
    )


class NoSuchDatabase(Refusal):
    """PostgreSQL has no database of this name."""

    code = "no_such_database"
    sentence = _(
        "PostgreSQL has no database of the name in DATABASE_URL. Create it with “createdb”, or correct the name."
    )


class ServerIsBusy(Refusal):
    """PostgreSQL takes no more connections."""

    code = "server_is_busy"
    sentence = _("PostgreSQL takes no more connections. Wait a little, or raise max_connections.")


class PostgresPartMissing(Refusal):
    """DATABASE_URL is set, and the part that speaks to PostgreSQL is not installed."""

    code = "postgresql_part_missing"
    sentence = _(
        "DATABASE_URL is set, but the part that speaks to PostgreSQL is not here. Install mainstay[postgresql]."
    )


_OF_SQLITE: Final[dict[int, type[Refusal]]] = {
    sqlite3.SQLITE_BUSY: BookIsLocked,
    sqlite3.SQLITE_LOCKED: BookIsLocked,
    sqlite3.SQLITE_FULL: DiskIsFull,
    sqlite3.SQLITE_CORRUPT: BookIsDamaged,
    sqlite3.SQLITE_NOTADB: BookIsDamaged,
    sqlite3.SQLITE_READONLY: NotWritable,
    sqlite3.SQLITE_PERM: NotWritable,
    sqlite3.SQLITE_CANTOPEN: NotWritable,
    sqlite3.SQLITE_IOERR: DiskFails,
}
_OF_THE_SYSTEM: Final[dict[int, type[Refusal]]] = {
    errno.ENOSPC: DiskIsFull,
    errno.EDQUOT: DiskIsFull,
    errno.EACCES: NotWritable,
    errno.EPERM: NotWritable,
    errno.EROFS: NotWritable,
    errno.ENOTDIR: NotWritable,
    errno.EIO: DiskFails,
}
# SQLSTATE, or its class of two characters.
_OF_POSTGRESQL: Final[dict[str, type[Refusal]]] = {
    "08": ServerUnreachable,
    "57P01": ServerUnreachable,
    "57P02": ServerUnreachable,
    "57P03": ServerUnreachable,
    "28": ServerRefusesLogin,
    "42501": ServerRefusesLogin,
    "3D000": NoSuchDatabase,
    "53100": DiskIsFull,
    "53300": ServerIsBusy,
    "40P01": BookIsLocked,
    "55P03": BookIsLocked,
    "25006": NotWritable,
    "42P01": BookIsDamaged,
    "XX001": BookIsDamaged,
    "XX002": BookIsDamaged,
}


_PASSING: Final = (BookIsLocked, DiskIsFull, DiskFails, ServerUnreachable, ServerIsBusy)


def is_passing(refusal: Refusal) -> bool:
    """Say whether this may be otherwise in a while, with nobody having asked anew."""
    return isinstance(refusal, _PASSING)


def sentence_for(error: BaseException) -> Refusal | None:
    """The refusal that tells a person about this fault, or None when it is none of theirs but a mistake of ours."""
    for link in _chain(error):
        if isinstance(link, Refusal):
            return link
        if kind := _kind_of(link):
            return kind(home=settings.MAINSTAY_HOME, firm=active_firm_or_none() or "")
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _kind_of(error: BaseException) -> type[Refusal] | None:
    if isinstance(error, sqlite3.Error):
        if "no such table" in str(error):
            return BookIsDamaged
        return _OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError):
        return _OF_THE_SYSTEM.get(error.errno or 0)
    if isinstance(error, ImproperlyConfigured) and "psycopg" in str(error):
        return PostgresPartMissing
    if type(error).__module__.startswith("psycopg"):
        return _kind_of_postgresql(error)
    return None


def _kind_of_postgresql(error: BaseException) -> type[Refusal] | None:
    state = getattr(error, "sqlstate", None)
    if state:
        return _OF_POSTGRESQL.get(state) or _OF_POSTGRESQL.get(state[:2])
    if any(type_.__name__ == "OperationalError" for type_ in type(error).__mro__):
        # A connection that fails carries no state, only what the server said in its own language.
        text = str(error)
        if "does not exist" in text and "database" in text:
            return NoSuchDatabase
        if "authentication failed" in text or "no password supplied" in text or "no pg_hba.conf entry" in text:
            return ServerRefusesLogin
        if "too many clients" in text or "remaining connection slots" in text:
            return ServerIsBusy
        return ServerUnreachable
    return None
