"""What hangs on a client goes along when it is merged into another: a new table offers it, or says here why not."""

from __future__ import annotations

from typing import Final

from django.apps import apps

from mainstay.clients.models import Client
from mainstay.overview.gathered import MOVED

STAYS: Final = {
    "clients_client": "the client that a merged one went into",
    "clients_merge": "says who was merged into whom",
    "clients_standing": "worked out anew each night from what moved",
}
"""Table -> why its rows stay."""


def test_each_table_of_a_client_moves_with_it_or_says_why_not() -> None:
    hang = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Client
    }
    moved = {rows.table for rows in MOVED}
    assert hang - moved == STAYS.keys()
    assert not moved & STAYS.keys()
