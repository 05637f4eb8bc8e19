"""The statement of account of a client, read from every document and payment of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.billing.queries.fragments import OPEN_OF_CLIENT_NOW, OPEN_OF_CLIENT_THEN, OpenRow, OutlookRow
from mainstay.billing.queries.receivables import is_current
from mainstay.billing.rules.statement import CurrencyStatement, StatementEntry, statements_of
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.countries import country_name
from mainstay.firm.queries.own_currency import in_own_order
from mainstay.store.sql import as_day, joined_rows, rows

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor

_REFUND_STANDS: Final = (
    "r.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM billing_refund u WHERE u.reverses_id = r.id)"
)
_ENTRIES: Final = f"""
    SELECT issued_on AS "on", 'invoice' AS kind, number, currency, total_minor AS minor
    FROM billing_invoice WHERE client_id = %(client)s
    UNION ALL
    SELECT issued_on, 'credit_note', number, currency, -total_minor FROM billing_creditnote WHERE client_id = %(client)s
    UNION ALL
    SELECT paid_on, CASE WHEN minor < 0 THEN 'reversal' ELSE 'payment' END, '', currency, -minor
    FROM billing_payment WHERE client_id = %(client)s
    UNION ALL
    SELECT r.refunded_on, 'refund', '', p.currency, r.minor
    FROM billing_refund r JOIN billing_payment p ON p.id = r.payment_id WHERE p.client_id = %(client)s
    AND {_REFUND_STANDS}
    UNION ALL
    SELECT r.refunded_on, 'refund', n.number, n.currency, r.minor
    FROM billing_refund r JOIN billing_creditnote n ON n.id = r.credit_note_id
    WHERE n.client_id = %(client)s AND {_REFUND_STANDS}
    UNION ALL
    SELECT a.allocated_on, 'write_off', i.number, i.currency, -a.minor
    FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
    WHERE a.write_off_id IS NOT NULL AND i.client_id = %(client)s
    UNION ALL
    SELECT v.recovered_on, 'recovery', i.number, p.currency, v.minor
    FROM billing_recovery v JOIN billing_payment p ON p.id = v.payment_id
    JOIN billing_writeoff w ON w.id = v.write_off_id JOIN billing_invoice i ON i.id = w.invoice_id
    WHERE p.client_id = %(client)s AND v.reverses_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM billing_recovery u WHERE u.reverses_id = v.id)
"""


@dataclass(frozen=True, slots=True)
class ClientStatement:
    """The statement of a client for a period, currency by currency; `language` is the client's, "" where not said."""

    ref: str
    name: str
    address: str
    language: str
    since: date
    until: date
    currencies: tuple[CurrencyStatement, ...]


def client_statement(*, ref: str, since: date, until: date, by: Actor) -> ClientStatement:
    """Read the statement of a client, both days included; ClientNotFound for an unknown reference."""
    client = client_for(ref=ref, by=by)
    entries = (
        one._replace(on=as_day(one.on), minor=int(one.minor))
        for one in rows(StatementEntry, _ENTRIES, {"client": client.pk})
    )
    overdue: dict[str, int] = {}
    opened = OPEN_OF_CLIENT_NOW if is_current(until) else OPEN_OF_CLIENT_THEN
    for row, _seen in joined_rows(OpenRow, OutlookRow, opened, {"client": client.pk, "today": until}):
        if as_day(row.due_on) < until:
            overdue[row.currency] = overdue.get(row.currency, 0) + int(row.part_minor)
    by_code = {one.currency: one for one in statements_of(entries, since, until)}
    found = [by_code[currency] for currency in in_own_order(by_code)]
    country = country_name(client.country, client.language or "en")
    address = "\n".join(filter(None, (client.street, f"{client.postal_code} {client.city}".strip(), country)))
    return ClientStatement(
        ref=client.ref,
        name=client.name,
        address=address,
        language=client.language,
        since=since,
        until=until,
        # What lies on their account is set against what is overdue: of a balance no more than the balance is.
        currencies=tuple(
            one._replace(overdue_minor=min(overdue.get(one.currency, 0), max(one.closing_minor, 0))) for one in found
        ),
    )
