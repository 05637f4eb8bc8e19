"""The page of a payment, and what a client who pays owes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.models import Payment
from mainstay.billing.queries.fetching import PaymentNotFound
from mainstay.billing.queries.fragments import NEXT_DUE
from mainstay.billing.queries.returning import losses_of_client
from mainstay.billing.rules.payers import combination
from mainstay.clients.queries.fetching import client_for, matching
from mainstay.clients.queries.name_order import by_name
from mainstay.clients.queries.visible import rows_for
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.billing.queries.returning import Loss
    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Settled:
    """What a payment settled of one invoice."""

    allocation_id: int
    invoice_ref: str
    number: str
    settled_on: date
    minor: int
    taken_back_on: date | None = None


class _Standing(NamedTuple):
    """What a payment settled of an invoice, as it is in the book."""

    payment_id: int
    allocation_id: int
    invoice_ref: str
    number: str
    settled_on: date | str
    minor: int
    reverses_id: int | None

    def settled(self, taken_back_on: date | None = None) -> Settled:
        """The same as a page shows it."""
        settled_on = as_day(self.settled_on)
        return Settled(self.allocation_id, self.invoice_ref, self.number, settled_on, self.minor, taken_back_on)


_SETTLED: Final = """
    SELECT a.payment_id, a.id AS allocation_id, i.ref AS invoice_ref, i.number, a.allocated_on AS settled_on, a.minor,
      a.reverses_id
    FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
"""
_ALL_OF: Final = f"{_SETTLED} WHERE a.payment_id = %s ORDER BY a.allocated_on, a.id"


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What a list and the payment's own page say alike: whose it is, of which day, how much, and what is left of it."""

    ref: str
    client_ref: str
    client_name: str
    paid_on: date
    is_day_known: bool
    currency: str
    minor: int
    left_minor: int


class OpenOne(NamedTuple):
    """An invoice that a payment may settle."""

    ref: str
    number: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class MovedOn:
    """A part of a payment that was given back ("refund") or made good a loss ("recovery"); `ref` is that record's."""

    kind: str
    ref: str
    on: date
    minor: int
    said: str

    @property
    def is_refund(self) -> bool:
        """Whether it was given back."""
        return self.kind == "refund"


class _Moved(NamedTuple):
    """The same, as it is in the book."""

    kind: str
    ref: str
    moved_on: date | str
    minor: int
    said: str


_MOVED_ON: Final = """
    SELECT 'refund' AS kind, r.ref, r.refunded_on AS moved_on, r.minor, r.note AS said
    FROM billing_refund r WHERE r.payment_id = %s AND r.reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM billing_refund u WHERE u.reverses_id = r.id)
    UNION ALL
    SELECT 'recovery', v.ref, v.recovered_on, v.minor, i.number
    FROM billing_recovery v
    JOIN billing_writeoff l ON l.id = v.write_off_id JOIN billing_invoice i ON i.id = l.invoice_id
    WHERE v.payment_id = %s AND v.reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM billing_recovery u WHERE u.reverses_id = v.id)
    ORDER BY kind DESC, moved_on, ref
"""


@dataclass(frozen=True, slots=True)
class PaymentPage(PaymentFacts):
    """One payment: what it settled (also what was taken back since), what is left of it, and where that may go."""

    note: str
    reverses_ref: str
    reversed_by_ref: str
    reversed_on: date | None
    reversed_because: str
    settled: tuple[Settled, ...]
    moved_on: tuple[MovedOn, ...]
    open_invoices: tuple[OpenOne, ...]
    losses: tuple[Loss, ...]
    is_own: bool

    @property
    def may_be_undone(self) -> bool:
        """Whether it was recorded here by hand and nothing of it was refunded, taken back or moved since."""
        is_moved = bool(self.moved_on) or any(one.taken_back_on for one in self.settled)
        return self.is_own and self.minor > 0 and not self.reversed_by_ref and not is_moved


@dataclass(frozen=True, slots=True)
class Payer:
    """A client who pays: the currency they are billed in ("" where nobody said) and what they owe, oldest first."""

    ref: str
    name: str
    currency: str
    owes: tuple[OpenOne, ...]


def payment_page(*, ref: str, by: Actor) -> PaymentPage:
    """Show the payment with this reference; PaymentNotFound otherwise."""
    payment = rows_for(by, Payment.objects.select_related("client", "reverses")).filter(ref=ref).first()
    if payment is None:
        raise PaymentNotFound(wanted=ref)
    back = Payment.objects.filter(reverses=payment).first()
    found = rows(_Standing, _ALL_OF, [payment.pk])
    undone = {row.reverses_id: as_day(row.settled_on) for row in found if row.reverses_id is not None}
    return PaymentPage(
        ref=payment.ref,
        client_ref=payment.client.ref,
        client_name=payment.client.name,
        paid_on=payment.paid_on,
        is_day_known=payment.is_day_known,
        currency=payment.currency,
        minor=payment.minor,
        left_minor=payment.unallocated_minor,
        note=payment.note,
        reverses_ref=payment.reverses.ref if payment.reverses is not None else "",
        reversed_by_ref=back.ref if back is not None else "",
        reversed_on=back.paid_on if back is not None else None,
        reversed_because=back.note if back is not None else "",
        settled=tuple(row.settled(undone.get(row.allocation_id)) for row in found if row.minor > 0),
        moved_on=tuple(
            MovedOn(row.kind, row.ref, as_day(row.moved_on), row.minor, row.said)
            for row in rows(_Moved, _MOVED_ON, [payment.pk] * 2)
        ),
        open_invoices=_owed(payment.client_id, payment.currency) if payment.unallocated_minor else (),
        is_own=payment.source == "app",
        losses=losses_of_client(payment.client_id, payment.currency) if payment.unallocated_minor else (),
    )


def payer(*, ref: str, by: Actor) -> Payer:
    """Show who pays and what they owe; ClientNotFound for an unknown reference."""
    client = client_for(ref=ref, by=by)
    return Payer(client.ref, client.name, client.currency, _owed(client.pk))


def payers_named(*, search: str, by: Actor) -> tuple[tuple[str, str], ...]:
    """The references and names of up to twenty clients that fit a search, in alphabetical order."""
    found = matching(search, by=by, among_all=False).order_by(*by_name()).values_list("ref", "name")
    return tuple(found[:20])


def suggestion(minor: int, owed: Sequence[OpenOne]) -> dict[str, int]:
    """What an amount most likely settles, as invoice reference -> minor units.

    The invoices that add up to exactly this amount (rules.payers.combination), else the oldest first until nothing is
    left.
    """
    if exact := combination(minor, [one.open_minor for one in owed]):
        return {owed[place].ref: owed[place].open_minor for place in exact}
    found = {}
    for one in owed:
        part = min(minor, one.open_minor)
        if part <= 0:
            break
        found[one.ref] = part
        minor -= part
    return found


_OWED: Final = """
    SELECT i.ref, i.number, i.currency, i.issued_on, {due} AS due_on, i.total_minor, i.open_minor
    FROM billing_invoice i WHERE i.client_id = %s AND i.open_minor > 0 {in_currency} ORDER BY due_on, i.id
"""
"""What a client owes, the oldest first; `{due}` is the day of the earliest open part, `{in_currency}` nothing, or a
condition with AND before it."""


def _owed(client_id: int, currency: str = "") -> tuple[OpenOne, ...]:
    statement = _OWED.format(due=NEXT_DUE.format(i="i"), in_currency="AND i.currency = %s" if currency else "")
    found = rows(OpenOne, statement, [client_id, currency] if currency else [client_id])
    return tuple(one._replace(issued_on=as_day(one.issued_on), due_on=as_day(one.due_on)) for one in found)
