"""Merge two clients with everything that the packages keep of them, and undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.clients.actions.merging import store_merge, store_unmerge
from mainstay.clients.rules.acts import MERGE_CLIENTS
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.overview.gathered import MOVED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(MERGE_CLIENTS)
def merge_clients(
    *, gone_ref: str, stays_ref: str, take: Sequence[str] = (), today: date, by: Actor, now: datetime, key: str = ""
) -> str:
    """Merge one client into another, which keeps its own details but for those to `take`; returns the record's ref.

    Refuses what clients.actions.merging.store_merge refuses.
    """
    require(by, MERGE_CLIENTS)
    merge = store_merge(
        gone_ref=gone_ref, stays_ref=stays_ref, take=frozenset(take), moved=MOVED, today=today, by=by, now=now
    )
    return str(merge.ref)


@transaction.atomic
@keyed(MERGE_CLIENTS)
def unmerge_client(*, client_ref: str, today: date, by: Actor, now: datetime, key: str = "") -> str:
    """Undo the merge of a client; returns its ref. Refuses what clients.actions.merging.store_unmerge refuses."""
    require(by, MERGE_CLIENTS)
    gone = store_unmerge(gone_ref=client_ref, moved=MOVED, today=today, by=by, now=now)
    return str(gone.ref)
