"""Does a book fit this Mainstay? Compared by the names of migrations, without loading Django's migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from mainstay.firm.bulk import select_rows
from mainstay.firm.context import use_firm
from mainstay.kernel.refusal import Refusal

SchemaState = Literal["current", "older", "newer"]


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
        in_book = {(app, name) for app, name in select_rows("SELECT app, name FROM django_migrations")}
    on_disk = migrations_on_disk()
    if in_book - on_disk:
        return "newer"
    return "older" if on_disk - in_book else "current"


def require_current(firm: str) -> None:
    """Refuse to work in a book that does not fit: BookIsOlder, BookIsNewer."""
    state = schema_state(firm)
    if state == "older":
        raise BookIsOlder(firm=firm)
    if state == "newer":
        raise BookIsNewer(firm=firm)
