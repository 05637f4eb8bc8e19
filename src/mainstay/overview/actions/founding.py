"""A firm founded for its first records, which then did not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.clients.queries.fetching import has_clients
from mainstay.clients.queries.mappings import has_saved_mappings
from mainstay.firm.actions.firms import remove_firm
from mainstay.firm.permissions import require
from mainstay.firm.queries.people import has_people
from mainstay.firm.rules.acts import REMOVE_FIRM
from mainstay.store import bulk
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


def withdraw_empty_firm(*, slug: str, by: Actor, now: datetime) -> bool:
    """Remove a firm in which there is nothing yet, and say whether it was; with a client or a person in it, it stays.

    Refuses UnknownFirm. Waits for whoever is bringing something in.
    """
    require(by, REMOVE_FIRM)
    with use_firm(slug), transaction.atomic():
        bulk.import_lock()
        is_empty = not (has_clients() or has_people() or has_saved_mappings())
    if is_empty:
        remove_firm(slug=slug, by=by, now=now)
    return is_empty
