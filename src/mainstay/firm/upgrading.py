"""Brings a book to this Mainstay's migrations, and keeps a copy of it as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from mainstay.firm import cloning, copies, schema_copy
from mainstay.firm.context import use_firm
from mainstay.firm.schema import BookIsNewer, schema_state

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
            cloning.migrate_active_book()
        return None
    with copies.one_at_a_time(), use_firm(firm):
        if schema_state(firm) == "current":  # somebody else was quicker
            return None
        kept = copies.backup_to(copies.kept_copy(firm, "before-upgrade", now))
        try:
            cloning.migrate_active_book()
        except BaseException:
            copies.overwrite_book(firm, kept)
            raise
        return kept
