"""What other packages ask of documents and money in SQL of their own: pieces of a statement, each with what it needs.

`%(today)s` is the day at whose end a page speaks. `i` is an invoice; `owed` has the columns id, client_id, currency,
due_on and open_minor. The `due_on` of an invoice in instalments is that of its last: whoever asks how much is overdue,
and since when, asks PARTS or NEXT_DUE.
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
_PART: Final = "LEFT JOIN billing_instalment k ON k.invoice_id = {i}.id AND k.later_minor < {i}.open_minor"
"""Beside an open invoice `{i}`: each open instalment `k` of it, one row without one where it has none."""
_PART_DUE: Final = "COALESCE(k.due_on, {i}.due_on)"
_PART_MINOR: Final = """
    COALESCE(CASE WHEN {i}.open_minor - k.later_minor < k.minor THEN {i}.open_minor - k.later_minor ELSE k.minor END,
             {i}.open_minor)
"""
"""What is open of a part of `{i}`: what is left once all that falls due later is set aside, at most the part."""
_PARTS: Final = f"""(
    SELECT i.id, i.client_id, i.currency, {_PART_DUE.format(i="i")} AS due_on,
           {_PART_MINOR.format(i="i")} AS open_minor,
           CASE WHEN k.later_minor > 0 THEN 0 ELSE 1 END AS is_last {{more}}
    FROM {{of}} i {_PART.format(i="i")} {{join}} WHERE i.open_minor > 0
)"""
"""The open parts of the invoices in `{of}`; `{more}` are columns of what `{join}` joins."""
PARTS_NOW: Final = _PARTS.format(of="billing_invoice", more="", join="")
"""What is open by the day it falls due: an instalment each of the invoices that have any, others whole. The columns are
those of `owed`, and `is_last` is 1 for one row of each invoice; for a day with nothing after it."""
PARTS_THEN: Final = _PARTS.format(of="owed", more="", join="")
"""The same as of the end of a past day, behind OPEN_ON_A_PAST_DAY."""
NEXT_DUE: Final = """
    COALESCE((SELECT MIN(k.due_on) FROM billing_instalment k
              WHERE k.invoice_id = {i}.id AND k.later_minor < {i}.open_minor), {i}.due_on)
"""
"""The day on which the earliest open part of an invoice `{i}` falls due, by what is open now."""
OVERDUE: Final = f"""
    CASE WHEN {{i}}.due_on < %(today)s THEN {{i}}.open_minor ELSE COALESCE((
        SELECT SUM({_PART_MINOR}) FROM billing_instalment k
        WHERE k.invoice_id = {{i}}.id AND k.later_minor < {{i}}.open_minor AND k.due_on < %(today)s), 0) END
"""
"""What is overdue of an invoice `{i}`, by what is open now."""
PARTS_IN_ORDER_NOW: Final = _PARTS.format(
    of="billing_invoice", more=", COALESCE(k.later_minor, 0) AS later_minor", join=""
)
"""The same as PARTS_NOW, with what falls due later than each part."""
PARTS_IN_ORDER_THEN: Final = _PARTS.format(of="owed", more=", COALESCE(k.later_minor, 0) AS later_minor", join="")
"""The same as PARTS_THEN, with what falls due later than each part."""
OPEN_INVOICES_NOW: Final = _PARTS.format(of="billing_invoice", more=", i.number, i.ref", join="")
"""The same as PARTS_NOW, with number and ref of the invoice."""
OPEN_INVOICES_THEN: Final = _PARTS.format(
    of="owed", more=", whole.number, whole.ref", join="JOIN billing_invoice whole ON whole.id = i.id"
)
"""The same as PARTS_THEN, with number and ref of the invoice."""
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
    """An open invoice, or an open instalment of one, as OPEN_OF_CLIENT_NOW and OPEN_OF_CLIENT_THEN ask for it.

    Days are as the engine returns them; `due_on` and `part_minor` are those of the instalment.
    """

    is_disputed: object
    ref: str
    number: str
    currency: str
    issued_on: object
    total_minor: int
    open_minor: int
    due_on: object
    part_minor: int


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
_AT_RISK_OF: Final = """
    ((CAST({minor} AS bigint) / 1000000) * {o}.never_ppm
     + ((CAST({minor} AS bigint) %% 1000000) * {o}.never_ppm + 500000) / 1000000)
"""
AT_RISK: Final = _AT_RISK_OF.format(minor="{i}.open_minor", o="{o}")
"""Money at risk, half a unit rounded up, of an invoice `{i}` with its outlook `{o}`: in two parts, since the whole
product may be too large; of whole numbers, which PostgreSQL's sums are not."""

AT_RISK_OF_PART: Final = (
    f"({_AT_RISK_OF.format(minor='{i}.later_minor + {i}.open_minor', o='{o}')}"
    f" - {_AT_RISK_OF.format(minor='{i}.later_minor', o='{o}')})"
)
"""The same of an open part `{i}` that has a `later_minor`: the parts of an invoice add up to what is at risk of it."""

_OPEN_ROW: Final = f"""
    {IS_DISPUTED.format(invoice="i.id")} AS is_disputed,
    i.ref, i.number, i.currency, i.issued_on, i.total_minor, {{open}}.open_minor,
    {_PART_DUE.format(i="{open}")} AS due_on, {_PART_MINOR.format(i="{open}")} AS part_minor, {OUTLOOK_COLUMNS}
"""
OPEN_OF_CLIENT_NOW: Final = f"""
    SELECT {_OPEN_ROW.format(open="i")} FROM billing_invoice i {_PART.format(i="i")} {OUTLOOK_JOIN} {OWN_DATE_JOIN}
    WHERE i.client_id = %(client)s AND i.open_minor > 0 ORDER BY due_on, i.id
"""
"""The open invoices of the client `%(client)s`, each an OpenRow and its OutlookRow, for a day with nothing after it. An
invoice in instalments is a row for each that is open."""
OPEN_OF_CLIENT_THEN: Final = f"""
    WITH {OPEN_OF_CLIENT_ON_A_PAST_DAY}
    SELECT {_OPEN_ROW.format(open="owed")}
    FROM owed JOIN billing_invoice i ON i.id = owed.id {_PART.format(i="owed")} {OUTLOOK_JOIN} {OWN_DATE_JOIN}
    WHERE owed.open_minor > 0 ORDER BY due_on, i.id
"""
"""The same as of the end of a past day."""

SETTLED_ACROSS: Final = """
    SELECT MIN(i.number) AS number FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
    LEFT JOIN billing_payment p ON p.id = a.payment_id LEFT JOIN billing_creditnote n ON n.id = a.credit_note_id
    WHERE i.client_id IN (%(from)s, %(to)s) AND COALESCE(p.client_id, n.client_id) <> i.client_id
    GROUP BY i.id, COALESCE(p.id, n.id) HAVING SUM(a.minor) <> 0 ORDER BY 1 LIMIT 5
"""
"""Numbers of invoices of two clients that are settled by money of the other, in a statement of its own."""
