"""Store when each open invoice is expected to be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.billing.queries.outlooks import OutlookToStore
from mainstay.clients.rules.acts import UPDATE_FORECAST
from mainstay.firm.permissions import require
from mainstay.store import bulk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mainstay.kernel.actor import Actor


@transaction.atomic
def store_outlooks(*, found: Iterable[OutlookToStore], by: Actor, now: datetime) -> None:
    """Store the outlook of all that is open in the place of what was kept before: set-based, and no event."""
    require(by, UPDATE_FORECAST)
    del now
    bulk.run_sql("DELETE FROM billing_invoiceoutlook")
    bulk.insert_rows("billing_invoiceoutlook", OutlookToStore._fields, found)
