"""The sheets of an export that billing offers: invoices, what settled them, disputes, expected dates."""

from __future__ import annotations

from typing import Final

from mainstay.clients.queries.naming import WHO, of_client
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.kernel.offers import SheetQuery

LINE_END: Final = "\x1e"
LINE_CELLS: Final = "\x1f"
"""What stands between the lines of an invoice, and between the cells of one: no text that is kept holds either."""
LINE_TEXT: Final = f" || '{LINE_CELLS}' || ".join((
    "CAST(l.position + 1000 AS text)", "l.description", "CAST(l.quantity AS text)", "CAST(l.price_minor AS text)",
    "l.unit", "l.source_kind", "l.source_ref",
))  # fmt: skip
"""A line of an invoice as one text; the place comes first, in as many digits for each, for texts sort by it."""
APPLIED_TEXT: Final = f" || '{LINE_CELLS}' || ".join((
    "CAST(a.id AS text)", "i.number", "CAST(i.issued_on AS text)", "CAST(a.allocated_on AS text)",
    "CAST(a.minor AS text)",
))  # fmt: skip
"""An allocation as one text, its place first. Cancelled invoices stay in an export, so what settled one is left out."""
_PAYMENT_ID: Final = """
    CASE WHEN {p}.key LIKE 'import:payment:%' THEN SUBSTR({p}.key, 16) ELSE {p}.ref END
"""
_IS_VOID: Final = "CASE WHEN i.credited_minor = i.total_minor THEN 'void' ELSE 'issued' END"

SHEETS: Final = (
    SheetQuery(
        30,
        "Invoices",
        f"""
        SELECT i.ref AS "Mainstay ref:t", i.number AS "Invoice number:t", i.external_id AS "Invoice ID:t", {WHO},
               i.issued_on AS "Issued on:d", i.due_on AS "Due on:d", i.currency AS "Currency:c",
               i.total_minor AS "Total:a", i.tax_minor AS "Tax:a", i.paid_minor AS "Paid:a",
               i.credited_minor AS "Credited:a", i.written_off_minor AS "Written off:a",
               (SELECT MAX(w.written_off_on) FROM billing_writeoff w
                WHERE w.invoice_id = i.id AND i.written_off_minor > 0) AS "Written off on:d",
               i.open_minor AS "Open:a", i.settled_on AS "Settled on:d",
               i.is_settled_day_known AS "Settled day known:f",
               EXISTS (SELECT 1 FROM billing_dispute d
                       WHERE d.invoice_id = i.id AND d.closed_on IS NULL) AS "Disputed:f",
               own.expected_on AS "Expected on:d", own.reason AS "Expected because:t",
               CASE WHEN i.credited_minor = i.total_minor THEN 'void' ELSE 'issued' END AS "Status:t",
               i.channel AS "Channel:t", i.reference AS "Reference:t", i.recorded_at AS "Recorded at:m",
               (SELECT {{one_text}}(CAST(k.due_on AS text) || ' ' || CAST(k.minor AS text), ';')
                FROM billing_instalment k WHERE k.invoice_id = i.id) AS "Instalments:p",
               (SELECT {{one_text}}({LINE_TEXT}, '{LINE_END}')
                FROM billing_invoiceline l WHERE l.invoice_id = i.id) AS "Lines:l"
        FROM billing_invoice i {of_client("i")}
        LEFT JOIN billing_expecteddate own ON own.invoice_id = i.id AND own.ended_on IS NULL ORDER BY i.id
        """,
    ),
    SheetQuery(
        35,
        "Invoice lines",
        f"""
        SELECT i.number AS "Invoice number:t", {WHO}, l.position AS "Position:t", l.description AS "Description:t",
               l.quantity AS "Quantity:q", l.unit AS "Unit:t", i.currency AS "Currency:c", l.price_minor AS "Price:a",
               l.minor AS "Amount:a", l.source_kind AS "Billed from:t", l.source_ref AS "Billed from ref:t"
        FROM billing_invoiceline l JOIN billing_invoice i ON i.id = l.invoice_id {of_client("i")}
        ORDER BY l.invoice_id, l.position
        """,
    ),
    # A payment stands in as many rows as it has parts, so that each part names its invoice. What went back, was set
    # against a loss or was undone is "void": it settles nothing.
    SheetQuery(
        40,
        "Payments",
        f"""
        WITH part(payment_id, invoice_id, minor, what, status) AS (
            SELECT a.payment_id, a.invoice_id, SUM(a.minor), 'invoice', 'received' FROM billing_allocation a
            WHERE a.payment_id IS NOT NULL GROUP BY a.payment_id, a.invoice_id HAVING SUM(a.minor) > 0
            UNION ALL
            SELECT p.id, NULL, p.unallocated_minor, 'on account', 'received' FROM billing_payment p
            WHERE p.unallocated_minor > 0
            UNION ALL
            SELECT p.id, NULL, p.minor - p.unallocated_minor - u.minor,
                   CASE WHEN p.minor < 0 THEN 'reversal' WHEN u.is_reversed THEN 'reversed' ELSE 'returned' END, 'void'
            FROM billing_payment p JOIN (
                SELECT p.id, COALESCE((SELECT SUM(a.minor) FROM billing_allocation a WHERE a.payment_id = p.id), 0)
                             AS minor,
                       EXISTS (SELECT 1 FROM billing_payment r WHERE r.reverses_id = p.id) AS is_reversed
                FROM billing_payment p
            ) u ON u.id = p.id WHERE p.minor <> p.unallocated_minor + u.minor
        ), numbered AS (
            SELECT part.*,
                   ROW_NUMBER() OVER (PARTITION BY payment_id ORDER BY invoice_id IS NULL, invoice_id, what) AS n
            FROM part
        )
        SELECT p.ref AS "Mainstay ref:t",
               CASE WHEN n.n > 1 THEN p.ref || '/' || n.n ELSE {_PAYMENT_ID.format(p="p")} END AS "Payment ID:t",
               {WHO}, i.number AS "Invoice number:t", p.paid_on AS "Paid on:d", p.is_day_known AS "Day known:f",
               p.currency AS "Currency:c", n.minor AS "Amount:a", p.minor AS "Payment amount:a", n.what AS "Part:t",
               n.status AS "Status:t", p.note AS "Note:t", p.recorded_at AS "Recorded at:m",
               CASE WHEN n.n = 1 THEN
                   (SELECT {{one_text}}({APPLIED_TEXT}, '{LINE_END}')
                    FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
                    WHERE a.payment_id = p.id AND i.credited_minor <> i.total_minor)
               END AS "Allocations:e",
               CASE WHEN undone.id IS NOT NULL THEN {_PAYMENT_ID.format(p="undone")} END AS "Undoes:t"
        FROM numbered n JOIN billing_payment p ON p.id = n.payment_id {of_client("p")}
        LEFT JOIN billing_payment undone ON undone.id = p.reverses_id
        LEFT JOIN billing_invoice i ON i.id = n.invoice_id
        ORDER BY p.id, n.n
        """,
    ),
    SheetQuery(
        50,
        "Credit notes",
        f"""
        SELECT n.ref AS "Mainstay ref:t", n.number AS "Credit note:t", {WHO}, n.issued_on AS "Issued on:d",
               n.currency AS "Currency:c", n.total_minor AS "Total:a", n.unallocated_minor AS "Not used yet:a",
               i.number AS "Takes back:t", n.reason AS "Reason:t", n.recorded_at AS "Recorded at:m",
               (SELECT {{one_text}}({APPLIED_TEXT}, '{LINE_END}')
                FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
                WHERE a.credit_note_id = n.id AND i.credited_minor <> i.total_minor) AS "Allocations:e",
               COALESCE((SELECT SUM(a.minor) FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
                WHERE a.credit_note_id = n.id AND i.credited_minor = i.total_minor), 0) AS "Cancelled:a"
        FROM billing_creditnote n {of_client("n")}
        LEFT JOIN billing_invoice i ON i.id = n.voids_id ORDER BY n.id
        """,
    ),
    SheetQuery(
        60,
        "Allocations",
        """
        SELECT i.number AS "Invoice:t", p.ref AS "Payment ref:t", n.number AS "Credit note:t",
               w.ref AS "Write-off ref:t", a.allocated_on AS "Allocated on:d", i.currency AS "Currency:c",
               a.minor AS "Amount:a", a.recorded_at AS "Recorded at:m"
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
        LEFT JOIN billing_payment p ON p.id = a.payment_id LEFT JOIN billing_creditnote n ON n.id = a.credit_note_id
        LEFT JOIN billing_writeoff w ON w.id = a.write_off_id ORDER BY a.id
        """,
    ),
    SheetQuery(
        70,
        "Write-offs",
        f"""
        SELECT w.ref AS "Mainstay ref:t", i.number AS "Invoice:t", w.written_off_on AS "Written off on:d",
               i.currency AS "Currency:c", w.minor AS "Amount:a", w.reason AS "Reason:t",
               w.recorded_at AS "Recorded at:m", {WHO}, i.issued_on AS "Issued on:d", {_IS_VOID} AS "Invoice status:t",
               (SELECT MAX(a.allocated_on) FROM billing_allocation a
                WHERE a.write_off_id = w.id AND a.minor < 0) AS "Undone on:d"
        FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id {of_client("i")} ORDER BY w.id
        """,
    ),
    SheetQuery(
        80,
        "Refunds",
        """
        SELECT r.ref AS "Mainstay ref:t", p.ref AS "Payment ref:t", n.number AS "Credit note:t",
               r.refunded_on AS "Refunded on:d", COALESCE(p.currency, n.currency) AS "Currency:c",
               r.minor AS "Amount:a", r.note AS "Note:t", u.ref AS "Undoes:t", r.recorded_at AS "Recorded at:m",
               n.ref AS "Credit note ref:t"
        FROM billing_refund r LEFT JOIN billing_payment p ON p.id = r.payment_id
        LEFT JOIN billing_creditnote n ON n.id = r.credit_note_id
        LEFT JOIN billing_refund u ON u.id = r.reverses_id ORDER BY r.id
        """,
    ),
    SheetQuery(
        90,
        "Recoveries",
        """
        SELECT r.ref AS "Mainstay ref:t", w.ref AS "Write-off ref:t", p.ref AS "Payment ref:t",
               r.recovered_on AS "Recovered on:d", p.currency AS "Currency:c", r.minor AS "Amount:a",
               u.ref AS "Undoes:t", r.recorded_at AS "Recorded at:m"
        FROM billing_recovery r JOIN billing_writeoff w ON w.id = r.write_off_id
        LEFT JOIN billing_recovery u ON u.id = r.reverses_id
        JOIN billing_payment p ON p.id = r.payment_id ORDER BY r.id
        """,
    ),
    SheetQuery(
        100,
        "Disputes",
        f"""
        SELECT d.ref AS "Mainstay ref:t", i.number AS "Invoice:t", d.opened_on AS "Opened on:d",
               d.reason AS "Reason:t", d.closed_on AS "Closed on:d", d.outcome AS "Outcome:t",
               d.recorded_at AS "Recorded at:m", {WHO}, i.issued_on AS "Issued on:d", i.currency AS "Currency:c",
               {_IS_VOID} AS "Invoice status:t"
        FROM billing_dispute d JOIN billing_invoice i ON i.id = d.invoice_id {of_client("i")} ORDER BY d.id
        """,
    ),
    SheetQuery(
        105,
        "Expected dates",
        f"""
        SELECT d.ref AS "Mainstay ref:t", i.number AS "Invoice:t", {WHO}, i.issued_on AS "Issued on:d",
               d.expected_on AS "Expected on:d",
               d.reason AS "Reason:t", d.forecast_on AS "Forecast said:d", d.set_on AS "Set on:d",
               d.set_by AS "Set by:t", d.ended_on AS "Ended on:d", d.recorded_at AS "Recorded at:m"
        FROM billing_expecteddate d JOIN billing_invoice i ON i.id = d.invoice_id {of_client("i")} ORDER BY d.id
        """,
        act=SEE_RISK,
    ),
)  # fmt: skip
