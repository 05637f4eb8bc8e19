"""Take clients out of the lists for as long as nobody works with them, and bring them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from mainstay.clients.actions.labelling import NoClientsChosen
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.acts import ARCHIVE_CLIENT
from mainstay.clients.rules.happenings import CLIENT_ARCHIVED, CLIENT_UNARCHIVED
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from mainstay.clients.models import Client
    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(ARCHIVE_CLIENT)
def archive_clients(*, client_refs: Sequence[str], today: date, by: Actor, now: datetime, key: str = "") -> int:
    """Archive the clients; returns how many were not archived yet. Refuses no client.

    Whether something is open is not asked here: overview.actions.archiving asks.
    """
    require(by, ARCHIVE_CLIENT)
    chosen = _chosen(client_refs, by)
    rows = list(chosen.filter(archived_on__isnull=True).select_for_update().order_by("id"))
    clients_for(by).filter(pk__in=[row.pk for row in rows]).update(archived_on=today, version=F("version") + 1)
    record_many(happenings=[Happening(row.pk, CLIENT_ARCHIVED, today, row.ref, {}) for row in rows], by=by, now=now)
    return len(rows)


@transaction.atomic
@keyed(ARCHIVE_CLIENT)
def bring_clients_back(*, client_refs: Sequence[str], today: date, by: Actor, now: datetime, key: str = "") -> int:
    """Bring archived clients back into the lists; returns how many were archived. Refuses no client."""
    require(by, ARCHIVE_CLIENT)
    chosen = _chosen(client_refs, by)
    rows = list(chosen.filter(archived_on__isnull=False).select_for_update().order_by("id"))
    clients_for(by).filter(pk__in=[row.pk for row in rows]).update(archived_on=None, version=F("version") + 1)
    record_many(happenings=[Happening(row.pk, CLIENT_UNARCHIVED, today, row.ref, {}) for row in rows], by=by, now=now)
    return len(rows)


def _chosen(refs: Sequence[str], by: Actor) -> QuerySet[Client]:
    found = clients_for(by).filter(ref__in=list(refs), merged_into__isnull=True)
    if not found.exists():
        raise NoClientsChosen
    return found
