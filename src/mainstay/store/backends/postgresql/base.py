"""PostgreSQL, one schema a firm: the search_path is set inside each transaction, never for the session.

Behind PgBouncer a session is shared, and what one firm sets for it the next firm would inherit. So a transaction
begins with the firm's search_path in the same round trip, and a statement outside one is sent together with it: the
server runs both as one implicit transaction. A schema that is not there is an error before anything is read.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, NotSupportedError, transaction
from django.db.backends.postgresql import base
from django.utils.functional import cached_property
from psycopg import errors, sql
from psycopg.pq import TransactionStatus

from mainstay.store.book_version import SET_ON_POSTGRESQL, is_write
from mainstay.store.context import SwitchInsideTransaction, UnknownFirm, active_firm, require
from mainstay.store.fencing import require_lease
from mainstay.store.paths import book_schema
from mainstay.store.written import note_commit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def path_statement(firm: str) -> str:
    """SQL that lets the transaction see the firm's schema alone, and fails when there is none.

    `true` is SET LOCAL. Casting the name to regnamespace is what fails; pg_temp stands last so that nothing
    temporary hides a table of the book; pg_catalog is always searched first.
    """
    schema = book_schema(firm)
    return (
        f"SELECT set_config('search_path', '\"{schema}\", pg_temp', true) FROM (SELECT '\"{schema}\"'::regnamespace) s;"
    )


@contextmanager
def _unknown_firm(firm: str) -> Iterator[None]:
    try:
        yield
    except errors.InvalidSchemaName as error:
        raise UnknownFirm(firm=firm) from error


class _BoundCursor(psycopg.Cursor[Any]):
    """Answers only while the firm it was opened under is active."""

    firm: str = ""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Self:
        """Run one statement."""
        require(self.firm)
        return super().execute(query, params, **kwargs)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        row = self.fetchone()
        if row is None:
            raise StopIteration
        return row

    def fetchone(self) -> Any:
        """Read the next row."""
        require(self.firm)
        return super().fetchone()

    def fetchmany(self, size: int = 0) -> list[Any]:
        """Read the next rows."""
        require(self.firm)
        return super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        """Read the rows that are left."""
        require(self.firm)
        return super().fetchall()


class BookServerCursor(_BoundCursor, base.ServerSideCursor):  # type: ignore[name-defined,misc]  # not in the stubs
    """A cursor the server keeps, inside one transaction."""


class BookCursor(_BoundCursor, base.Cursor):  # type: ignore[name-defined,misc]  # not in the stubs
    """The ordinary cursor; sends the search_path along where no transaction has set it."""

    def _is_outside_transaction(self) -> bool:
        return bool(self.connection.info.transaction_status == TransactionStatus.IDLE)

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Self:
        """Run one statement under the firm's search_path; one that writes outside a transaction is given one."""
        if not self._is_outside_transaction():
            return super().execute(query, params, **kwargs)
        if is_write(query):
            with self._transaction():
                return super().execute(query, params, **kwargs)
        path = path_statement(self.firm)
        if isinstance(query, sql.Composable):
            query = sql.SQL(path) + query
        elif isinstance(query, bytes):
            query = path.encode() + query
        else:
            query = path + query
        with _unknown_firm(self.firm):
            super().execute(query, params, **kwargs)
        self.nextset()  # the first answer is the search_path's
        return self

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        require(self.firm)
        if not self._is_outside_transaction():
            yield
            return
        with transaction.atomic():
            yield

    def executemany(self, query: Any, params_seq: Iterable[Any], **kwargs: Any) -> None:
        """Run one statement for each row, all or none."""
        with self._transaction():
            super().executemany(query, params_seq, **kwargs)

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **kwargs: Any) -> Iterator[psycopg.Copy]:
        """Copy rows in or out under the firm's search_path."""
        with self._transaction(), super().copy(statement, params, **kwargs) as copy:
            yield copy

    def stream(self, query: Any, params: Any = None, **kwargs: Any) -> Iterator[Any]:
        """Read row by row, inside a transaction only."""
        require(self.firm)
        if self._is_outside_transaction():
            msg = "rows are streamed inside a transaction, or the search_path would not hold"
            raise NotSupportedError(msg)
        yield from super().stream(query, params, **kwargs)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL connection, in the schema of the active firm."""

    connection: psycopg.Connection[Any] | None

    def __init__(self, settings_dict: dict[str, Any], alias: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(settings_dict, alias)
        self._transaction_firm: str | None = None
        self._prelude: tuple[str, str, bool] | None = None
        self._is_read_only = False

    @property
    def firm_in_transaction(self) -> str | None:
        """The firm whose transaction is open, or None."""
        return self._transaction_firm if self.in_atomic_block else None

    @cached_property
    def pg_version(self) -> int:
        """The server's version, asked before any firm is active."""
        self.ensure_connection()
        return self._open.info.server_version

    @property
    def _open(self) -> psycopg.Connection[Any]:
        return cast("psycopg.Connection[Any]", self.connection)

    # Cursors

    def _cursor(self, name: str | None = None) -> Any:
        firm = active_firm()
        if self.in_atomic_block and self._transaction_firm not in {None, firm}:
            # Whoever got this far mixed two firms up: what the transaction wrote cannot be trusted.
            self.needs_rollback = True
            msg = f"a transaction of {self._transaction_firm} is open; {firm} cannot be asked inside it"
            raise SwitchInsideTransaction(msg)
        return super()._cursor(name)  # type: ignore[misc]  # the stubs leave it out

    def create_cursor(self, name: str | None = None) -> Any:
        """Open a cursor bound to the firm."""
        cursor: Any
        if name:
            cursor = cast("Any", BookServerCursor)(self._open, name=name, scrollable=False, withhold=False)
        else:
            cursor = BookCursor(self._open)
        cursor.firm = active_firm()
        return cursor

    def chunked_cursor(self) -> Any:
        """Let the server keep a long answer while a transaction holds it; outside one, fetch it whole.

        A cursor WITH HOLD would outlive the search_path it was declared under, and PgBouncer's session with it.
        """
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()

    @contextmanager
    def bare_cursor(self) -> Iterator[psycopg.ClientCursor[Any]]:
        """A cursor outside every firm, for what concerns schemas as a whole; names are written out in full."""
        if self.in_atomic_block:
            msg = "schemas are not founded, listed or removed inside a firm's transaction"
            raise SwitchInsideTransaction(msg)
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors, psycopg.ClientCursor(self._open) as cursor:
            yield cursor

    # Transactions

    def begin_with(self, firm: str, script: str, *, is_read_only: bool = False) -> None:
        """Let the next transaction of this firm begin with a script; how a schema and its first row are one act.

        With `is_read_only` it also does without the hold of a job, which only who writes must have.
        """
        self._prelude = (firm, script, is_read_only)

    def _start_transaction_under_autocommit(self) -> None:
        firm = active_firm()
        prelude, self._prelude = self._prelude, None
        script, is_read_only = prelude[1:] if prelude and prelude[0] == firm else ("", False)
        self.validate_thread_sharing()
        with self.wrap_database_errors, psycopg.ClientCursor(self._open) as cursor:
            try:
                with _unknown_firm(firm):
                    cursor.execute(f"BEGIN;{script}{path_statement(firm)}".encode())
                if not is_read_only:
                    require_lease(
                        firm,
                        lambda question: cursor.execute(question.encode()).fetchone(),
                        lock=" FOR NO KEY UPDATE",
                    )
            except BaseException:
                if not self._open.closed:
                    self._open.rollback()
                raise
        self._transaction_firm = firm
        self._is_read_only = is_read_only

    def _set_autocommit(self, autocommit: bool) -> None:
        if not autocommit:
            msg = "transactions begin with transaction.atomic(), which sets the search_path"
            raise NotSupportedError(msg)
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # the stubs leave it out

    def _commit(self) -> None:
        firm, self._transaction_firm = self._transaction_firm, None
        if firm is not None:
            try:
                require(firm)
            except Exception:
                super()._rollback()  # type: ignore[misc]  # the stubs leave it out
                self.run_on_commit = []
                raise
            if not self._is_read_only:
                with self.wrap_database_errors, psycopg.ClientCursor(self._open) as cursor:
                    cursor.execute(SET_ON_POSTGRESQL.encode())
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        if firm is not None and not self._is_read_only:
            note_commit()  # perhaps it only read: then less is promised than could be

    def _rollback(self) -> None:
        self._transaction_firm = None
        super()._rollback()  # type: ignore[misc]  # the stubs leave it out

    def close(self) -> None:
        """Close the connection."""
        super().close()
        self._transaction_firm = None
