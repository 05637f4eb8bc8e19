"""The lines of a client's last invoice, to write the next one from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries.fetching import invoice_to_show
from mainstay.billing.rules.lines import DocumentLine
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor

_LAST: Final = """
    SELECT ref, number, currency, total_minor,
           (SELECT COUNT(*) FROM billing_invoiceline l WHERE l.invoice_id = i.id) AS lines
    FROM billing_invoice i WHERE client_id = %s ORDER BY issued_on DESC, id DESC LIMIT 1
"""
_LINES: Final = """
    SELECT description, quantity, price_minor, unit FROM billing_invoiceline WHERE invoice_id = %s ORDER BY position
"""


class LastInvoice(NamedTuple):
    """The last invoice of a client, and how many lines it has."""

    ref: str
    number: str
    currency: str
    total_minor: int
    lines: int


class _Line(NamedTuple):
    """A line as it may be written again."""

    description: str
    quantity: int
    price_minor: int
    unit: str


def last_invoice(client_id: int) -> LastInvoice | None:
    """The invoice of the client with the latest day; None where there is none."""
    return next(iter(rows(LastInvoice, _LAST, [client_id])), None)


def lines_to_copy(*, ref: str, by: Actor) -> tuple[DocumentLine, ...]:
    """The lines of the invoice with this reference, as a new invoice may have them; InvoiceNotFound otherwise."""
    invoice = invoice_to_show(ref=ref, by=by)
    return tuple(DocumentLine(*line) for line in rows(_Line, _LINES, [invoice.pk]))
