"""What other packages ask of documents and money in SQL of their own: pieces of a statement, each with what it needs.

`%(today)s` is the day at whose end a page speaks. `i` is an invoice; `owed` has the columns id, client_id, currency,
due_on and open_minor.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_OPEN_THEN: Final = """
    live AS MATERIALIZED (
        SELECT id, client_id, currency, due_on, total_minor,
               CASE WHEN open_minor = total_minor AND NOT has_reversals THEN 0 ELSE 1 END AS is_touched
        FROM billing_invoice
        WHERE {of} issued_on <= %(today)s AND (settled_on IS NULL OR settled_on > %(today)s OR has_reversals)
    ), moved AS MATERIALIZED (
        SELECT a.invoice_id, SUM(a.minor) AS minor
        FROM live JOIN billing_allocation a ON a.invoice_id = live.id
        WHERE live.is_touched = 1 AND a.allocated_on <= %(today)s
        GROUP BY a.invoice_id
    ), owed AS (
        SELECT live.id, client_id, currency, due_on, total_minor - COALESCE(moved.minor, 0) AS open_minor
        FROM live LEFT JOIN moved ON moved.invoice_id = live.id
    )
"""
"""The two below; `{of}` is a condition with AND behind it."""
OPEN_ON_A_PAST_DAY: Final = _OPEN_THEN.format(of="")
"""Common table expressions: `owed` holds each invoice issued by the day with what was open at the end of it."""
OPEN_OF_CLIENT_ON_A_PAST_DAY: Final = _OPEN_THEN.format(of="client_id = %(client)s AND")
"""The same of one client, `%(client)s`."""
LATER: Final = "SELECT 1 FROM billing_latestbusinessdate WHERE last_on > %(today)s"
"""A row if anything in billing is dated after the day, so that the stored columns do not speak of it."""
OPEN_INVOICES_NOW: Final = "billing_invoice"
"""Where the open invoices are found, with their number, on a day with nothing after it."""
OPEN_INVOICES_THEN: Final = "(SELECT owed.*, i.number FROM owed JOIN billing_invoice i ON i.id = owed.id)"
"""The same as of the end of a past day, behind OPEN_ON_A_PAST_DAY."""
IS_DISPUTED: Final = """
    EXISTS (SELECT 1 FROM billing_dispute d WHERE d.invoice_id = {invoice}
            AND (d.opened_on IS NULL OR d.opened_on <= %(today)s)
            AND (d.closed_on IS NULL OR d.closed_on > %(today)s))
"""
"""Whether the invoice whose id is `{invoice}` was disputed at the end of the day."""

INVOICE: Final = "JOIN billing_invoice i ON i.id = {of}"
"""Beside a row whose column `{of}` is an invoice's id: the invoice `i`, of which ref, number, currency, client_id,
issued_on, due_on and total_minor are read."""
ALLOCATED: Final = """
    (SELECT COALESCE(SUM(a.minor), 0) FROM billing_allocation a
     WHERE a.invoice_id = {invoice} AND a.allocated_on >= {since} AND a.allocated_on <= {until})
"""
"""What was allocated, in minor units, to the invoice whose id is `{invoice}` from the day `{since}` to `{until}`, both
included: payments, credit notes and write-offs, less what was taken back in that time."""


class OpenRow(NamedTuple):
    """An open invoice as OPEN_OF_CLIENT_NOW and OPEN_OF_CLIENT_THEN ask for it; days as the engine returns them."""

    is_disputed: object
    ref: str
    number: str
    currency: str
    issued_on: object
    due_on: object
    total_minor: int
    open_minor: int


class OutlookRow(NamedTuple):
    """The outlook of an invoice as OUTLOOK_COLUMNS ask for it; all None where there is none.

    `own_on` and `own_reason` are the expected date that somebody set, where one stands.
    """

    as_of: object
    version: int
    early_on: object
    expected_on: object
    late_on: object
    late_ppm: int
    late30_ppm: int
    never_ppm: int
    reason: object
    own_on: object = None
    own_reason: str | None = None


OUTLOOK_COLUMNS: Final = ", ".join(
    (*(f"o.{name}" for name in OutlookRow._fields[:-2]), "own.expected_on AS own_on", "own.reason AS own_reason")
)
"""An OutlookRow, of an invoice joined by OUTLOOK_JOIN and OWN_DATE_JOIN."""
OWN_DATE_STANDS: Final = """
    {own}.set_on <= %(today)s AND ({own}.ended_on IS NULL OR {own}.ended_on > %(today)s)
    AND {own}.expected_on >= %(today)s
"""
"""Whether the expected date `{own}` stood on the day that is shown, and had not passed."""
OWN_DATE_JOIN: Final = f"""
    LEFT JOIN billing_expecteddate own ON own.invoice_id = i.id AND {OWN_DATE_STANDS.format(own="own")}
"""
"""Beside an invoice `i`: the day somebody expects it on."""
OUTLOOK_JOIN: Final = "LEFT JOIN billing_invoiceoutlook o ON o.invoice_id = i.id AND o.as_of <= %(today)s"
"""Beside an invoice `i`: what was forecast by the day that is shown, never what was forecast later."""
AT_RISK: Final = """
    ((CAST({i}.open_minor AS bigint) / 1000000) * {o}.never_ppm
     + ((CAST({i}.open_minor AS bigint) %% 1000000) * {o}.never_ppm + 500000) / 1000000)
"""
"""Money at risk, half a unit rounded up, of an invoice `{i}` with its outlook `{o}`: in two parts, since the whole
product may be too large; of whole numbers, which PostgreSQL's sums are not."""

_OPEN_ROW: Final = f"""
    {IS_DISPUTED.format(invoice="i.id")} AS is_disputed,
    i.ref, i.number, i.currency, i.issued_on, i.due_on, i.total_minor
"""
OPEN_OF_CLIENT_NOW: Final = f"""
    SELECT {_OPEN_ROW}, i.open_minor, {OUTLOOK_COLUMNS}
    FROM billing_invoice i {OUTLOOK_JOIN} {OWN_DATE_JOIN}
    WHERE i.client_id = %(client)s AND i.open_minor > 0 ORDER BY i.due_on, i.id
"""
"""The open invoices of the client `%(client)s`, each an OpenRow and its OutlookRow, for a day with nothing after it."""
OPEN_OF_CLIENT_THEN: Final = f"""
    WITH {OPEN_OF_CLIENT_ON_A_PAST_DAY}
    SELECT {_OPEN_ROW}, owed.open_minor, {OUTLOOK_COLUMNS}
    FROM owed JOIN billing_invoice i ON i.id = owed.id {OUTLOOK_JOIN} {OWN_DATE_JOIN}
    WHERE owed.open_minor > 0 ORDER BY i.due_on, i.id
"""
"""The same as of the end of a past day."""
