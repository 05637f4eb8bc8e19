"""Hand the clients that a person looks after over to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from mainstay.clients.models import Client
from mainstay.clients.rules.acts import CHANGE_CLIENT
from mainstay.clients.rules.happenings import CLIENT_CHANGED, parted
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.store import bulk
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(CHANGE_CLIENT)
def hand_clients_over(*, person: str, to: str, by: Actor, now: datetime, key: str = "") -> int:
    """Let another person look after all clients of one (both are e-mail addresses); says how many those are."""
    require(by, CHANGE_CLIENT)
    bulk.import_lock()
    clients = list(Client.objects.filter(responsible=person).order_by("id").values_list("id", "ref"))
    Client.objects.filter(responsible=person).update(responsible=to, version=F("version") + 1)
    facts, words = parted([{"field": "responsible", "before": person, "after": to}])
    happenings = [
        Happening(client, CLIENT_CHANGED, now.date(), ref, {"changes": facts}, {"changes": words})
        for client, ref in clients
    ]
    record_many(happenings=happenings, by=by, now=now)
    return len(clients)
