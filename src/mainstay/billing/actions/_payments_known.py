"""Which payments of a file are in the book already, and what the file knows better of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.actions.payments import reverse_payment
from mainstay.store import bulk
from mainstay.store.sql import rows_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mainstay.kernel.actor import Actor

_UNDATED: Final = """
    SELECT DISTINCT p.ref, p.paid_on, p.id, i.number_key,
           (SELECT MAX(m.allocated_on) FROM billing_allocation m WHERE m.payment_id = p.id AND m.minor < 0) AS moved_on
    FROM billing_invoice i
    JOIN billing_allocation a ON a.invoice_id = i.id JOIN billing_payment p ON p.id = a.payment_id
    WHERE NOT p.is_day_known AND p.key NOT LIKE 'import:payment:%%' AND i.number_key {in_list}
      AND NOT EXISTS (SELECT 1 FROM billing_payment b WHERE b.reverses_id = p.id)
      AND NOT EXISTS (SELECT 1 FROM billing_refund r WHERE r.payment_id = p.id)
      AND NOT EXISTS (SELECT 1 FROM billing_recovery v WHERE v.payment_id = p.id)
    ORDER BY p.id
"""


class _Undated(NamedTuple):
    """A payment of which nobody knew the day, the invoice it settled, and when something of it was taken back last."""

    ref: str
    paid_on: object
    id: int
    number_key: str
    moved_on: object


def payments_taken(external_ids: Sequence[str]) -> set[str]:
    """The keys of those that are in the book: brought earlier, or exported from here by reference."""
    keys = [f"import:payment:{one}" for one in external_ids]
    taken = {row[0] for row in bulk.select_in("SELECT key FROM billing_payment WHERE key {in_list}", keys)}
    refs = {one.partition("/")[0] for one in external_ids if one.startswith("p-")}
    ours = {row[0] for row in bulk.select_in("SELECT ref FROM billing_payment WHERE ref {in_list}", list(refs))}
    return taken | {f"import:payment:{one}" for one in external_ids if one.partition("/")[0] in ours}


def take_back_undated(keys: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Take payments of unknown day back, by second records, where new rows say when money came for these numbers."""
    for row in rows_in(_Undated, _UNDATED, keys):
        day = max(str(row.paid_on), str(row.moved_on or ""))
        reverse_payment(ref=row.ref, on=date.fromisoformat(day), reason=f"import {row.number_key}", by=by, now=now)
