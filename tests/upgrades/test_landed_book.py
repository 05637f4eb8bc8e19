"""A book made by an earlier version is refused until it is upgraded; then it has all it had and what a new book has."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, connections
from tests.builders import all_columns

from mainstay.config.schedule import ENTRIES
from mainstay.firm.actions.firms import remove_firm
from mainstay.firm.queries.firms import firm_exists
from mainstay.jobs.actions.jobs import lease_job
from mainstay.jobs.worker import work_on
from mainstay.kernel.actor import Actor
from mainstay.overview.queries.checks import prove_book, prove_copy
from mainstay.store.backups import restore_from
from mainstay.store.context import use_firm
from mainstay.store.paths import book_file, book_schema
from mainstay.store.schema import BookIsOlder, migrations_on_disk, require_current, schema_state
from mainstay.store.triggers import missing_triggers
from mainstay.store.upgrade import upgrade_firm
from mainstay.timeline.rules.merging import merged

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
NOW = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
OWNER = Actor("person", "1", "Özge Çağlar", "owner")
SLUG = "landed"
# Name of a table in the landed book -> its name today, where it is another.
RENAMED: dict[str, str] = {
    "billing_horizon": "billing_latestbusinessdate",
    "book_scoring": "scoring_scoring",
    "firm_job": "jobs_job",
    "firm_scheduledrun": "jobs_scheduledrun",
}
# Name of a column in the landed book -> its name today, where it is another.
COLUMNS: dict[str, str] = {"claim": "token", "held": "agreed", "is_rewound": "has_reversals"}
# Word of a rating in the landed book -> the word today, in the column `standing`.
WORDS: dict[str, str] = {"leaving": "drifting", "not_clear": "too_early"}
# Django's own lists of what there is: they say more after an upgrade.
OF_DJANGO = {"auth_permission", "django_content_type", "django_migrations"}

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def landed(engine: str) -> Iterator[str]:
    """The landed book as a firm of this home."""
    if engine == "postgresql":
        with psycopg.connect(**connection.get_connection_params()) as server:
            server.execute(gzip.decompress((HERE / "landed.sql.gz").read_bytes()))
    else:
        book_file(SLUG).parent.mkdir(parents=True, exist_ok=True)
        book_file(SLUG).write_bytes(gzip.decompress((HERE / "landed.sqlite3.gz").read_bytes()))
    yield SLUG
    connections.close_all()
    for copy in book_file(SLUG).parent.glob(f"{SLUG}.before-*"):
        copy.unlink()
    if firm_exists(SLUG):
        remove_firm(slug=SLUG, by=OWNER, now=NOW)


def rows_of_book() -> Rows:
    """Every row of every table of the active book that is there, by column."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - OF_DJANGO):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def shape_of_book(slug: str) -> set[tuple[Any, ...]]:
    """Tables, columns, constraints, indexes and triggers of the active book, as the engine writes them out."""
    if connection.vendor == "sqlite":
        return set(all_columns("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    statements = (
        """
        SELECT table_name, column_name, data_type, is_nullable, column_default
        FROM information_schema.columns WHERE table_schema = current_schema()
        """,
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text
        FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        """,
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
        """
        SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
        """,
    )
    return {tuple(_plain(value, slug) for value in row) for statement in statements for row in all_columns(statement)}


def _plain(value: object, slug: str) -> str:
    # What was written out once and read again has its casts and brackets elsewhere.
    text = re.sub(r"::(?:text|character varying)(?:\[\])?", "", str(value).replace(book_schema(slug), ""))
    return "".join(letter for letter in text if letter not in '"().')


def told(rows: Rows) -> list[dict[str, Any]]:
    """The timeline as the landed book kept it: actor and words in each entry, wherever they are now."""
    if "timeline_words" not in rows:
        return [row | {"facts": _document(row["facts"])} for row in rows["timeline_entry"]]
    authors = {row["id"]: row for row in rows["timeline_author"]}
    words = {row["entry_id"]: _document(row["texts"]) for row in rows["timeline_words"]}
    found = []
    for row in rows["timeline_entry"]:
        by = authors[row["by_id"]]
        facts = merged(_document(row["facts"]), words.get(row["id"], {}))
        found.append(row | {"facts": facts, "actor_kind": by["kind"], "actor_name": by["name"]})
    return found


def _document(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def require_all_kept(before: Rows, after: Rows) -> None:
    """Every row of the landed book is in the upgraded one, with every column as it was."""
    assert sum(map(len, before.values())) > 400
    before, after = before | {"timeline_entry": told(before)}, after | {"timeline_entry": told(after)}
    for table, rows in before.items():
        there = after[RENAMED.get(table, table)]
        if not rows:
            assert there == []
            continue
        today = {name: name if name in there[0] else COLUMNS[name] for name in rows[0]}
        assert [{name: row[today[name]] for name in rows[0]} for row in there] == [_renamed(row) for row in rows]


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"standing": WORDS.get(row["standing"], row["standing"])} if "standing" in row else row


def require_like_new(other_book: str) -> None:
    """The active book has each table, column, constraint, index and trigger of a new book, and no other."""
    shape = shape_of_book(SLUG)
    content_types = set(all_columns("SELECT app_label, model FROM django_content_type"))
    with use_firm(other_book):
        assert shape == shape_of_book(other_book)
        assert content_types == set(all_columns("SELECT app_label, model FROM django_content_type"))


def test_a_landed_book_is_upgraded_with_all_it_holds(engine: str, landed: str, other_book: str) -> None:
    assert schema_state(landed) == "older"
    with pytest.raises(BookIsOlder):
        require_current(landed)
    with use_firm(landed):
        before = rows_of_book()
    copy = upgrade_firm(landed, now=NOW)
    assert (copy is None) == (engine == "postgresql")
    require_current(landed)
    with use_firm(landed):
        require_all_kept(before, rows_of_book())
        assert set(all_columns("SELECT app, name FROM django_migrations")) == migrations_on_disk()
        assert missing_triggers() == []
        assert prove_book() == []
        for model in apps.get_models():
            list(model._default_manager.all())
        require_like_new(other_book)


def test_what_waited_in_a_landed_book_is_done_for_whoever_asked(landed: str) -> None:
    upgrade_firm(landed, now=NOW)
    worker = Actor("schedule", "test", "test", "")
    with use_firm(landed):
        job = lease_job(by=worker, now=NOW)
        assert job is not None
        assert job.asked_by == OWNER
        assert work_on(job, ENTRIES[job.kind], worker=worker, clock=lambda: NOW) == "done"


def test_a_copy_of_a_landed_book_takes_the_place_of_one_of_today(
    engine: str, landed: str, other_book: str, tmp_path: Path
) -> None:
    if engine == "postgresql":
        pytest.skip("PostgreSQL keeps its own backups")
    with use_firm(landed):
        before = rows_of_book()
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(book_file(landed).read_bytes())
    restore_from(copy, firm=other_book, prove=prove_copy, now=NOW)
    with use_firm(other_book):
        require_current(other_book)
        require_all_kept(before, rows_of_book())
        assert prove_book() == []
