"""SQLite, one file a firm: Django's one connection stands for the file of the firm that is active now.

Each thread keeps its last files open. A file is never created here, and never opened under another firm's name.
"""

from __future__ import annotations

import os
import sqlite3
from collections import OrderedDict, deque
from collections.abc import Mapping
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]  # the stubs leave it out

from mainstay.store.book_version import SET_ON_SQLITE, is_write
from mainstay.store.context import SwitchInsideTransaction, UnknownFirm, active_firm, require
from mainstay.store.fencing import require_lease
from mainstay.store.paths import book_file
from mainstay.store.written import note_commit

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN_FILES: Final = 16
"""Books one thread keeps open; each costs a file handle or three and up to its page cache."""

FileIdentity = tuple[int, int]


class BookCursor(base.SQLiteCursorWrapper):
    """A cursor that answers only while the firm it was opened under is active."""

    firm: str = ""
    _returned: deque[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement; one that writes outside a transaction is given one."""
        require(self.firm)
        self._returned = None
        if self.connection.in_transaction or not is_write(query):
            return super().execute(query, params)
        with transaction.atomic():
            super().execute(query, params)
            # SQLite does not commit while a statement has rows to return.
            self._returned = deque(super().fetchall()) if self.description else None
        return self

    def executemany(self, query: str, param_list: Any) -> Any:
        """Run one statement for each row, outside a transaction in one of their own."""
        require(self.firm)
        if not self.connection.in_transaction:
            with transaction.atomic():
                return self.executemany(query, param_list)
        # Django's own peeks through itertools.tee, which keeps every row of a generator until the end.
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return self
        names = list(first) if isinstance(first, Mapping) else None
        statement = self.convert_query(query, param_names=names)  # type: ignore[attr-defined]  # not in the stubs
        return sqlite3.Cursor.executemany(self, statement, chain((first,), rows))

    def executescript(self, sql_script: str) -> Any:
        """Run several statements; commits first, as sqlite3 does."""
        require(self.firm)
        return super().executescript(sql_script)

    def __next__(self) -> Any:
        require(self.firm)
        if self._returned is None:
            return super().__next__()
        if not self._returned:
            raise StopIteration
        return self._returned.popleft()

    def fetchone(self) -> Any:
        """Read the next row."""
        require(self.firm)
        return super().fetchone() if self._returned is None else next(self, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Read the next rows."""
        require(self.firm)
        size = self.arraysize if size is None else size
        return super().fetchmany(size) if self._returned is None else list(islice(self, size))

    def fetchall(self) -> list[Any]:
        """Read the rows that are left."""
        require(self.firm)
        return super().fetchall() if self._returned is None else list(self)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection, on the file of the active firm."""

    connection: sqlite3.Connection | None

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        self._firm: str | None = None
        self._file = ""
        self._identity: FileIdentity | None = None
        self._parked: OrderedDict[str, tuple[sqlite3.Connection, str, FileIdentity | None]] = OrderedDict()
        self._settling = False
        self._changes_before = 0

    @property
    def firm_in_transaction(self) -> str | None:
        """The firm whose transaction is open, or None."""
        return self._firm if self._is_in_transaction() else None

    def _is_in_transaction(self) -> bool:
        return self.in_atomic_block or (self.connection is not None and self.connection.in_transaction)

    # Opening the right file

    def ensure_connection(self) -> None:
        """Stand on the file of the active firm: stay, swap or open. Every use of the connection passes here."""
        if self._settling and self.connection is not None:
            return
        firm = active_firm()
        if self.connection is not None and self._is_in_transaction():
            if firm != self._firm:
                # Whoever got this far mixed two firms up: what the transaction wrote cannot be trusted.
                self.needs_rollback = self.in_atomic_block
                msg = f"a transaction of {self._firm} is open; {firm} cannot be asked inside it"
                raise SwitchInsideTransaction(msg)
            return
        if self.connection is None or firm != self._firm:
            self.validate_thread_sharing()
            self._park()
            self._unpark(firm)
        if self.connection is not None and _identity_of(self._file) != self._identity:
            # Removed or replaced meanwhile: writing on would go to a file nobody can find again.
            self._drop()
        super().ensure_connection()

    def _park(self) -> None:
        if self.connection is not None and self._firm is not None:
            self._parked[self._firm] = (self.connection, self._file, self._identity)
            self.connection = None
            while len(self._parked) >= OPEN_FILES:
                self._parked.popitem(last=False)[1][0].close()
        self._firm = None

    def _unpark(self, firm: str) -> None:
        if firm in self._parked:
            self.connection, self._file, self._identity = self._parked.pop(firm)
            self._firm = firm

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None
        self._firm = None

    def forget(self, firm: str) -> None:
        """Close the file of this firm in this thread, if it is open; refused inside its transaction."""
        self.validate_thread_sharing()
        if self._firm == firm:
            if self._is_in_transaction():
                msg = f"a transaction of {firm} is open"
                raise SwitchInsideTransaction(msg)
            self._drop()
        if parked := self._parked.pop(firm, None):
            parked[0].close()

    def get_connection_params(self) -> dict[str, Any]:
        """Name the file of the active firm; `mode=rw` never creates one."""
        params = super().get_connection_params()
        firm = active_firm()
        path = book_file(firm)
        self._identity = _identity_of(str(path))
        if self._identity is None:
            raise UnknownFirm(firm=firm)
        self._firm, self._file = firm, str(path)
        params["database"] = f"{path.as_uri()}?mode=rw"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Open the file, and leave nothing open when it turns out to be no book."""
        connection: sqlite3.Connection = sqlite3.connect(**conn_params)
        try:
            register(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA legacy_alter_table = OFF")
            for command in self.init_commands:  # type: ignore[attr-defined]  # the stubs leave it out
                if command.strip():
                    connection.execute(command).close()
        except BaseException:
            connection.close()
            raise
        return connection

    def create_cursor(self, name: str | None = None) -> BookCursor:  # noqa: ARG002 -- Django's signature
        """Open a cursor bound to the firm."""
        assert self.connection is not None  # noqa: S101 -- ensure_connection came first
        assert self._firm is not None  # noqa: S101
        cursor = self.connection.cursor(factory=BookCursor)
        cursor.firm = self._firm
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        raw = self.connection
        assert raw is not None  # noqa: S101 -- the transaction has just begun on it
        assert self._firm is not None  # noqa: S101
        try:
            require_lease(self._firm, lambda question: raw.execute(question).fetchone())
        except BaseException:
            raw.rollback()
            raise
        self._changes_before = raw.total_changes

    # Ending transactions: always on the connection they began on, whatever is active by then

    @contextmanager
    def _settle(self) -> Iterator[None]:
        before, self._settling = self._settling, True
        try:
            yield
        finally:
            self._settling = before

    def _commit(self) -> None:
        if self.connection is not None and self._firm is not None:
            try:
                require(self._firm)
            except Exception:
                self.connection.rollback()
                self.run_on_commit = []
                raise
            has_written = self.connection.total_changes != self._changes_before
            if has_written:
                try:
                    self.connection.execute(SET_ON_SQLITE)
                except sqlite3.OperationalError as error:
                    # A book of an older version has no such table until it is upgraded.
                    if "no such table" not in str(error):
                        raise
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
            if has_written:
                note_commit()
            return
        super()._commit()  # type: ignore[misc]  # the stubs leave it out

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:  # noqa: FBT002
        """Begin on the active firm's file; end on the file the transaction began on."""
        if not autocommit:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
            return
        with self._settle():
            super().set_autocommit(autocommit)

    def run_and_clear_commit_hooks(self) -> None:
        """Run what waited for the commit, with every check on again."""
        before, self._settling = self._settling, False
        try:
            super().run_and_clear_commit_hooks()
        finally:
            self._settling = before

    # Closing

    def close_if_unusable_or_obsolete(self) -> None:
        """Django asks this between requests, when no firm is active."""
        with self._settle():
            super().close_if_unusable_or_obsolete()

    def close(self) -> None:
        """Close every file this thread holds open."""
        self.validate_thread_sharing()
        while self._parked:
            self._parked.popitem()[1][0].close()
        super().close()
        if self.connection is None:
            self._firm = None


def _identity_of(path: str) -> FileIdentity | None:
    try:
        stat = os.stat(path)  # noqa: PTH116 -- asked before every statement; a Path would cost more than the question
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
