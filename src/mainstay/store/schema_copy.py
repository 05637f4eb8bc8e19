"""PostgreSQL: writes out a schema as one script that makes another like it, every name kept.

Names matter: a later migration drops a constraint by its name. CREATE TABLE ... LIKE keeps the names of checks but not
of keys and indexes, so those are written out. What is made is named without its schema, so that one script serves for
every target: the search_path says which it is.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from mainstay.store.backends.postgresql.base import DatabaseWrapper

_FINISHED: Final = "finished"

_TABLES: Final = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'r' ORDER BY 1
"""
_STRANGERS: Final = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind NOT IN ('r', 'i', 'S', 't')
UNION ALL
SELECT p.proname FROM pg_proc p
WHERE p.pronamespace = %(schema)s::regnamespace
AND (
    (p.prokind, p.provolatile, p.proparallel) <> ('f', 'v', 'u')
    OR p.prosecdef OR p.proisstrict OR p.proleakproof OR p.proconfig IS NOT NULL
)
ORDER BY 1
"""
_MADE: Final = """
SELECT format('CREATE TABLE %%1$I (LIKE %%2$I.%%1$I INCLUDING ALL EXCLUDING INDEXES);', c.relname, n.nspname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %(schema)s AND c.relkind = 'r' ORDER BY c.relname
"""
_FILLED: Final = """
SELECT format('INSERT INTO %%1$I SELECT * FROM %%2$I.%%1$I;', c.relname, n.nspname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %(schema)s AND c.relname = ANY(%(filled)s) ORDER BY c.relname
"""
_KEYS: Final = """
SELECT format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s;', c.relname, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.connamespace = %(schema)s::regnamespace AND k.contype IN ('p', 'u', 'x')
ORDER BY array_position('{p,u,x}'::"char"[], k.contype), c.relname, k.conname
"""
_FOREIGN_KEYS: Final = """
SELECT format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s;', c.relname, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.connamespace = %(schema)s::regnamespace AND k.contype = 'f' ORDER BY c.relname, k.conname
"""
_INDEXES: Final = """
SELECT pg_get_indexdef(i.indexrelid, 0, true) || ';'
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = %(schema)s::regnamespace
AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname
"""
_FUNCTIONS: Final = """
SELECT format(
    'CREATE FUNCTION %%I(%%s) RETURNS %%s LANGUAGE %%I AS %%L;',
    p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), l.lanname, p.prosrc
)
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = %(schema)s::regnamespace ORDER BY p.proname
"""
_TRIGGERS: Final = """
SELECT pg_get_triggerdef(t.oid, true) || ';'
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal ORDER BY c.relname, t.tgname
"""
_COUNTERS: Final = """
SELECT format(
    'SELECT setval(pg_get_serial_sequence(%%L, %%L), last_value, is_called) FROM %%I.%%I;',
    quote_ident(c.relname), a.attname, n.nspname, s.relname
)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class s ON s.oid = pg_get_serial_sequence(quote_ident(c.relname), a.attname)::regclass
WHERE n.nspname = %(schema)s AND c.relname = ANY(%(filled)s) AND a.attidentity <> '' ORDER BY c.relname, a.attname
"""


def server() -> DatabaseWrapper:
    """Our PostgreSQL connection, for what is asked outside every firm."""
    return cast("DatabaseWrapper", connection)


def is_finished(schema: str) -> bool:
    """Say whether the template of this name was built to its end."""
    with server().bare_cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace') = %s", [schema, _FINISHED])
        return bool((cursor.fetchone() or (False,))[0])


def make_empty(schema: str) -> None:
    """Make the schema anew, without whatever a builder that was killed left in it."""
    with server().bare_cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE; CREATE SCHEMA "{schema}"'.encode())


def mark_finished(schema: str) -> None:
    """Let everybody use the template."""
    with server().bare_cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA \"{schema}\" IS '{_FINISHED}'".encode())


@contextmanager
def one_builder() -> Iterator[None]:
    """Let one process build at a time; the lock lives in a transaction of its own, as PgBouncer wants it."""
    from psycopg import connect  # noqa: PLC0415 -- a book in a file needs no driver

    with (
        connect(**server().get_connection_params()) as other,
        other.transaction(),
    ):
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('mainstay:template', 0))")
        yield


def script_of(schema: str) -> str:
    """SQL that makes the schema of the search_path, which is empty, a copy of this one.

    Tables, rows, keys, indexes, functions, triggers, counters. NotImplementedError where there is more than these.
    """
    with server().bare_cursor() as cursor, cursor.connection.transaction():
        # With the schema alone on the path, the server writes what is of it without its name.
        cursor.execute("SELECT set_config('search_path', quote_ident(%s), true)", [schema])
        if strangers := _column(cursor, _STRANGERS, schema):
            msg = f"a new firm cannot be given a copy of {', '.join(strangers)}: only tables and triggers are copied"
            raise NotImplementedError(msg)
        filled = [table for table in _column(cursor, _TABLES, schema) if _has_rows(cursor, schema, table)]
        statements = (_FUNCTIONS, _MADE, _FILLED, _COUNTERS, _KEYS, _INDEXES, _FOREIGN_KEYS, _TRIGGERS)
        parts = [line for statement in statements for line in _column(cursor, statement, schema, filled)]
    return "\n".join(["SET LOCAL check_function_bodies = off;", *parts])


def _column(cursor: psycopg.Cursor[Any], query: str, schema: str, filled: Sequence[str] = ()) -> list[str]:
    cursor.execute(query.encode(), {"schema": schema, "filled": list(filled)})
    return [str(row[0]) for row in cursor.fetchall()]


def _has_rows(cursor: psycopg.Cursor[Any], schema: str, table: str) -> bool:
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{schema}"."{table}")'.encode())
    return bool((cursor.fetchone() or (False,))[0])
