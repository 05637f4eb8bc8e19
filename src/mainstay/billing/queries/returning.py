"""What can go back to a client, and what was written off that may yet come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.billing.models import CreditNote, Payment, Recovery, Refund
from mainstay.billing.queries.fetching import CreditNoteNotFound, PaymentNotFound
from mainstay.billing.queries.on_account import LEFT_OF_NOTE, LEFT_OF_PAYMENT
from mainstay.clients.queries.visible import rows_for
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor

_LOSSES: Final = """
    SELECT w.ref, i.ref AS invoice_ref, i.number, i.currency, w.written_off_on,
           w.minor - COALESCE((SELECT CAST(SUM(v.minor) AS bigint) FROM billing_recovery v
                               WHERE v.write_off_id = w.id), 0) AS lost_minor
    FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id
    WHERE {of} AND NOT EXISTS (SELECT 1 FROM billing_allocation a WHERE a.write_off_id = w.id AND a.minor < 0)
    ORDER BY w.written_off_on, w.id
"""
"""Write-offs that stand, with what of each is still lost; `{of}` is a condition."""
_LEFT: Final = f"""
    SELECT * FROM (
        SELECT 'payment' AS kind, p.ref, '' AS number, p.currency, p.paid_on AS since_on,
               CAST({LEFT_OF_PAYMENT} AS bigint) AS left_minor
        FROM billing_payment p
        WHERE p.client_id = %(client)s AND p.reverses_id IS NULL AND p.paid_on <= %(today)s
        UNION ALL
        SELECT 'credit_note', n.ref, n.number, n.currency, n.issued_on, CAST({LEFT_OF_NOTE} AS bigint)
        FROM billing_creditnote n WHERE n.client_id = %(client)s AND n.issued_on <= %(today)s
    ) AS parts WHERE left_minor > 0 ORDER BY since_on, ref
"""
_LEFT_NOW: Final = """
    SELECT 'payment' AS kind, ref, '' AS number, currency, paid_on AS since_on, unallocated_minor AS left_minor
    FROM billing_payment WHERE client_id = %(client)s AND unallocated_minor > 0
    UNION ALL
    SELECT 'credit_note', ref, number, currency, issued_on, unallocated_minor
    FROM billing_creditnote WHERE client_id = %(client)s AND unallocated_minor > 0
    ORDER BY since_on, ref
"""
"""The same, for a day after which nothing in billing is dated."""


def standing_refunds() -> QuerySet[Refund]:
    """Refunds that were not undone."""
    return Refund.objects.filter(reverses__isnull=True, reversed_by__isnull=True)


def standing_recoveries() -> QuerySet[Recovery]:
    """Recoveries that were not undone."""
    return Recovery.objects.filter(reverses__isnull=True, reversed_by__isnull=True)


class Loss(NamedTuple):
    """A write-off of which something is still lost."""

    ref: str
    invoice_ref: str
    number: str
    currency: str
    written_off_on: date
    lost_minor: int


class OnAccount(NamedTuple):
    """A payment or a credit note (which has a number) of which something is left."""

    kind: str
    ref: str
    number: str
    currency: str
    since_on: date
    left_minor: int


class LeftOver(NamedTuple):
    """What is left of one payment or credit note, and whose it is; `number` is "" for a payment."""

    ref: str
    number: str
    client_id: int
    client_ref: str
    client_name: str
    currency: str
    since_on: date
    left_minor: int


def left_over(*, ref: str, by: Actor) -> LeftOver:
    """What is left of the payment (p-…) or credit note (n-…); PaymentNotFound, CreditNoteNotFound otherwise."""
    is_payment = ref.startswith("p-")
    documents: QuerySet[Any] = (Payment if is_payment else CreditNote).objects.select_related("client")
    origin = rows_for(by, documents).filter(ref=ref).first()
    if origin is None:
        raise PaymentNotFound(wanted=ref) if is_payment else CreditNoteNotFound(wanted=ref)
    number, since_on = ("", origin.paid_on) if is_payment else (origin.number, origin.issued_on)
    client = origin.client
    return LeftOver(
        origin.ref, number, client.pk, client.ref, client.name, origin.currency, since_on, origin.unallocated_minor
    )


def losses_of_client(client_id: int, currency: str) -> tuple[Loss, ...]:
    """What was written off for a client in a currency and is still lost, the oldest first."""
    return _losses("i.client_id = %s AND i.currency = %s AND i.written_off_minor > 0", [client_id, currency])


def losses_of_invoice(invoice_id: int) -> tuple[Loss, ...]:
    """What was written off of an invoice and is still lost, the oldest first."""
    return _losses("i.id = %s", [invoice_id])


def on_account_of_client(client_id: int, *, as_of: date, now: bool) -> tuple[OnAccount, ...]:
    """The payments and credit notes of a client of which something was left on a day, the oldest first.

    `now` is what `is_current` says of the day.
    """
    found = rows(OnAccount, _LEFT_NOW if now else _LEFT, {"client": client_id, "today": as_of})
    return tuple(one._replace(since_on=as_day(one.since_on)) for one in found)


def _losses(of: str, values: list[object]) -> tuple[Loss, ...]:
    found = (
        one._replace(written_off_on=as_day(one.written_off_on)) for one in rows(Loss, _LOSSES.format(of=of), values)
    )
    return tuple(one for one in found if one.lost_minor > 0)
