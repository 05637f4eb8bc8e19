"""Invoices whose allocations were moved: how they stood at the end of a day, worked out from their entries."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.rules.settling import Movement, Source, balance_of, source_of
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mainstay.billing.rules.settling import Balance

_ENTRIES: Final = """
    SELECT i.id, i.client_id, i.due_on, i.total_minor, a.payment_id, a.credit_note_id, a.minor, a.allocated_on,
           p.is_day_known
    FROM billing_invoice i
    LEFT JOIN billing_allocation a ON a.invoice_id = i.id AND a.allocated_on <= %(today)s
    LEFT JOIN billing_payment p ON p.id = a.payment_id
    WHERE i.has_reversals AND NOT (i.issued_on > %(today)s) {of} ORDER BY i.id
"""
"""Every entry up to `%(today)s` of the invoices `i` that the condition `{of}` (with AND before it) leaves."""


class _Entry(NamedTuple):
    """An invoice with one of its entries, all None where there is none; days as the engine returns them."""

    id: int
    client_id: int
    due_on: object
    total_minor: int
    payment_id: int | None
    credit_note_id: int | None
    minor: int | None
    allocated_on: object
    is_day_known: bool | None

    def movement(self, minor: int) -> Movement:
        """The entry as a figure; only what a payment settled may be of a day nobody knows."""
        source = source_of(self.payment_id, self.credit_note_id)
        return Movement(source, minor, as_day(self.allocated_on), self.is_day_known != 0)


class Reworked(NamedTuple):
    """How an invoice stood at the end of the day; `paid_on` is the day of its latest payment, None without one."""

    invoice_id: int
    client_id: int
    due_on: date
    balance: Balance
    paid_on: date | None


def reworked(*, as_of: date, of: str = "") -> Iterator[Reworked]:
    """Every invoice issued by a day whose allocations were moved; `of` is a condition on `i`, with AND before it."""
    for invoice, grouped in groupby(rows(_Entry, _ENTRIES.format(of=of), {"today": as_of}), key=attrgetter("id")):
        entries = list(grouped)
        movements = [one.movement(one.minor) for one in entries if one.minor is not None]
        paid = [one.allocated_on for one in movements if one.source is Source.PAYMENT and one.minor > 0]
        first = entries[0]
        balance = balance_of(first.total_minor, movements)
        yield Reworked(invoice, first.client_id, as_day(first.due_on), balance, max(paid, default=None))
