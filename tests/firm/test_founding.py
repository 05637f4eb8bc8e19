"""A new firm is a copy of a migrated template, there wholly or not at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from tests.builders import all_columns
from tests.patience import PATIENCE

from mainstay.firm.actions.firms import BadFirmDetails, BadFirmName, FirmExists, found_firm, remove_firm
from mainstay.firm.models import Firm
from mainstay.firm.queries import firms as listing
from mainstay.firm.queries.firms import FirmRow, firm_exists, firm_slugs, firms, this_firm
from mainstay.kernel.actor import Actor
from mainstay.store import book_templates, bulk, schema_copy
from mainstay.store.context import UnknownFirm, use_firm
from mainstay.store.file_locks import locked_file
from mainstay.store.paths import book_schema, home
from mainstay.timeline.actions.describing import describe_firm

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)
OWNER = Actor("person", "1", "Özge Çağlar", "owner")


def found(slug: str, **changes: Any) -> FirmRow:
    words = {"name": "Işık İnşaat", "country": "TR", "language": "tr", "currency": "TRY", "time_zone": "UTC"}
    return found_firm(slug=slug, **{"by": OWNER, "now": NOW, **words, **changes})


def uncast(definition: str) -> str:
    """A definition without the casts of its lists: PostgreSQL moves them inwards each time it reads one anew."""
    for cast in ("::character varying", "::text", "[]", "(", ")"):
        definition = definition.replace(cast, "")
    return definition


def shape() -> list[tuple[Any, ...]]:
    """Everything the active book is made of, by name, without the name of its namespace."""
    if connection.vendor == "sqlite":
        return all_columns("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2")
    here = "(SELECT current_schema()::regnamespace)"
    return [
        *all_columns(f"SELECT relkind::text, relname FROM pg_class WHERE relnamespace = {here} ORDER BY 1, 2"),
        *(
            (table, name, uncast(definition))
            for table, name, definition in all_columns(
                f"SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                f"WHERE connamespace = {here} ORDER BY 1, 2"
            )
        ),
        *all_columns(
            f"SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(t.oid, true) FROM pg_trigger t "
            f"JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = {here} AND NOT tgisinternal ORDER BY 1, 2"
        ),
        *all_columns(
            f"SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull, "
            f"attidentity::text, "
            f"pg_get_serial_sequence(attrelid::regclass::text, attname) IS NOT NULL FROM pg_attribute a "
            f"JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = {here} AND relkind = 'r' AND attnum > 0 "
            f"AND NOT attisdropped "
            f"ORDER BY 1, attnum"
        ),
        *all_columns(f"SELECT proname, prosrc FROM pg_proc WHERE pronamespace = {here} ORDER BY 1"),
        *(
            (name, uncast(definition.split(" USING ")[1]))
            for name, definition in all_columns(
                "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
            )
        ),
    ]


def test_a_founded_firm_is_listed_and_knows_itself(new_book: Callable[[], str]) -> None:
    slug = new_book()
    row = FirmRow(
        slug=slug,
        name="Işık İnşaat",
        country="TR",
        language="tr",
        currency="TRY",
        time_zone="Europe/Istanbul",
        region="",
        closed_days="",
        is_demonstration=False,
        created_at=NOW,
    )
    assert row in firms()
    assert slug in firm_slugs()
    with use_firm(slug):
        assert this_firm() == row


def test_a_firm_removed_while_firms_are_listed_is_left_out(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "firm_slugs", lambda: [book, "gone-meanwhile"])
    assert [row.slug for row in firms()] == [book]
    monkeypatch.setattr(listing, "firm_exists", lambda _slug: True)
    with pytest.raises((UnknownFirm, DatabaseError)):
        firms()


def test_a_book_has_everything_its_template_has(book: str) -> None:
    mine = shape()
    migrations = all_columns("SELECT id, app, name FROM django_migrations ORDER BY id")
    if connection.vendor == "sqlite":
        book_templates.template_file()
    else:
        book_templates.template_schema()
    with use_firm(f"template:{book_templates.fingerprint()}"):
        assert shape() == mine
        assert all_columns("SELECT id, app, name FROM django_migrations ORDER BY id") == migrations
        connection.close()
    assert ("firm", "0001_a_book_belongs_to_one_firm") in {row[1:] for row in migrations}


def test_counters_of_copied_rows_go_on_where_the_template_stopped(book: str) -> None:
    last = all_columns("SELECT max(id) FROM django_migrations")[0][0]
    bulk.run_sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", ["x", "y", bulk.instant_text(NOW)]
    )
    assert all_columns("SELECT max(id) FROM django_migrations") == [(last + 1,)]


def test_a_firm_is_founded_once(book: str) -> None:
    Firm.objects.update(name="mine")
    with pytest.raises(FirmExists, match=book):
        found(book)
    assert this_firm().name == "mine"


def test_a_firm_founded_by_somebody_else_at_the_same_moment_stays(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The question "is it there?" was asked just before the other founded it.
    answers = iter([False])
    from mainstay.firm.actions import firms as actions

    monkeypatch.setattr(actions, "firm_exists", lambda slug: next(answers, True))
    Firm.objects.update(name="mine")
    with pytest.raises(FirmExists):
        found(book)
    assert this_firm().name == "mine"


@pytest.mark.parametrize("slug", ["", "Demo", "1st", "ışık", "a" * 42, "a_b", "../a", "-a", "a.b"])
def test_a_bad_short_name_is_refused(slug: str) -> None:
    with pytest.raises(BadFirmName):
        found(slug)
    assert slug not in firm_slugs()


def test_a_firm_refused_by_the_database_leaves_nothing(engine: str) -> None:
    from django.db import IntegrityError

    before = set(home().rglob("*"))
    with pytest.raises(IntegrityError):
        found("half", now=None)
    assert not firm_exists("half")
    assert set(home().rglob("*")) == before
    found("half")
    remove_firm(slug="half", by=OWNER, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"country": "TUR"},
        {"country": "tr"},
        {"language": "fr"},
        {"currency": "XXX"},
        {"time_zone": "Mars"},
    ],
)
def test_details_that_cannot_be_right_are_refused(wrong: dict[str, str], book: str) -> None:
    with pytest.raises(BadFirmDetails):
        found("half", **wrong)
    assert not firm_exists("half")
    before = this_firm()
    with pytest.raises(BadFirmDetails):
        describe_firm(changes=wrong, by=OWNER, now=NOW)
    assert this_firm() == before


def test_a_firm_is_described_anew(book: str) -> None:
    before = this_firm()
    describe_firm(changes={"name": "Özge Çağlar", "currency": "EUR"}, by=OWNER, now=NOW)
    assert this_firm() == replace(before, name="Özge Çağlar", currency="EUR")


def test_a_removed_firm_is_gone_with_all_its_files(new_book: Callable[[], str]) -> None:
    slug = new_book()
    with use_firm(slug):
        Firm.objects.update(name="x")
    remove_firm(slug=slug, by=OWNER, now=NOW)
    assert not firm_exists(slug)
    assert not [path for path in home().rglob("*") if slug in path.name and "mainstay.log" not in path.name]
    with use_firm(slug), pytest.raises(UnknownFirm):
        Firm.objects.count()
    with pytest.raises(UnknownFirm):
        remove_firm(slug=slug, by=OWNER, now=NOW)


def test_a_firm_is_removed_though_somebody_writes_in_it(engine: str, new_book: Callable[[], str]) -> None:
    if engine != "postgresql":
        pytest.skip("one file has one writer")
    slug = new_book()
    schema = book_schema(slug)
    ready = Event()
    met: list[str] = []

    def write() -> None:
        """Hold a table that the removal comes to, then ask for one it holds already: one of the two has to give way."""
        with psycopg.connect(**schema_copy.server().get_connection_params(), autocommit=True) as other:
            locks = (
                "SELECT format('%%I.%%I', nspname, relname), granted FROM pg_locks JOIN pg_class c ON c.oid = relation "
                "JOIN pg_namespace n ON n.oid = relnamespace "
                "WHERE nspname = %s AND mode = 'AccessExclusiveLock' AND relkind = 'r'"
            )
            with suppress(psycopg.errors.DeadlockDetected), other.transaction():
                other.execute(f'LOCK TABLE "{schema}".billing_invoice IN ROW EXCLUSIVE MODE'.encode())
                ready.set()
                rows: list[tuple[str, bool]] = []
                while all(granted for _, granted in rows):
                    rows = other.execute(locks, [schema]).fetchall()
                met.extend(name for name, granted in rows if granted)
                other.execute(f"LOCK TABLE {met[0]} IN ROW EXCLUSIVE MODE".encode())

    writer = Thread(target=write)
    writer.start()
    ready.wait()
    remove_firm(slug=slug, by=OWNER, now=NOW)
    writer.join()
    assert met
    assert not firm_exists(slug)


FOUNDER = """
import sys
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event, Thread
from mainstay.config.starting import start
start()
from mainstay.firm.actions.firms import BadFirmDetails, BadFirmName, FirmExists, found_firm, remove_firm
from mainstay.timeline.actions.describing import describe_firm
from mainstay.kernel.actor import Actor
for number in range(3):
    try:
        found_firm(slug=f"{sys.argv[1]}-{number}", name="x", country="GB", language="en", currency="GBP",
                   time_zone="UTC", by=Actor("person", "1", "x", "owner"), now=datetime.now(UTC))
        print("founded")
    except FirmExists:
        print("there")
"""


def test_the_template_is_built_once_and_leaves_nothing_half_done(
    engine: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "postgresql":
        pytest.skip("files")
    monkeypatch.setenv("MAINSTAY_HOME", str(tmp_path))
    subprocess.run([sys.executable, "-c", FOUNDER, "f"], check=True, capture_output=True, timeout=PATIENCE)
    names = [path.name for path in (tmp_path / "templates").glob("*.sqlite3*")]
    assert names == [f"{book_templates.fingerprint()}.template.sqlite3"]
    assert sorted(path.name for path in (tmp_path / "firms").iterdir()) == [f"f-{n}.sqlite3" for n in range(3)]


def test_a_template_is_built_by_one_process_and_awaited_by_the_others(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MAINSTAY_HOME", str(tmp_path))
    ready = book_templates.book_file(book_templates.template_of(book_templates.fingerprint()))
    monkeypatch.setattr(book_templates, "_build", lambda _path: pytest.fail("built twice"))

    def locked_after_another(path: Any, timeout: float) -> Any:
        with closing(locked_file(path, 0)), pytest.raises(sqlite3.OperationalError):
            locked_file(path, 0)
        ready.write_bytes(b"built meanwhile")
        return locked_file(path, timeout)

    monkeypatch.setattr(book_templates, "locked_file", locked_after_another)
    assert book_templates.make_template_ready()
    assert ready.read_bytes() == b"built meanwhile"
    assert not book_templates.make_template_ready()


def test_a_template_that_cannot_be_built_beforehand_is_no_error(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAINSTAY_HOME", str(tmp_path))
    (tmp_path / "templates").write_text("no folder")
    assert not book_templates.make_template_ready()
    with pytest.raises(OSError, match="templates"):
        book_templates.template_file()


def test_many_processes_found_the_same_firms_in_a_fresh_home(
    engine: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import secrets

    monkeypatch.setenv("MAINSTAY_HOME", str(tmp_path))
    name = f"race-{secrets.token_hex(4)}"
    founders = [
        subprocess.Popen(
            [sys.executable, "-c", FOUNDER, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = []
    for founder in founders:
        out, err = founder.communicate(timeout=PATIENCE)
        assert (founder.returncode, err) == (0, "")
        said += out.split()
    if engine == "postgresql":
        for number in range(3):
            remove_firm(slug=f"{name}-{number}", by=OWNER, now=NOW)
    else:
        assert len(list((tmp_path / "firms").glob("*.sqlite3"))) == 3
        assert len(list((tmp_path / "templates").glob("*.sqlite3*"))) == 1
    assert sorted(said) == ["founded"] * 3 + ["there"] * 6
