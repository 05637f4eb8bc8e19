"""Change what is known of the firm, and say on the timeline which details changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.firm.actions.firms import store_details
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.firm.rules.acts import CHANGE_SETTINGS
from mainstay.timeline.actions.recording import Happening, record
from mainstay.timeline.rules.kinds import FIRM_DESCRIBED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(CHANGE_SETTINGS)
def describe_firm(*, changes: Mapping[str, str], by: Actor, now: datetime, key: str = "") -> None:
    """Change what is known of the active firm. Refuses what firm.actions.firms.store_details refuses."""
    require(by, CHANGE_SETTINGS)
    if changed := store_details(changes=changes, by=by, now=now):
        facts: dict[str, object] = {"details": list(changed)}
        record(happening=Happening(None, FIRM_DESCRIBED, now.date(), "", facts), by=by, now=now)
