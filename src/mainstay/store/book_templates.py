"""A new book is a copy of a migrated template: built once per set of migrations, copied in milliseconds."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection

from mainstay.store import schema_copy, triggers
from mainstay.store.context import use_firm
from mainstay.store.file_locks import locked_file
from mainstay.store.paths import book_file, book_schema, building_of, firms_folder, template_of, templates_folder
from mainstay.store.schema import rename_apps

if TYPE_CHECKING:
    from collections.abc import Iterator


_LONGEST_BUILD_S: Final = 600.0


@cache
def fingerprint() -> str:
    """A short name for the migrations of all installed apps: another migration, another template."""
    digest = hashlib.sha256(f"{django.VERSION} {connection.vendor}".encode())
    digest.update(Path(triggers.__file__).read_bytes())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(f"{config.label}/{path.name}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def migrate_active_book() -> None:
    """Bring the active book to the migrations on disk, every trigger in its place."""
    rename_apps()
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    # SQLite rebuilds a table to alter it, and forgets its triggers.
    triggers.mend_triggers()


def make_template_ready() -> bool:
    """Build the template of new books where it is not there yet, before anybody waits for it; whether that was done.

    Takes seconds. Where it cannot be built nothing is said: whoever founds a firm is told.
    """
    with suppress(OSError, sqlite3.Error, DatabaseError):
        if connection.vendor == "sqlite":
            is_built = not book_file(template_of(fingerprint())).exists()
            template_file()
        else:
            is_built = not schema_copy.is_finished(book_schema(template_of(fingerprint())))
            template_schema()
        return is_built
    return False


# SQLite


def template_file() -> Path:
    """The file of the template for today's migrations, built when it is not there yet, by one process at a time."""
    path = book_file(template_of(fingerprint()))
    if not path.exists():
        templates_folder().mkdir(parents=True, exist_ok=True)
        with closing(locked_file(templates_folder() / "builder.lock", _LONGEST_BUILD_S)):
            if not path.exists():
                _build(path)
    return path


def _build(path: Path) -> None:
    with unfinished_file() as firm:
        book_file(firm).touch()
        with use_firm(firm):
            migrate_active_book()
        connection.forget(firm)  # type: ignore[attr-defined]
        sync_file(book_file(firm))
        book_file(firm).replace(path)


@contextmanager
def unfinished_file() -> Iterator[str]:
    """A name for a file that is being made; whatever is left of it afterwards is removed."""
    firm = building_of(secrets.token_hex(8))
    path = book_file(firm)
    try:
        yield firm
    finally:
        connection.forget(firm)  # type: ignore[attr-defined]
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def copy_template_to(firm: str) -> None:
    """Copy the template's file to the file of an unfinished book."""
    shutil.copyfile(template_file(), book_file(firm))


def publish_file(unfinished: str, firm: str) -> None:
    """Give a finished file its firm's name in one step; FileExistsError when the name is taken."""
    connection.forget(unfinished)  # type: ignore[attr-defined]
    source, target = book_file(unfinished), book_file(firm)
    firms_folder().mkdir(parents=True, exist_ok=True)
    sync_file(source)
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: nearly as good, but for two people founding the same firm at once.
        if target.exists():
            raise FileExistsError(target) from None
        source.rename(target)


def sync_file(path: Path) -> None:
    """Wait until the file is on the disk: only then may it be given the name under which it is found."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


# PostgreSQL

_TARGET: Final = 'CREATE SCHEMA "{schema}"; SET LOCAL search_path = "{schema}";\n'
"""{schema}: the firm's; what the script then makes is made in it."""


def founding_script(firm: str) -> str:
    """SQL that makes the firm's schema a copy of the template's."""
    return _TARGET.format(schema=book_schema(firm)) + _script()


@cache
def _script() -> str:
    return schema_copy.script_of(template_schema())


@cache
def template_schema() -> str:
    """The schema of the template for today's migrations, built when it is not there yet, by one process at a time."""
    firm = template_of(fingerprint())
    schema = book_schema(firm)
    if not schema_copy.is_finished(schema):
        with schema_copy.one_builder():
            if not schema_copy.is_finished(schema):
                schema_copy.make_empty(schema)
                with use_firm(firm):
                    migrate_active_book()
                schema_copy.mark_finished(schema)
    return schema
