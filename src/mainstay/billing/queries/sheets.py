"""The sheets of an export that billing offers: invoices, what settled them, disputes."""

from __future__ import annotations

from typing import Final

from mainstay.clients.queries.naming import WHO, of_client
from mainstay.kernel.offers import SheetQuery

SHEETS: Final = (
    SheetQuery(
        30,
        "Invoices",
        ("Mainstay ref:t", "Invoice number:t", "Invoice ID:t", "Client ID:t", "Client name:t", "Issued on:d",
         "Due on:d", "Currency:c", "Total:a", "Tax:a", "Paid:a", "Credited:a", "Written off:a", "Written off on:d",
         "Open:a", "Settled on:d", "Settled day known:f", "Disputed:f", "Status:t", "Channel:t", "Reference:t",
         "Recorded at:m"),
        f"""
        SELECT i.ref, i.number, i.external_id, {WHO}, i.issued_on, i.due_on, i.currency, i.total_minor, i.tax_minor,
               i.paid_minor, i.credited_minor, i.written_off_minor,
               (SELECT MAX(w.written_off_on) FROM billing_writeoff w
                WHERE w.invoice_id = i.id AND i.written_off_minor > 0),
               i.open_minor, i.settled_on, i.is_settled_day_known,
               EXISTS (SELECT 1 FROM billing_dispute d WHERE d.invoice_id = i.id AND d.closed_on IS NULL),
               CASE WHEN i.credited_minor = i.total_minor THEN 'void' ELSE 'issued' END, i.channel, i.reference,
               i.recorded_at
        FROM billing_invoice i {of_client("i")} ORDER BY i.id
        """,
    ),
    # A payment stands in as many rows as it has parts, so that each part names its invoice. What went back, was set
    # against a loss or was undone is "void": it settles nothing.
    SheetQuery(
        40,
        "Payments",
        ("Mainstay ref:t", "Payment ID:t", "Client ID:t", "Client name:t", "Invoice number:t", "Paid on:d",
         "Day known:f", "Currency:c", "Amount:a", "Payment amount:a", "Part:t", "Status:t", "Note:t",
         "Recorded at:m"),
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
        SELECT p.ref,
               CASE WHEN n.n > 1 THEN p.ref || '/' || n.n
                    WHEN p.key LIKE 'import:payment:%' THEN SUBSTR(p.key, 16) ELSE p.ref END,
               {WHO}, i.number, p.paid_on, p.is_day_known, p.currency, n.minor, p.minor, n.what, n.status, p.note,
               p.recorded_at
        FROM numbered n JOIN billing_payment p ON p.id = n.payment_id {of_client("p")}
        LEFT JOIN billing_invoice i ON i.id = n.invoice_id
        ORDER BY p.id, n.n
        """,
    ),
    SheetQuery(
        50,
        "Credit notes",
        ("Mainstay ref:t", "Credit note:t", "Client ID:t", "Client name:t", "Issued on:d", "Currency:c", "Total:a",
         "Not used yet:a", "Takes back:t", "Reason:t", "Recorded at:m"),
        f"""
        SELECT n.ref, n.number, {WHO}, n.issued_on, n.currency, n.total_minor, n.unallocated_minor, i.number,
               n.reason, n.recorded_at
        FROM billing_creditnote n {of_client("n")}
        LEFT JOIN billing_invoice i ON i.id = n.voids_id ORDER BY n.id
        """,
    ),
    SheetQuery(
        60,
        "Allocations",
        ("Invoice:t", "Payment ref:t", "Credit note:t", "Write-off ref:t", "Allocated on:d", "Currency:c", "Amount:a",
         "Recorded at:m"),
        """
        SELECT i.number, p.ref, n.number, w.ref, a.allocated_on, i.currency, a.minor, a.recorded_at
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
        LEFT JOIN billing_payment p ON p.id = a.payment_id LEFT JOIN billing_creditnote n ON n.id = a.credit_note_id
        LEFT JOIN billing_writeoff w ON w.id = a.write_off_id ORDER BY a.id
        """,
    ),
    SheetQuery(
        70,
        "Write-offs",
        ("Mainstay ref:t", "Invoice:t", "Written off on:d", "Currency:c", "Amount:a", "Reason:t", "Recorded at:m"),
        """
        SELECT w.ref, i.number, w.written_off_on, i.currency, w.minor, w.reason, w.recorded_at
        FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id ORDER BY w.id
        """,
    ),
    SheetQuery(
        80,
        "Refunds",
        ("Mainstay ref:t", "Payment ref:t", "Credit note:t", "Refunded on:d", "Currency:c", "Amount:a", "Note:t",
         "Recorded at:m"),
        """
        SELECT r.ref, p.ref, n.number, r.refunded_on, COALESCE(p.currency, n.currency), r.minor, r.note, r.recorded_at
        FROM billing_refund r LEFT JOIN billing_payment p ON p.id = r.payment_id
        LEFT JOIN billing_creditnote n ON n.id = r.credit_note_id ORDER BY r.id
        """,
    ),
    SheetQuery(
        90,
        "Recoveries",
        ("Mainstay ref:t", "Write-off ref:t", "Payment ref:t", "Recovered on:d", "Currency:c", "Amount:a",
         "Recorded at:m"),
        """
        SELECT r.ref, w.ref, p.ref, r.recovered_on, p.currency, r.minor, r.recorded_at
        FROM billing_recovery r JOIN billing_writeoff w ON w.id = r.write_off_id
        JOIN billing_payment p ON p.id = r.payment_id ORDER BY r.id
        """,
    ),
    SheetQuery(
        100,
        "Disputes",
        ("Mainstay ref:t", "Invoice:t", "Opened on:d", "Reason:t", "Closed on:d", "Outcome:t", "Recorded at:m"),
        """
        SELECT d.ref, i.number, d.opened_on, d.reason, d.closed_on, d.outcome, d.recorded_at
        FROM billing_dispute d JOIN billing_invoice i ON i.id = d.invoice_id ORDER BY d.id
        """,
    ),
)  # fmt: skip
