"""Save how a file was read, under a name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.clients.models import ImportMapping
from mainstay.clients.rules.acts import SAVE_MAPPING
from mainstay.clients.rules.happenings import MAPPING_SAVED
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(SAVE_MAPPING)
def save_mapping(*, kind: str, name: str, document: str, by: Actor, now: datetime, key: str = "") -> None:
    """Store a mapping under a name, in place of an earlier one of that name."""
    require(by, SAVE_MAPPING)
    ImportMapping.objects.update_or_create(kind=kind, name=name[:60], defaults={"document": json.loads(document)})
    record(happening=Happening(None, MAPPING_SAVED, now.date(), "", {"name": name}), by=by, now=now)
