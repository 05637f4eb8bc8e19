"""Settle many invoices at once: what each batch allocates, and the columns that are kept of each invoice."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.actions._batches import ALLOCATION_COLUMNS
from mainstay.billing.rules.applied import fits_each_day, reversed_places
from mainstay.billing.rules.settling import Movement, Source, balance_of, source_of
from mainstay.store import bulk
from mainstay.store.refs import new_refs
from mainstay.store.sql import as_day, rows_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.billing.formats.payment_sheets import Given

_INVOICES: Final = """
    SELECT i.id, i.ref, i.number, i.number_key, i.client_id, i.currency, i.issued_on, i.total_minor
    FROM billing_invoice i WHERE i.number_key {in_list} AND i.number_scope NOT LIKE 'void:%%'
    ORDER BY i.open_minor DESC, i.id
"""
_MOVEMENTS: Final = """
    SELECT a.invoice_id, a.payment_id, a.credit_note_id, a.minor, a.allocated_on, p.is_day_known
    FROM billing_allocation a LEFT JOIN billing_payment p ON p.id = a.payment_id WHERE a.invoice_id {in_list}
"""
_REFUND: Final = (
    "id", "ref", "payment_id", "credit_note_id", "minor", "reverses_id", "refunded_on", "note", "recorded_at",
)  # fmt: skip
_BALANCE: Final = (
    "open_minor", "paid_minor", "credited_minor", "written_off_minor", "settled_on", "has_reversals",
    "is_settled_day_known",
)  # fmt: skip


class SettledInvoice(NamedTuple):
    """An invoice that a batch names; its day as the engine returns it."""

    id: int
    ref: str
    number: str
    number_key: str
    client_id: int
    currency: str
    issued_on: object
    total_minor: int


class InvoiceMove(NamedTuple):
    """So much of an invoice is settled from a day; negative where that is taken back."""

    invoice: SettledInvoice
    on: date
    minor: int


class _Stored(NamedTuple):
    """An allocation of the book; day and flag as the engine returns them."""

    invoice_id: int
    payment_id: int | None
    credit_note_id: int | None
    minor: int
    allocated_on: object
    is_day_known: object


@dataclass(slots=True)
class Balances:
    """The invoices of the numbers a batch names, with all that settles them by now, the batch included."""

    invoices: dict[tuple[int, str, str, date], SettledInvoice]
    movements: dict[int, list[Movement]]
    touched: dict[int, SettledInvoice] = field(default_factory=dict)
    _rows: list[tuple[object, ...]] = field(default_factory=list)

    @classmethod
    def of(cls, keys: Sequence[str]) -> Balances:
        """Those of these keys of numbers."""
        found = rows_in(SettledInvoice, _INVOICES, keys)
        movements: dict[int, list[Movement]] = {one.id: [] for one in found}
        for one in rows_in(_Stored, _MOVEMENTS, [one.id for one in found]):
            is_known = one.is_day_known is None or bool(one.is_day_known)
            source = source_of(one.payment_id, one.credit_note_id)
            movements[one.invoice_id].append(Movement(source, one.minor, as_day(one.allocated_on), is_known))
        named: dict[tuple[int, str, str, date], SettledInvoice] = {}
        for each in found:
            named.setdefault((each.client_id, each.number_key, each.currency, as_day(each.issued_on)), each)
        return cls(named, movements)

    def takes(
        self, source: Source, moves: Sequence[InvoiceMove], *, is_day_known: bool = True
    ) -> SettledInvoice | None:
        """Count these in; instead returns the first invoice on which they do not fit, and counts none."""
        by_invoice: dict[int, list[Movement]] = {}
        for move in moves:
            moved = Movement(source, move.minor, move.on, is_day_known)
            by_invoice.setdefault(move.invoice.id, []).append(moved)
        for move in moves:
            before, more = self.movements[move.invoice.id], by_invoice[move.invoice.id]
            uses = [(one.allocated_on, one.minor) for one in (*before, *more)]
            if not fits_each_day(move.invoice.total_minor, uses):
                return move.invoice
        for move in moves:
            self.touched[move.invoice.id] = move.invoice
        for invoice, more in by_invoice.items():
            self.movements[invoice] += more
        return None

    def allocate(self, source: Source, origin: int, moves: Sequence[InvoiceMove]) -> None:
        """Gather the rows of moves that were counted in, of a payment, credit note or write-off by its id."""
        first = len(self._rows)
        places = reversed_places([(move.invoice.id, move.on, move.minor) for move in moves])
        for move, place in zip(moves, places or [None] * len(moves), strict=True):
            reverses = None if place is None else first + place
            by_source = (origin if source is one else None for one in Source)
            self._rows.append((move.invoice.id, *by_source, move.on, move.minor, reverses))

    def write(self, stamp: str) -> date | None:
        """Write the allocations and what is kept of the invoices; returns the latest day of them."""
        if not self._rows:
            return None
        ids = bulk.reserve_ids("billing_allocation", len(self._rows))
        bulk.insert_rows(
            "billing_allocation",
            ALLOCATION_COLUMNS,
            [
                (new_id, *row, None if reverses is None else ids[reverses], stamp)  # type: ignore[call-overload]
                for new_id, (*row, reverses) in zip(ids, self._rows, strict=True)
            ],
        )
        bulk.update_columns("billing_invoice", _BALANCE, [self._balance(one) for one in self.touched.values()])
        return max(one.allocated_on for invoice in self.touched for one in self.movements[invoice])

    def _balance(self, one: SettledInvoice) -> tuple[object, ...]:
        balance = asdict(balance_of(one.total_minor, self.movements[one.id]))
        return (*(balance[name] for name in _BALANCE), one.id)


def are_sound(moves: Sequence[InvoiceMove]) -> bool:
    """Whether each that takes something back takes back what was there."""
    return reversed_places([(move.invoice.id, move.on, move.minor) for move in moves]) is not None


def write_refunds(given: Sequence[tuple[int | None, int | None, Given]], stamp: str) -> list[str]:
    """Write what went back, each of a payment or a credit note by its id, and what undid it; returns the references."""
    ids = bulk.reserve_ids("billing_refund", len(given))
    places = {one.ref: new_id for new_id, (_payment, _note, one) in zip(ids, given, strict=True)}
    refs = new_refs("r", len(given))
    rows = [
        (new_id, ref, payment, note, one.minor, places.get(one.undoes), one.on, one.note, stamp)
        for new_id, ref, (payment, note, one) in zip(ids, refs, given, strict=True)
    ]
    bulk.insert_rows("billing_refund", _REFUND, rows)
    return refs
