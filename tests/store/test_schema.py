"""Older and newer books are told apart from current ones, and an older one is brought up to date."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection
from tests.patience import NO_PATIENCE

from mainstay.firm.models import Firm
from mainstay.store import book_templates, bulk
from mainstay.store.backups import one_at_a_time
from mainstay.store.errors import BookIsLocked, sentence_for
from mainstay.store.paths import firms_folder
from mainstay.store.schema import BookIsNewer, BookIsOlder, migrations_on_disk, require_current, schema_state
from mainstay.store.triggers import missing_triggers
from mainstay.store.upgrade import upgrade_firm

NOW = datetime(2024, 2, 29, 9, 30, tzinfo=UTC)


def make_older() -> None:
    """Take back what the last migrations of clients did, as if they had never run."""
    from django.core.management import call_command

    call_command("migrate", "clients", "0009", verbosity=0, skip_checks=True)


def test_a_new_book_is_current(book: str) -> None:
    assert schema_state(book) == "current"
    require_current(book)
    assert upgrade_firm(book, now=NOW) is None
    in_book = set(bulk.select_rows("SELECT app, name FROM django_migrations"))
    assert in_book == migrations_on_disk()


def test_an_older_book_is_refused_until_it_is_upgraded(engine: str, book: str) -> None:
    make_older()
    assert missing_triggers() != []
    assert schema_state(book) == "older"
    with pytest.raises(BookIsOlder, match=f"mainstay upgrade --firm {book}"):
        require_current(book)
    kept = upgrade_firm(book, now=NOW)
    require_current(book)
    assert missing_triggers() == []
    assert Firm.objects.get().name == "Işık İnşaat"
    if engine == "postgresql":
        assert kept is None
    else:
        assert kept is not None
        assert kept.parent == firms_folder()
        assert kept.name.startswith(f"{book}.before-upgrade-20240229T093000")
        kept.unlink()


def test_an_upgrade_that_fails_leaves_the_book_as_it_was(
    engine: str, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "postgresql":
        pytest.skip("each migration is a transaction there, and nothing is copied")
    make_older()

    def fail() -> None:
        bulk.run_sql("CREATE TABLE half_done (id integer)")
        Firm.objects.update(name="half done")
        raise OperationalError

    monkeypatch.setattr(book_templates, "migrate_active_book", fail)
    with pytest.raises(OperationalError):
        upgrade_firm(book, now=NOW)
    assert schema_state(book) == "older"
    assert Firm.objects.get().name == "Işık İnşaat"
    assert bulk.select_rows("SELECT name FROM sqlite_master WHERE name = 'half_done'") == []
    for kept in firms_folder().glob(f"{book}.before-upgrade*"):
        kept.unlink()


def test_a_newer_book_is_refused_even_where_it_also_lacks_something(book: str) -> None:
    make_older()
    bulk.run_sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)",
        ["firm", "9999_of_a_later_mainstay", bulk.instant_text(NOW)],
    )
    assert schema_state(book) == "newer"
    with pytest.raises(BookIsNewer):
        require_current(book)
    with pytest.raises(BookIsNewer):
        upgrade_firm(book, now=NOW)
    assert missing_triggers() != []


def test_migrating_puts_back_the_triggers_that_a_rebuilt_table_forgot(engine: str, book: str) -> None:
    on_table = " ON timeline_entry" if engine == "postgresql" else ""
    bulk.run_sql(f"DROP TRIGGER timeline_entry_is_never_deleted{on_table}")
    book_templates.migrate_active_book()
    assert missing_triggers() == []


def test_two_upgrades_at_once_wait_for_each_other(engine: str, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine == "postgresql":
        pytest.skip("a lock in the server")
    make_older()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", NO_PATIENCE)
    with one_at_a_time():
        with pytest.raises(sqlite3.OperationalError) as caught:
            upgrade_firm(book, now=NOW)
        assert isinstance(sentence_for(caught.value), BookIsLocked)
        assert schema_state(book) == "older"
