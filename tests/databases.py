"""PostgreSQL databases that last as long as some tests."""

from __future__ import annotations

import re
import secrets
from typing import Final

import psycopg
from psycopg.sql import SQL, Identifier, Literal

_STRUCTURE: Final = """
WITH tables AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s))
SELECT md5(string_agg(kind || id || ':' || changed, ',' ORDER BY kind, id))
FROM (
    SELECT 'c' AS kind, oid::text AS id, xmin::text AS changed FROM tables
    UNION ALL SELECT 'a', attrelid || '.' || attnum, xmin::text FROM pg_attribute
        WHERE attrelid IN (SELECT oid FROM tables)
    UNION ALL SELECT 'd', oid::text, xmin::text FROM pg_attrdef WHERE adrelid IN (SELECT oid FROM tables)
    UNION ALL SELECT 't', oid::text, xmin::text FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM tables)
    UNION ALL SELECT 'k', oid::text, xmin::text FROM pg_constraint WHERE connamespace = to_regnamespace(%(schema)s)
    UNION ALL SELECT 'f', oid::text, xmin::text FROM pg_proc WHERE pronamespace = to_regnamespace(%(schema)s)
) AS objects
"""


def make_database(server: str) -> str:
    """Make a database on the server of this address, and give its own address."""
    name = f"mainstay_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return re.sub(r"^(\w+://[^/]*/)[^?]*", rf"\g<1>{name}", server)


def drop_database(server: str, address: str) -> None:
    """Drop it, whoever of ours is still in it; the server itself waits for its own housekeeping there."""
    name = re.sub(r"^\w+://[^/]*/([^?]*).*", r"\1", address)
    with psycopg.connect(server, autocommit=True) as connection:
        # Not WITH (FORCE): it refuses while the server's autovacuum, which is nobody's, looks at the database.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
        connection.execute(f"DROP DATABASE {name}".encode())


class SpareSchemas:
    """Schemas of books that a test has ended with, emptied for the next: making one anew takes far longer.

    A schema whose tables, triggers, constraints or functions a test has touched is not used again. None is where the
    server does not let us pass over triggers (GRANT SET ON PARAMETER session_replication_role, PostgreSQL 15).
    """

    def __init__(self, address: str, template: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True, prepare_threshold=None)
        self._template = template
        self._structures: dict[str, str] = {}  # of each schema in use, as it was when it was made
        self._spare: list[tuple[str, str]] = []  # name and structure
        self._tables, self._counters = self._names("r"), self._names("S")
        self._filled = self._tables_with_rows(template)
        try:
            self._connection.execute("SET session_replication_role = replica")
            self._is_possible = True
        except psycopg.errors.InsufficientPrivilege:
            self._is_possible = False

    def take(self, schema: str) -> bool:
        """Give a spare schema this name; False when there is none."""
        if not self._spare:
            return False
        name, structure = self._spare.pop()
        self._connection.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(name), Identifier(schema)))
        self._structures[schema] = structure
        return True

    def made(self, schema: str) -> None:
        """Remember how the schema, just made, is built."""
        if self._is_possible:
            self._structures[schema] = self._structure_of(schema)

    def give_back(self, schema: str) -> bool:
        """Keep the schema for another test, its rows as the template's; False when it must be dropped."""
        structure = self._structures.pop(schema, None)
        if structure is None or structure != self._structure_of(schema):
            return False
        name = f"spare_{secrets.token_hex(8)}"
        here, there = Identifier(schema), Identifier(self._template)
        acts = [
            *(SQL("DELETE FROM {}.{}").format(here, Identifier(table)) for table in self._tables_with_rows(schema)),
            *(
                SQL("INSERT INTO {}.{} OVERRIDING SYSTEM VALUE SELECT * FROM {}.{}").format(
                    here, Identifier(table), there, Identifier(table)
                )
                for table in self._filled
            ),
            *(
                SQL("SELECT setval(to_regclass({}), last_value, is_called) FROM {}.{}").format(
                    Literal(f'"{schema}"."{counter}"'), there, Identifier(counter)
                )
                for counter in self._counters
            ),
            SQL("ALTER SCHEMA {} RENAME TO {}").format(here, Identifier(name)),
        ]
        with self._connection.transaction():
            self._connection.execute(SQL("; ").join(acts))
        self._spare.append((name, structure))
        return True

    def close(self) -> None:
        """Leave the server; the schemas go with the database."""
        self._connection.close()

    def _names(self, kind: str) -> list[str]:
        question = "SELECT relname FROM pg_class WHERE relkind = %s AND relnamespace = to_regnamespace(%s) ORDER BY 1"
        return [str(name) for (name,) in self._connection.execute(question, [kind, self._template])]

    def _tables_with_rows(self, schema: str) -> list[str]:
        questions = [
            SQL("SELECT {} WHERE EXISTS (SELECT FROM {}.{})").format(
                Literal(table), Identifier(schema), Identifier(table)
            )
            for table in self._tables
        ]
        return [str(name) for (name,) in self._connection.execute(SQL(" UNION ALL ").join(questions))]

    def _structure_of(self, schema: str) -> str:
        ((structure,),) = self._connection.execute(_STRUCTURE, {"schema": schema})
        return str(structure)
