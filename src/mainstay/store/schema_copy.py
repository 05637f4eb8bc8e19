"""PostgreSQL: writes out a schema as one script that makes another like it, every name kept.

Names matter: a later migration drops a constraint by its name. CREATE TABLE ... LIKE keeps the names of checks but not
of keys and indexes, so those are written out.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from mainstay.store.backends.postgresql.base import DatabaseWrapper

TARGET: Final = "«target schema»"
"""Stands in a script for the quoted name of the schema to make."""

_FINISHED: Final = "finished"

_TABLES: Final = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'r' ORDER BY 1
"""
_STRANGERS: Final = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind NOT IN ('r', 'i', 'S', 't') ORDER BY 1
"""
_CONSTRAINTS: Final = """
SELECT format(
    'ALTER TABLE %%I.%%I ADD CONSTRAINT %%I %%s;', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)
)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.connamespace = %(schema)s::regnamespace AND k.contype IN ('p', 'u', 'x', 'f')
ORDER BY array_position('{p,u,x,f}'::"char"[], k.contype), c.relname, k.conname
"""
_INDEXES: Final = """
SELECT pg_get_indexdef(i.indexrelid) || ';'
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = %(schema)s::regnamespace
AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname
"""
_FUNCTIONS: Final = """
SELECT pg_get_functiondef(p.oid) || ';' FROM pg_proc p
WHERE p.pronamespace = %(schema)s::regnamespace ORDER BY p.proname
"""
_TRIGGERS: Final = """
SELECT pg_get_triggerdef(t.oid) || ';'
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal ORDER BY c.relname, t.tgname
"""
_SEQUENCES: Final = """
SELECT c.relname, a.attname, pg_get_serial_sequence(format('%%I.%%I', n.nspname, c.relname), a.attname)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %(schema)s AND a.attidentity <> '' ORDER BY 1, 2
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
    """SQL that makes TARGET a copy of this schema: tables, rows, keys, indexes, functions, triggers, counters."""
    with server().bare_cursor() as cursor, cursor.connection.transaction():
        # With nothing of ours on the path, the server writes every name out in full.
        cursor.execute("SELECT set_config('search_path', 'pg_catalog', true)")
        if strangers := _column(cursor, _STRANGERS, schema):
            msg = f"a new firm cannot be given a copy of {', '.join(strangers)}: only tables are copied"
            raise NotImplementedError(msg)
        tables = _column(cursor, _TABLES, schema)
        filled = [table for table in tables if _has_rows(cursor, schema, table)]
        parts = [
            "SET LOCAL check_function_bodies = off;",
            f"CREATE SCHEMA {schema};",
            *_column(cursor, _FUNCTIONS, schema),
            *(
                f'CREATE TABLE {schema}."{table}" (LIKE «template»."{table}" INCLUDING ALL EXCLUDING INDEXES);'
                for table in tables
            ),
            *(f'INSERT INTO {schema}."{table}" SELECT * FROM «template»."{table}";' for table in filled),
            *_counters(cursor, schema, filled),
            *_column(cursor, _CONSTRAINTS, schema, first="pux"),
            *_column(cursor, _INDEXES, schema),
            *_column(cursor, _CONSTRAINTS, schema, first="f"),
            *_column(cursor, _TRIGGERS, schema),
        ]
    return "\n".join(parts).replace(schema, TARGET).replace("«template»", schema)


def _column(cursor: psycopg.Cursor[Any], query: str, schema: str, *, first: str = "") -> list[str]:
    if first:
        query = query.replace("'p', 'u', 'x', 'f'", ", ".join(f"'{kind}'" for kind in first))
    cursor.execute(query.encode(), {"schema": schema})
    return [str(row[0]) for row in cursor.fetchall()]


def _has_rows(cursor: psycopg.Cursor[Any], schema: str, table: str) -> bool:
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{schema}"."{table}")'.encode())
    return bool((cursor.fetchone() or (False,))[0])


def _counters(cursor: psycopg.Cursor[Any], schema: str, filled: list[str]) -> list[str]:
    cursor.execute(_SEQUENCES.encode(), {"schema": schema})
    return [
        f"SELECT setval(pg_get_serial_sequence('{schema}.\"{table}\"', '{column}'), last_value, is_called) "
        f"FROM {sequence.replace(schema, '«template»')};"
        for table, column, sequence in cursor.fetchall()
        if table in filled
    ]
