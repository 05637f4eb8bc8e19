"""What the database itself refuses on both engines: deleting rows, changing columns, changing words but by two acts.

Migrations use the operations; `missing_triggers` proves that a book has what they promised.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation, OperationCategory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

_CAST: Final = re.compile(r"::[a-z]+")
_WRITTEN_OUT: Final = re.compile(r'[\s"();]+')
_COLUMNS_SQL: Final = {
    "postgresql": """
        SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""",
    "sqlite": """
        SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' ORDER BY c.cid""",
}
_FUNCTION: Final = "mainstay_refuse"
# The sentence comes as the trigger's argument: one function, which names no table and so needs no search_path.
_FUNCTION_BODY: Final = "BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END"
_FUNCTION_SQL: Final = (
    f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_FUNCTION_BODY}$$"
)


_RECORDED_MOVE: Final = (
    "SELECT 1 FROM timeline_move WHERE from_client_id = OLD.client_id AND to_client_id = NEW.client_id"
)
_MOVE_FUNCTION: Final = "mainstay_refuse_move"
# It names a table, which is found in the schema of the firm at work.
_MOVE_BODY: Final = (
    f"BEGIN IF NOT EXISTS ({_RECORDED_MOVE}) THEN RAISE EXCEPTION '%', TG_ARGV[0] "
    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END"
)
_MOVE_SQL: Final = f"CREATE OR REPLACE FUNCTION {_MOVE_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_MOVE_BODY}$$"


class _Guard(Operation):
    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL
    table: str

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002 -- Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        """Put the triggers in place."""
        _put(schema_editor, self)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002 -- Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        """Take the triggers away."""
        for name in self.triggers(columns=["id"]):
            _execute(schema_editor, _drop(name, self.table))

    def triggers(self, columns: Sequence[str]) -> dict[str, str]:
        """Name and SQL of each trigger for a table of these columns, on the engine in use."""
        raise NotImplementedError


class NeverDeleted(_Guard):
    """Rows of the table are never deleted: not one, not all, not by being replaced.

    On SQLite, a stranger's INSERT OR REPLACE deletes without asking the delete trigger; so inserting a row whose `id`,
    or whose columns in one of `also_unique`, stand in the table already is refused before it is tried. Name only
    columns that an INSERT ... ON CONFLICT of ours never counts on.
    """

    def __init__(self, table: str, also_unique: Iterable[Iterable[str]] = ()) -> None:
        self.table = table
        self.also_unique = tuple(tuple(columns) for columns in also_unique)

    def describe(self) -> str:
        """Say what the migration does."""
        return f"Rows of {self.table} are never deleted"

    def triggers(self, columns: Sequence[str]) -> dict[str, str]:  # noqa: ARG002 -- all guards are asked alike
        """Name and SQL of each trigger."""
        table, name = self.table, f"{self.table}_is_never_deleted"
        message = f"{table} is never deleted"
        if connection.vendor == "postgresql":
            call = f"EXECUTE FUNCTION {_FUNCTION}('{message}')"
            return {
                name: f'CREATE TRIGGER "{name}" BEFORE DELETE ON "{table}" FOR EACH ROW {call}',
                f"{table}_is_never_emptied": (
                    f'CREATE TRIGGER "{table}_is_never_emptied" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {call}'
                ),
            }
        keys = (("id",), *self.also_unique)
        # A SELECT that finds nothing costs less than a WHEN that is asked for every row.
        taken = " ".join(
            f"SELECT RAISE(ABORT, '{message}') FROM \"{table}\" WHERE "
            + " AND ".join(f'"{c}" = NEW."{c}"' for c in key)
            + ";"
            for key in keys
        )
        return {
            name: (f'CREATE TRIGGER "{name}" BEFORE DELETE ON "{table}" BEGIN SELECT RAISE(ABORT, \'{message}\'); END'),
            f"{table}_is_never_replaced": (
                f'CREATE TRIGGER "{table}_is_never_replaced" BEFORE INSERT ON "{table}" BEGIN {taken} END'
            ),
        }


class NeverChanged(_Guard):
    """Columns of the table never change, but for the excepted ones."""

    def __init__(self, table: str, except_columns: Iterable[str] = ()) -> None:
        self.table = table
        self.except_columns = tuple(except_columns)

    def describe(self) -> str:
        """Say what the migration does."""
        but = f" but for {', '.join(self.except_columns)}" if self.except_columns else ""
        return f"Rows of {self.table} never change{but}"

    def triggers(self, columns: Sequence[str]) -> dict[str, str]:
        """Name and SQL of the trigger; it names each column, so a new column asks for a new trigger."""
        table, name = self.table, f"{self.table}_is_never_changed"
        guarded = [column for column in columns if column not in self.except_columns]
        if connection.vendor == "postgresql":
            when = " OR ".join(f'OLD."{c}" IS DISTINCT FROM NEW."{c}"' for c in guarded)
            return {
                name: (
                    f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({when}) '
                    f"EXECUTE FUNCTION {_FUNCTION}('{table} is never changed')"
                ),
            }
        when = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in guarded)
        return {
            name: (
                f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" WHEN {when} '
                f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
            ),
        }


class MovesByRecord(_Guard):
    """Rows of the table move from one client to another only where a row of `timeline_move` says so.

    Beside it stands a NeverChanged that excepts `client_id`.
    """

    def __init__(self, table: str) -> None:
        self.table = table

    def describe(self) -> str:
        """Say what the migration does."""
        return f"Rows of {self.table} move to another client only by a record"

    def triggers(self, columns: Sequence[str]) -> dict[str, str]:  # noqa: ARG002 -- all guards are asked alike
        """Name and SQL of the trigger."""
        table, name = self.table, f"{self.table}_moves_by_record"
        message = f"{table} moves to another client only by a record"
        if connection.vendor == "postgresql":
            return {
                name: (
                    f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" FOR EACH ROW '
                    'WHEN (OLD."client_id" IS DISTINCT FROM NEW."client_id") '
                    f"EXECUTE FUNCTION {_MOVE_FUNCTION}('{message}')"
                ),
            }
        return {
            name: (
                f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" WHEN OLD."client_id" IS NOT NEW."client_id" '
                f"AND NOT EXISTS ({_RECORDED_MOVE}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
            ),
        }


class ChangedOnlyByErasing(_Guard):
    """Rows of words (columns as in timeline.models.Words) change by two acts only.

    They are erased, once and for good: `texts` becomes empty, and `erased_at` and `erased_on` are set. Or their author
    corrects them, at most `minutes` after they were recorded: `texts` becomes another, and `corrected_at` and
    `corrected_by_id` are set. The data carry the instants; the database's own clock is not asked.
    """

    _CHANGING: Final = ("texts", "corrected_at", "corrected_by_id", "erased_at", "erased_on")

    def __init__(self, table: str, minutes: int) -> None:
        self.table = table
        self.minutes = minutes

    def describe(self) -> str:
        """Say what the migration does."""
        return f"Rows of {self.table} are only erased, or corrected within {self.minutes} minutes"

    def triggers(self, columns: Sequence[str]) -> dict[str, str]:
        """Name and SQL of the trigger; it names each column, so a new column asks for a new trigger."""
        table, name = self.table, f"{self.table}_is_only_erased"
        is_postgresql = connection.vendor == "postgresql"
        message = f"{table} is only erased, or corrected soon by its author"
        differs = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
        fixed = [f'OLD."{c}" {differs} NEW."{c}"' for c in columns if c not in self._CHANGING]
        moved = [f'OLD."{c}" {differs} NEW."{c}"' for c in self._CHANGING if c in columns]
        when = f"{' OR '.join(fixed)} OR (({' OR '.join(moved)}) AND NOT (({self._erased()}) OR ({self._corrected()})))"
        if is_postgresql:
            call = f"EXECUTE FUNCTION {_FUNCTION}('{message}')"
            return {name: f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({when}) {call}'}
        raised = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        return {name: f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" WHEN {when} {raised}'}

    @staticmethod
    def _erased() -> str:
        differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
        return (
            'OLD."erased_at" IS NULL AND NEW."erased_at" IS NOT NULL AND NEW."erased_on" IS NOT NULL '
            f"AND NEW.\"texts\" = '{{}}' "
            f'AND NOT OLD."corrected_at" {differs} NEW."corrected_at" '
            f'AND NOT OLD."corrected_by_id" {differs} NEW."corrected_by_id"'
        )

    def _corrected(self) -> str:
        if connection.vendor == "postgresql":
            # As PostgreSQL writes an interval out.
            limit = f'NEW."corrected_at" <= (OLD."recorded_at" + \'{self.minutes // 60:02}:{self.minutes % 60:02}:00\')'
            not_before = 'NEW."corrected_at" >= OLD."recorded_at"'
        else:
            # Text may be written with or without a fraction of a second: instants are compared, in milliseconds.
            since = 'round((julianday(NEW."corrected_at") - julianday(OLD."recorded_at")) * 86400000)'
            limit, not_before = f"{since} <= {self.minutes * 60_000}", f"{since} >= 0"
        return (
            'OLD."erased_at" IS NULL AND NEW."erased_at" IS NULL AND NEW."erased_on" IS NULL '
            'AND NEW."corrected_at" IS NOT NULL AND NEW."corrected_by_id" IS NOT NULL '
            f'AND NEW."corrected_by_id" = OLD."by_id" AND {not_before} AND {limit}'
        )


class LiftGuards(Operation):
    """Take the guards of a table away, so that later operations may change its rows; they put guards back, too."""

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL

    def __init__(self, *guards: _Guard) -> None:
        self.guards = guards

    def describe(self) -> str:
        """Say what the migration does."""
        return f"Lift the guards of {', '.join(sorted({guard.table for guard in self.guards}))}"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the triggers away."""
        for guard in self.guards:
            guard.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Put the triggers back."""
        for guard in self.guards:
            guard.database_forwards(app_label, schema_editor, from_state, to_state)


def expected_guards() -> list[_Guard]:
    """The guards that the migrations on disk put up; a later one for the same table stands for an earlier one."""
    loader = MigrationLoader(None)
    guards: dict[tuple[type, str], _Guard] = {}
    order = {config.label: place for place, config in enumerate(apps.get_app_configs())}
    for key in sorted(loader.disk_migrations, key=lambda key: (order.get(key[0], 0), key[1])):
        for operation in loader.disk_migrations[key].operations:
            if isinstance(operation, _Guard):
                guards[type(operation), operation.table] = operation
    return list(guards.values())


def missing_triggers(guards: Iterable[_Guard] | None = None) -> list[str]:
    """Names of the triggers that the active book should have and has not, or not as they should read; sorted."""
    there, wanted = _triggers_there(), list(expected_guards() if guards is None else guards)
    columns = _columns_of({guard.table for guard in wanted})
    missing = []
    for guard in wanted:
        for name, text in guard.triggers(columns[guard.table]).items():
            if name not in there or not _is_same(text, there[name]):
                missing.append(name)
    return sorted(missing)


def mend_triggers(guards: Iterable[_Guard] | None = None) -> list[str]:
    """Put missing triggers of the active book back; returns their names. Not inside a transaction."""
    wanted = list(expected_guards() if guards is None else guards)
    missing = set(missing_triggers(wanted))
    if missing:
        columns = _columns_of({guard.table for guard in wanted})
        with connection.schema_editor() as editor:
            for guard in wanted:
                if missing & guard.triggers(columns[guard.table]).keys():
                    _put(editor, guard)
    return sorted(missing)


def _put(editor: BaseDatabaseSchemaEditor, guard: _Guard) -> None:
    if connection.vendor == "postgresql":
        _execute(editor, _MOVE_SQL if isinstance(guard, MovesByRecord) else _FUNCTION_SQL)
    for name, text in guard.triggers(_columns_of({guard.table})[guard.table]).items():
        _execute(editor, _drop(name, guard.table))
        _execute(editor, text)


def _execute(editor: BaseDatabaseSchemaEditor, statement: str) -> None:
    # params=None: the statement holds % as it is.
    editor.execute(statement, params=None)


def _drop(name: str, table: str) -> str:
    if connection.vendor == "postgresql":
        return f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"'
    return f'DROP TRIGGER IF EXISTS "{name}"'


def _columns_of(tables: set[str]) -> dict[str, list[str]]:
    """The columns of each of these tables of the active book, in their order; of one that is not there, none."""
    found: dict[str, list[str]] = {table: [] for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS_SQL[connection.vendor])
        for table, column in cursor.fetchall():
            if table in found:
                found[table].append(column)
    return found


def _triggers_there() -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Switched off, or calling a function that no longer refuses, is as good as not there.
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid, true) FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal "
                "AND t.tgenabled = 'O' AND p.prosrc IN (%s, %s)",
                [_FUNCTION_BODY, _MOVE_BODY],
            )
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _is_same(wanted: str, there: str) -> bool:
    return _plain(wanted) == _plain(there)


@lru_cache(maxsize=1024)  # a book has some 200, the same in every book
def _plain(text: str) -> str:
    # PostgreSQL writes a trigger out in its own way: small letters, casts, brackets and quotes where it wants them.
    return _WRITTEN_OUT.sub("", _CAST.sub("", text.casefold()))
