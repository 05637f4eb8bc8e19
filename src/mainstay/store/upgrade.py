"""Brings a book to this Mainstay's migrations, and keeps a copy of it as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mainstay.store import backups, book_templates, schema_copy
from mainstay.store.context import use_firm
from mainstay.store.schema import BookIsNewer, schema_state

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def upgrade_firm(firm: str, *, now: datetime) -> Path | None:
    """Bring the firm's book to this Mainstay's migrations. Returns the copy kept of it as it was (SQLite only).

    A book that is current stays as it is and gets no copy. When a migration fails the book is put back as it was;
    on PostgreSQL it stays at the last migration that succeeded. Refuses BookIsNewer.
    """
    state = schema_state(firm)
    if state == "newer":
        raise BookIsNewer(firm=firm)
    if state == "current":
        return None
    if connection.vendor == "postgresql":
        with schema_copy.one_builder(), use_firm(firm):
            book_templates.migrate_active_book()
        return None
    with backups.one_at_a_time(), use_firm(firm):
        if schema_state(firm) == "current":  # somebody else was quicker
            return None
        copy = backups.backup_to(backups.path_of_copy(firm, backups.BEFORE_UPGRADE, now))
        try:
            book_templates.migrate_active_book()
        except BaseException:
            backups.overwrite_book(firm, copy)
            raise
        return copy
