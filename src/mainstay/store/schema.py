"""Does a book fit this Mainstay? Compared by the names of migrations, without loading Django's migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import Refusal
from mainstay.store.bulk import select_rows
from mainstay.store.context import use_firm

SchemaState = Literal["current", "older", "newer"]

RENAMED_APPS: Final = {"book": "scoring"}
"""Label of an app in books of an earlier Mainstay -> its label now; its migrations are the same ones."""


class BookIsOlder(Refusal):
    """The book was last used by an older Mainstay."""

    code = "book_is_older"
    sentence = _(
        "The book of “%(firm)s” was last used by an older Mainstay. "
        "Bring it up to date with “mainstay upgrade --firm %(firm)s”; on SQLite a copy is kept."
    )


class BookIsNewer(Refusal):
    """The book was last used by a newer Mainstay."""

    code = "book_is_newer"
    sentence = _(
        "The book of “%(firm)s” was last used by a newer Mainstay than this one. "
        "Install that version again, or restore a backup made before it."
    )


def migrations_on_disk() -> set[tuple[str, str]]:
    """App label and name of each migration this Mainstay brings."""
    return {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("*.py")
        if not path.name.startswith("_")
    }


def schema_state(firm: str) -> SchemaState:
    """Say whether the firm's book is at this Mainstay's migrations, before them, or has some it does not know."""
    with use_firm(firm):
        in_book = {
            (RENAMED_APPS.get(app, app), name) for app, name in select_rows("SELECT app, name FROM django_migrations")
        }
    on_disk = migrations_on_disk()
    if in_book - on_disk:
        return "newer"
    return "older" if on_disk - in_book else "current"


def rename_apps() -> None:
    """Put the migrations that the active book has had under today's labels of their apps, before it has more."""
    with transaction.atomic(), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, column in (("django_migrations", "app"), ("django_content_type", "app_label")):
            for former, label in RENAMED_APPS.items() if table in there else ():
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [label, former])


def require_current(firm: str) -> None:
    """Refuse to work in a book that does not fit: BookIsOlder, BookIsNewer."""
    state = schema_state(firm)
    if state == "older":
        raise BookIsOlder(firm=firm)
    if state == "newer":
        raise BookIsNewer(firm=firm)
