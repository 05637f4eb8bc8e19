"""Set credit notes that were issued by mistake against invoices of their own day and amount."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.billing.actions._batches import ALLOCATION_COLUMNS, INVOICE_COLUMNS
from mainstay.billing.rules.numbers import number_key, released_scope
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import rows_of

if TYPE_CHECKING:
    from collections import Counter
    from datetime import date, datetime

    from django.db.models import QuerySet

    from mainstay.billing.models import CreditNote


class Document(NamedTuple):
    """An invoice or credit note of the import."""

    id: int
    client_id: int
    number: str
    currency: str
    issued_on: date
    total_minor: int


def set_credit_notes_off(
    notes: QuerySet[CreditNote], counts: Counter[tuple[int, str]], now: datetime, why: str
) -> list[date]:
    """Set each credit note against an invoice of its own day and amount: nothing of it is left."""
    found = rows_of(Document, notes)
    if not found:
        return []
    stamp = bulk.instant_text(now)
    ids = bulk.reserve_ids("billing_invoice", len(found))
    bulk.insert_rows(
        "billing_invoice",
        INVOICE_COLUMNS,
        [
            (new_id, ref, one.client_id, one.number, number_key(one.number), released_scope(new_id), "",
             why, one.currency, one.issued_on, one.issued_on, one.total_minor, None, "",
             "correction", stamp, 0, 0, one.total_minor, 0, one.issued_on, False, True)
            for one, new_id, ref in zip(found, ids, new_refs("i", len(found)), strict=True)
        ],
    )  # fmt: skip
    set_off([(new_id, one.id, one.issued_on, one.total_minor) for one, new_id in zip(found, ids, strict=True)], stamp)
    bulk.update_rows(
        "UPDATE billing_creditnote SET unallocated_minor = 0, number_scope = %s WHERE id = %s",
        ((released_scope(one.id), one.id) for one in found),
    )
    counts.update((one.client_id, "credit_notes") for one in found)
    return [max(one.issued_on for one in found)]


def set_off(pairs: list[tuple[int, int, date, int]], stamp: str) -> None:
    """Allocate credit notes to invoices: (invoice, credit note, day, minor)."""
    ids = bulk.reserve_ids("billing_allocation", len(pairs))
    rows = (
        (new_id, invoice, None, note, None, on, minor, None, stamp)
        for new_id, (invoice, note, on, minor) in zip(ids, pairs, strict=True)
    )
    bulk.insert_rows("billing_allocation", ALLOCATION_COLUMNS, rows)
