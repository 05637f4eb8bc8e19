"""Which rows of ours go along when two clients become one, which clients one became, and all merges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import F

from mainstay.clients.models import Client, Merge
from mainstay.clients.queries.fragments import PAYMENTS
from mainstay.clients.queries.visible import require_all
from mainstay.store.sql import rows_of

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor

NOT_LISTED: Final = """
    NOT EXISTS (SELECT 1 FROM clients_contact o WHERE o.client_id = %(to)s AND o.name = r.name AND o.email = r.email)
"""
"""The contact `r` is not listed at the other client."""
NOT_PLANNED: Final = """
    r.ended_on IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM clients_nextcontact o WHERE o.client_id = %(to)s AND o.ended_on IS NULL)
"""
"""The next contact `r` has ended, or the other client has none."""
NOT_OVERRIDDEN: Final = f"""
    r.lifted_on IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM clients_standingoverride o WHERE o.client_id = %(to)s AND o.lifted_on IS NULL
          AND (o.standing IN ({PAYMENTS})) = (r.standing IN ({PAYMENTS})))
"""
"""The rating `r` set by hand was lifted, or the other client has none of its kind."""


def became(ids: frozenset[int]) -> dict[int, int]:
    """Of these clients, those that were merged into another, and which one each is now."""
    into = dict(Client.objects.filter(merged_into__isnull=False).values_list("id", "merged_into_id"))
    found = {}
    for client in ids & into.keys():
        there = into[client]
        while there in into:
            there = into[there]
        found[client] = there
    return found


class MergeRow(NamedTuple):
    """A client that went into another on a day; `undone_on` says when they became two again."""

    ref: str
    gone_ref: str
    gone_name: str
    stays_ref: str
    stays_name: str
    merged_on: date
    undone_on: date | None


def all_merges(*, by: Actor) -> tuple[MergeRow, ...]:
    """Every merge, the newest first."""
    require_all(by)
    found = Merge.objects.order_by("-id").annotate(
        gone_ref=F("gone__ref"), gone_name=F("gone__name"), stays_ref=F("stays__ref"), stays_name=F("stays__name")
    )
    return tuple(rows_of(MergeRow, found))
