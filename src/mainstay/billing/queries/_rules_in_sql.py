"""The rules of billing as questions: each statement returns the rows that break one; no row, no fault.

The first column names the subject as a person knows it; the others are the figures of the sentence. Both engines.
"""

from __future__ import annotations

from typing import Final

# `settled_on` of an invoice of which nothing was taken back is the day of its last allocation.
INVOICES: Final = """
    WITH undated AS MATERIALIZED (
        SELECT id FROM billing_payment WHERE NOT is_day_known
    ), sums AS MATERIALIZED (
        SELECT invoice_id,
               SUM(CASE WHEN payment_id IS NOT NULL THEN minor ELSE 0 END) AS paid,
               SUM(CASE WHEN credit_note_id IS NOT NULL THEN minor ELSE 0 END) AS credited,
               SUM(CASE WHEN write_off_id IS NOT NULL THEN minor ELSE 0 END) AS lost,
               SUM(CASE WHEN payment_id IN (SELECT id FROM undated) THEN minor ELSE 0 END) AS undated,
               SUM(minor) AS settled, MAX(allocated_on) AS last_on, MIN(minor) AS least
        FROM billing_allocation GROUP BY invoice_id
    ), compared AS (
        SELECT i.*, COALESCE(s.paid, 0) AS paid, COALESCE(s.credited, 0) AS credited, COALESCE(s.lost, 0) AS lost,
               COALESCE(s.settled, 0) AS settled, s.last_on, COALESCE(s.least, 0) < 0 AS had_reversals,
               COALESCE(s.undated, 0) = 0 AS is_dated,
               i.paid_minor = COALESCE(s.paid, 0) AND i.credited_minor = COALESCE(s.credited, 0)
               AND i.written_off_minor = COALESCE(s.lost, 0)
               AND i.open_minor = i.total_minor - COALESCE(s.settled, 0) AS is_balanced
        FROM billing_invoice i LEFT JOIN sums s ON s.invoice_id = i.id
    )
    SELECT number,
           CASE WHEN settled > total_minor THEN 'invoice_overspent'
                WHEN NOT is_balanced THEN 'invoice_balance'
                WHEN has_reversals <> had_reversals AND had_reversals THEN 'invoice_has_reversals'
                WHEN has_reversals <> had_reversals THEN 'invoice_has_no_reversals'
                WHEN is_settled_day_known <> is_dated AND is_dated THEN 'invoice_day_is_known'
                WHEN is_settled_day_known <> is_dated THEN 'invoice_day_is_not_known'
                ELSE 'invoice_settled_on' END AS code,
           currency, total_minor AS there_minor, settled AS used_minor,
           open_minor, paid_minor, credited_minor, written_off_minor,
           total_minor - settled AS sum_open_minor, paid AS sum_paid_minor, credited AS sum_credited_minor,
           lost AS sum_written_off_minor, COALESCE(CAST(settled_on AS text), '–') AS is_now,
           CASE WHEN open_minor = 0 THEN COALESCE(CAST(last_on AS text), '–') ELSE '–' END AS should_be
    FROM compared
    WHERE NOT is_balanced OR has_reversals <> had_reversals OR is_settled_day_known <> is_dated
          OR (NOT had_reversals AND open_minor = 0 AND (settled_on IS NULL OR settled_on <> last_on))
          OR (NOT had_reversals AND open_minor > 0 AND settled_on IS NOT NULL)
"""

# The reader of what is open of an instalment trusts these: the parts add up, and what follows each is known.
INSTALMENTS: Final = """
    WITH parts AS (
        SELECT invoice_id, due_on, minor, later_minor,
               SUM(minor) OVER (PARTITION BY invoice_id) AS whole,
               SUM(minor) OVER (PARTITION BY invoice_id ORDER BY due_on) AS so_far,
               MAX(due_on) OVER (PARTITION BY invoice_id) AS last_on
        FROM billing_instalment
    )
    SELECT i.number,
           CASE WHEN p.whole <> i.total_minor THEN 'instalments_total'
                WHEN p.last_on <> i.due_on THEN 'instalments_due_on'
                WHEN p.due_on < i.issued_on THEN 'instalment_due_before_issue' ELSE 'instalment_later' END AS code,
           i.currency, i.total_minor AS there_minor, p.whole AS sum_minor, p.later_minor AS is_minor,
           p.whole - p.so_far AS left_minor, CAST(p.due_on AS text) AS day, CAST(i.issued_on AS text) AS earliest,
           CAST(p.last_on AS text) AS is_now, CAST(i.due_on AS text) AS should_be
    FROM parts p JOIN billing_invoice i ON i.id = p.invoice_id
    WHERE (p.so_far = p.whole AND (p.whole <> i.total_minor OR p.last_on <> i.due_on)) OR p.due_on < i.issued_on
          OR (p.whole = i.total_minor AND p.later_minor <> p.whole - p.so_far)
"""

# Quantity times price in parts, for the whole product may be too large for 64 bits (rules.lines.line_minor).
_LINE_MINOR: Final = """
    (l.quantity / 1000000) * l.price_minor
    + (CASE WHEN l.price_minor < 0 THEN -1 ELSE 1 END)
      * (((l.quantity % 1000000) * ABS(l.price_minor) + 500000) / 1000000)
"""
LINES: Final = f"""
    WITH lines AS (
        SELECT l.invoice_id, l.position, l.minor, {_LINE_MINOR} AS should_minor,
               CAST(SUM(l.minor) OVER (PARTITION BY l.invoice_id) AS bigint) AS whole
        FROM billing_invoiceline l
    )
    SELECT i.number, CASE WHEN k.whole <> i.total_minor THEN 'lines_total' ELSE 'line_amount' END AS code,
           i.currency, i.total_minor AS there_minor, k.whole AS sum_minor, k.minor AS is_minor,
           k.should_minor AS left_minor
    FROM lines k JOIN billing_invoice i ON i.id = k.invoice_id
    WHERE (k.position = 1 AND k.whole <> i.total_minor) OR (k.whole = i.total_minor AND k.minor <> k.should_minor)
"""

PAYMENTS: Final = """
    WITH entries AS (
        SELECT payment_id, minor, 0 AS is_reversal FROM billing_allocation WHERE payment_id IS NOT NULL
        UNION ALL SELECT payment_id, minor, 0 FROM billing_refund WHERE payment_id IS NOT NULL
        UNION ALL SELECT payment_id, minor, 0 FROM billing_recovery
        UNION ALL SELECT reverses_id, 0, 1 FROM billing_payment WHERE reverses_id IS NOT NULL
    ), sums AS MATERIALIZED (
        SELECT payment_id, SUM(minor) AS used, SUM(is_reversal) AS reversals FROM entries GROUP BY payment_id
    ), compared AS (
        SELECT p.*, COALESCE(s.used, 0) AS used, COALESCE(s.reversals, 0) > 0 AS is_reversed
        FROM billing_payment p LEFT JOIN sums s ON s.payment_id = p.id WHERE p.reverses_id IS NULL
    )
    SELECT ref,
           CASE WHEN is_reversed AND used <> 0 THEN 'reversed_payment_in_use'
                WHEN used > minor THEN 'payment_overspent' ELSE 'payment_left' END AS code,
           currency, minor AS there_minor, used AS used_minor, unallocated_minor,
           CASE WHEN is_reversed THEN 0 ELSE minor - used END AS left_minor
    FROM compared
    WHERE used > minor OR (is_reversed AND used <> 0)
          OR unallocated_minor <> CASE WHEN is_reversed THEN 0 ELSE minor - used END
"""

_OF_ONE_DAY: Final = """
    by_day AS (
        SELECT id, day, SUM(minor) AS minor FROM uses GROUP BY id, day
    ), running AS (
        SELECT id, day, SUM(minor) OVER (PARTITION BY id ORDER BY day) AS used FROM by_day
    )
"""
# Only where something was taken back can more be used on a past day than in the end.
PAYMENT_OVERSPENT_ON_A_DAY: Final = f"""
    WITH moved AS (
        SELECT DISTINCT payment_id AS id FROM billing_allocation WHERE minor < 0 AND payment_id IS NOT NULL
    ), uses AS (
        SELECT payment_id AS id, allocated_on AS day, minor FROM billing_allocation
        WHERE payment_id IN (SELECT id FROM moved)
        UNION ALL SELECT payment_id, refunded_on, minor FROM billing_refund WHERE payment_id IN (SELECT id FROM moved)
        UNION ALL SELECT payment_id, recovered_on, minor FROM billing_recovery
                  WHERE payment_id IN (SELECT id FROM moved)
        UNION ALL SELECT reverses_id, paid_on, -minor FROM billing_payment WHERE reverses_id IN (SELECT id FROM moved)
    ), {_OF_ONE_DAY}
    SELECT p.ref, p.currency, CAST(MIN(r.day) AS text) AS day, p.minor AS there_minor
    FROM running r JOIN billing_payment p ON p.id = r.id
    WHERE r.used > p.minor AND p.minor >= (SELECT SUM(u.minor) FROM uses u WHERE u.id = p.id)
    GROUP BY p.ref, p.currency, p.minor
"""
CREDIT_NOTE_OVERSPENT_ON_A_DAY: Final = f"""
    WITH moved AS (
        SELECT DISTINCT credit_note_id AS id FROM billing_allocation WHERE minor < 0 AND credit_note_id IS NOT NULL
    ), uses AS (
        SELECT credit_note_id AS id, allocated_on AS day, minor FROM billing_allocation
        WHERE credit_note_id IN (SELECT id FROM moved)
        UNION ALL SELECT credit_note_id, refunded_on, minor FROM billing_refund
                  WHERE credit_note_id IN (SELECT id FROM moved)
    ), {_OF_ONE_DAY}
    SELECT n.number, n.currency, CAST(MIN(r.day) AS text) AS day, n.total_minor AS there_minor
    FROM running r JOIN billing_creditnote n ON n.id = r.id
    WHERE r.used > n.total_minor AND n.total_minor >= (SELECT SUM(u.minor) FROM uses u WHERE u.id = n.id)
    GROUP BY n.number, n.currency, n.total_minor
"""
PAYMENT_REVERSAL_DIFFERS: Final = """
    SELECT p.ref, b.ref AS reversal FROM billing_payment b JOIN billing_payment p ON p.id = b.reverses_id
    WHERE b.minor <> -p.minor OR b.client_id <> p.client_id OR b.currency <> p.currency OR b.paid_on < p.paid_on
          OR p.reverses_id IS NOT NULL
"""

CREDIT_NOTES: Final = """
    WITH entries AS (
        SELECT credit_note_id, minor FROM billing_allocation WHERE credit_note_id IS NOT NULL
        UNION ALL SELECT credit_note_id, minor FROM billing_refund WHERE credit_note_id IS NOT NULL
    ), sums AS MATERIALIZED (
        SELECT credit_note_id, SUM(minor) AS used FROM entries GROUP BY credit_note_id
    ), compared AS (
        SELECT n.*, COALESCE(s.used, 0) AS used
        FROM billing_creditnote n LEFT JOIN sums s ON s.credit_note_id = n.id
    )
    SELECT number,
           CASE WHEN used > total_minor THEN 'credit_note_overspent' ELSE 'credit_note_left' END AS code,
           currency, total_minor AS there_minor, used AS used_minor, unallocated_minor,
           total_minor - used AS left_minor
    FROM compared WHERE used > total_minor OR unallocated_minor <> total_minor - used
"""
VOID_DIFFERS: Final = """
    SELECT i.number, n.number AS note FROM billing_creditnote n JOIN billing_invoice i ON i.id = n.voids_id
    WHERE n.total_minor <> i.total_minor OR n.currency <> i.currency OR n.client_id <> i.client_id
          OR n.issued_on < i.issued_on
"""
VOID_REPEATED: Final = """
    SELECT i.number, COUNT(*) AS times FROM billing_creditnote n JOIN billing_invoice i ON i.id = n.voids_id
    WHERE SUBSTR(n.number_scope, 1, 5) <> 'void:'
    GROUP BY i.number HAVING COUNT(*) > 1
"""

ALLOCATIONS: Final = """
    WITH placed AS (
        SELECT a.id, a.minor, a.allocated_on, i.number, i.client_id, i.currency, i.issued_on, p.ref AS origin,
               p.client_id AS origin_client_id, p.currency AS origin_currency, p.paid_on AS origin_on
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
             JOIN billing_payment p ON p.id = a.payment_id
        UNION ALL
        SELECT a.id, a.minor, a.allocated_on, i.number, i.client_id, i.currency, i.issued_on, n.number,
               n.client_id, n.currency, n.issued_on
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
             JOIN billing_creditnote n ON n.id = a.credit_note_id
        UNION ALL
        SELECT a.id, a.minor, a.allocated_on, i.number, i.client_id, i.currency, i.issued_on, w.ref,
               i.client_id, i.currency, w.written_off_on
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
             JOIN billing_writeoff w ON w.id = a.write_off_id
    )
    SELECT number,
           CASE WHEN origin_client_id <> client_id THEN 'other_client'
                WHEN origin_currency <> currency THEN 'other_currency' ELSE 'allocated_too_early' END AS code,
           origin, currency, origin_currency, CAST(allocated_on AS text) AS is_now,
           CAST(CASE WHEN origin_on > issued_on THEN origin_on ELSE issued_on END AS text) AS earliest
    FROM placed
    WHERE minor > 0 AND (origin_client_id <> client_id OR origin_currency <> currency
                         OR allocated_on < issued_on OR allocated_on < origin_on)
"""
OTHER_INVOICE: Final = """
    SELECT i.number, w.ref AS origin FROM billing_writeoff w JOIN billing_allocation a ON a.write_off_id = w.id
           JOIN billing_invoice i ON i.id = a.invoice_id
    WHERE a.minor > 0 AND a.invoice_id <> w.invoice_id
"""
REVERSAL_DIFFERS: Final = """
    SELECT i.number, i.currency, o.minor AS there_minor, CAST(o.allocated_on AS text) AS day
    FROM billing_allocation r JOIN billing_allocation o ON o.id = r.reverses_id
         JOIN billing_invoice i ON i.id = o.invoice_id
    WHERE r.minor <> -o.minor OR r.invoice_id <> o.invoice_id OR r.allocated_on < o.allocated_on
          OR o.reverses_id IS NOT NULL
          OR COALESCE(r.payment_id, 0) <> COALESCE(o.payment_id, 0)
          OR COALESCE(r.credit_note_id, 0) <> COALESCE(o.credit_note_id, 0)
          OR COALESCE(r.write_off_id, 0) <> COALESCE(o.write_off_id, 0)
"""
REFUNDED_TOO_EARLY: Final = """
    SELECT COALESCE(n.number, p.ref) AS subject, CAST(r.refunded_on AS text) AS is_now,
           CAST(COALESCE(n.issued_on, p.paid_on) AS text) AS earliest
    FROM billing_refund r LEFT JOIN billing_payment p ON p.id = r.payment_id
         LEFT JOIN billing_creditnote n ON n.id = r.credit_note_id
    WHERE r.refunded_on < p.paid_on OR r.refunded_on < n.issued_on
"""

WRITE_OFF_ALLOCATED: Final = """
    SELECT i.number, i.currency, w.minor AS there_minor, COALESCE(SUM(a.minor), 0) AS used_minor
    FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id
         LEFT JOIN billing_allocation a ON a.write_off_id = w.id AND a.minor > 0
    GROUP BY w.id, i.number, i.currency, w.minor HAVING COALESCE(SUM(a.minor), 0) <> w.minor
"""
RECOVERED_TOO_MUCH: Final = """
    SELECT i.number, i.currency, v.minor AS used_minor, l.minor AS there_minor
    FROM (SELECT write_off_id, SUM(minor) AS minor FROM billing_recovery GROUP BY write_off_id) v
         JOIN billing_writeoff w ON w.id = v.write_off_id JOIN billing_invoice i ON i.id = w.invoice_id
         JOIN (SELECT write_off_id, SUM(minor) AS minor FROM billing_allocation WHERE write_off_id IS NOT NULL
               GROUP BY write_off_id) l ON l.write_off_id = v.write_off_id
    WHERE v.minor > l.minor
"""
RECOVERED_FROM_ANOTHER: Final = """
    SELECT i.number, p.ref AS origin FROM billing_recovery v JOIN billing_writeoff w ON w.id = v.write_off_id
           JOIN billing_invoice i ON i.id = w.invoice_id JOIN billing_payment p ON p.id = v.payment_id
    WHERE p.client_id <> i.client_id OR p.currency <> i.currency
"""
RECOVERED_TOO_EARLY: Final = """
    SELECT i.number, CAST(v.recovered_on AS text) AS is_now,
           CAST(CASE WHEN p.paid_on > w.written_off_on THEN p.paid_on ELSE w.written_off_on END AS text) AS earliest
    FROM billing_recovery v JOIN billing_writeoff w ON w.id = v.write_off_id
         JOIN billing_invoice i ON i.id = w.invoice_id JOIN billing_payment p ON p.id = v.payment_id
    WHERE v.recovered_on < w.written_off_on OR v.recovered_on < p.paid_on
"""

DISPUTES_OVERLAP: Final = """
    SELECT i.number, COUNT(*) AS times FROM billing_dispute d JOIN billing_dispute e ON e.invoice_id = d.invoice_id
           JOIN billing_invoice i ON i.id = d.invoice_id
    WHERE e.id > d.id AND (d.closed_on IS NULL OR e.opened_on < d.closed_on) GROUP BY i.number
"""
DISPUTED_TOO_EARLY: Final = """
    SELECT i.number, CAST(d.opened_on AS text) AS is_now, CAST(i.issued_on AS text) AS earliest
    FROM billing_dispute d JOIN billing_invoice i ON i.id = d.invoice_id WHERE d.opened_on < i.issued_on
"""

EXPECTED_DATES_OVERLAP: Final = """
    SELECT i.number, COUNT(*) AS times FROM billing_expecteddate d
           JOIN billing_expecteddate e ON e.invoice_id = d.invoice_id JOIN billing_invoice i ON i.id = d.invoice_id
    WHERE e.id > d.id AND (d.ended_on IS NULL OR e.set_on < d.ended_on) GROUP BY i.number
"""

# A number given by hand or brought by an import may lie ahead of the series, which passes over it; none behind is free.
NUMBERS_MISSING: Final = """
    WITH RECURSIVE taken AS (
        SELECT name, prefix, next_number, 1 AS place FROM billing_numberseries WHERE next_number > 1
        UNION ALL SELECT name, prefix, next_number, place + 1 FROM taken WHERE place + 1 < next_number
    ), numbers AS (
        SELECT name, prefix || CASE WHEN place < 10 THEN '0000' WHEN place < 100 THEN '000' WHEN place < 1000 THEN '00'
                                    WHEN place < 10000 THEN '0' ELSE '' END || place AS number
        FROM taken
    )
    SELECT n.number, n.name AS series FROM numbers n
    WHERE n.name = 'invoice' AND NOT EXISTS (SELECT 1 FROM billing_invoice i WHERE i.number = n.number)
       OR n.name = 'credit_note' AND NOT EXISTS (SELECT 1 FROM billing_creditnote c WHERE c.number = n.number)
"""
LATEST_BUSINESS_DATE: Final = """
    SELECT 'billing_latestbusinessdate' AS subject, CAST(MAX(day) AS text) AS latest,
           COALESCE((SELECT CAST(last_on AS text) FROM billing_latestbusinessdate), '–') AS is_now
    FROM (
        SELECT MAX(issued_on) AS day FROM billing_invoice
        UNION ALL SELECT MAX(settled_on) FROM billing_invoice
        UNION ALL SELECT MAX(issued_on) FROM billing_creditnote
        UNION ALL SELECT MAX(paid_on) FROM billing_payment
        UNION ALL SELECT MAX(refunded_on) FROM billing_refund
        UNION ALL SELECT MAX(written_off_on) FROM billing_writeoff
        UNION ALL SELECT MAX(recovered_on) FROM billing_recovery
        UNION ALL SELECT MAX(allocated_on) FROM billing_allocation
    ) AS days
    HAVING MAX(day) IS NOT NULL AND MAX(day) > COALESCE((SELECT last_on FROM billing_latestbusinessdate), '0001-01-01')
"""
