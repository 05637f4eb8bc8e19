"""What the database itself refuses, tried by raw SQL on tables of our own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import all_columns

from mainstay.store import bulk
from mainstay.store.paths import book_file
from mainstay.store.triggers import NeverChanged, NeverDeleted, expected_guards, mend_triggers, missing_triggers

if TYPE_CHECKING:
    from collections.abc import Iterator

GUARDS = [NeverDeleted("stone", also_unique=[["name"]]), NeverChanged("stone", except_columns=["open_minor"])]
KEPT = [(1, "first", 5, None), (2, "second", 7, None)]


@pytest.fixture
def stone(book: str, engine: str) -> Iterator[str]:
    """A table whose rows are never deleted, and change in one column only."""
    key = "bigint PRIMARY KEY" if engine == "postgresql" else "integer PRIMARY KEY AUTOINCREMENT"
    bulk.run_sql(f"CREATE TABLE stone (id {key}, name varchar(20) UNIQUE, open_minor bigint, settled_on date)")
    with connection.schema_editor() as editor:
        for guard in GUARDS:
            guard.database_forwards("firm", editor, None, None)
    bulk.insert_rows("stone", ("id", "name", "open_minor"), [(1, "first", 5), (2, "second", 7)])
    yield "stone"
    assert all_columns("SELECT id, name, open_minor, settled_on FROM stone ORDER BY id") == KEPT


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stone",
        "DELETE FROM stone WHERE id = 1",
        "UPDATE stone SET name = 'x' WHERE id = 1",
        "UPDATE stone SET settled_on = '2024-02-29' WHERE id = 1",
        "UPDATE stone SET open_minor = 1, id = 9 WHERE id = 1",
        "UPDATE stone SET name = NULL WHERE id = 2",
    ],
)
def test_kept_rows_are_refused_to_everybody(stone: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match=r"stone is never (deleted|changed)"):
        bulk.run_sql(statement)


def test_the_excepted_column_moves_and_an_update_to_the_same_is_none(stone: str) -> None:
    assert bulk.run_sql("UPDATE stone SET open_minor = 0, name = name") == 2
    assert bulk.run_sql("UPDATE stone SET open_minor = id * 2 + 3") == 2


def test_a_table_cannot_be_emptied_at_once(engine: str, stone: str) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    for statement in ("TRUNCATE stone", "TRUNCATE stone CASCADE"):
        with pytest.raises(IntegrityError, match="stone is never deleted"):
            bulk.run_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO stone (id, name) VALUES (1, 'x')",
        "REPLACE INTO stone (name) VALUES ('first')",
        "UPDATE OR REPLACE stone SET id = 2 WHERE id = 1",
    ],
)
@pytest.mark.parametrize("stranger", [False, True])
def test_a_row_is_not_deleted_by_being_replaced(
    engine: str, book: str, stone: str, statement: str, stranger: bool
) -> None:
    if engine == "postgresql":
        pytest.skip("PostgreSQL replaces nothing")
    if not stranger:
        with pytest.raises(IntegrityError, match="stone is never"):
            bulk.run_sql(statement)
        return
    # The sqlite3 shell, say: recursive_triggers is off there, so the delete trigger is not asked.
    with closing(sqlite3.connect(book_file(book))) as shell:
        assert shell.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        with pytest.raises(sqlite3.IntegrityError, match="stone is never"):
            shell.execute(statement)


def test_ordinary_inserts_pass(stone: str) -> None:
    with transaction.atomic():
        assert bulk.insert_rows("stone", ("id", "name"), [(7, "third"), (8, None), (9, None)]) == 3
        transaction.set_rollback(True)  # the fixture proves that the table is as it was


def test_every_trigger_is_there_and_a_missing_one_is_found_and_mended(engine: str, stone: str) -> None:
    assert missing_triggers(GUARDS) == []
    on_table = " ON stone" if engine == "postgresql" else ""
    bulk.run_sql(f"DROP TRIGGER stone_is_never_deleted{on_table}")
    assert missing_triggers(GUARDS) == ["stone_is_never_deleted"]
    assert mend_triggers(GUARDS) == ["stone_is_never_deleted"]
    assert missing_triggers(GUARDS) == []
    with pytest.raises(IntegrityError):
        bulk.run_sql("DELETE FROM stone")


def test_a_trigger_that_does_not_guard_a_new_column_is_found(stone: str) -> None:
    bulk.run_sql("ALTER TABLE stone ADD COLUMN note varchar(20)")
    assert missing_triggers(GUARDS) == ["stone_is_never_changed"]
    mend_triggers(GUARDS)
    with pytest.raises(IntegrityError):
        bulk.run_sql("UPDATE stone SET note = 'x'")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE stone DISABLE TRIGGER stone_is_never_deleted",
        "CREATE OR REPLACE FUNCTION mainstay_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
    ],
)
def test_a_trigger_put_to_sleep_is_found(engine: str, stone: str, statement: str) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite's triggers do not sleep")
    bulk.run_sql(statement)
    assert "stone_is_never_deleted" in missing_triggers(GUARDS)
    mend_triggers(GUARDS)
    assert missing_triggers(GUARDS) == []


def test_a_weakened_trigger_is_found(engine: str, stone: str) -> None:
    if engine == "postgresql":
        pytest.skip("the same, differently spelt")
    bulk.run_sql("DROP TRIGGER stone_is_never_deleted")
    bulk.run_sql("CREATE TRIGGER stone_is_never_deleted BEFORE DELETE ON stone WHEN 0 BEGIN SELECT 1; END")
    assert missing_triggers(GUARDS) == ["stone_is_never_deleted"]
    mend_triggers(GUARDS)


def test_the_guards_can_be_taken_back(stone: str, engine: str) -> None:
    with connection.schema_editor() as editor:
        for guard in GUARDS:
            guard.database_backwards("firm", editor, None, None)
    assert len(missing_triggers(GUARDS)) == 3
    mend_triggers(GUARDS)


def test_a_new_book_has_every_trigger_its_migrations_promise(book: str) -> None:
    assert {guard.table for guard in expected_guards()} >= {"timeline_entry", "billing_invoice", "billing_payment"}
    assert missing_triggers() == []
