"""What of billing is new since yesterday: issued, paid, overdue, written off, disputed."""

from __future__ import annotations

from typing import Final

from mainstay.billing.phrases.sentences import CHANGE_TITLES
from mainstay.billing.phrases.sentences import CHANGES as SENTENCES
from mainstay.clients.queries.naming import of_client
from mainstay.kernel.offers import ChangeKind

_STATEMENTS: Final = {
    "issued": f"""
        SELECT 'issued', c.ref, c.name, i.number, i.currency, i.total_minor, i.issued_on, i.ref
        FROM billing_invoice i {of_client("i")}
        WHERE i.issued_on >= %(yesterday)s AND i.issued_on <= %(today)s
    """,
    "paid": f"""
        SELECT 'paid', c.ref, c.name, '', p.currency, p.minor, p.paid_on, p.ref
        FROM billing_payment p {of_client("p")}
        WHERE p.paid_on >= %(yesterday)s AND p.paid_on <= %(today)s AND p.is_day_known
    """,
    "overdue": f"""
        SELECT 'overdue', c.ref, c.name, o.number, o.currency, o.open_minor, o.due_on, o.ref
        FROM {{open_invoices}} o {of_client("o")}
        WHERE o.open_minor > 0 AND o.due_on >= %(yesterday)s AND o.due_on < %(today)s
    """,
    "written_off": f"""
        SELECT 'written_off', c.ref, c.name, i.number, i.currency, w.minor, w.written_off_on, i.ref
        FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id {of_client("i")}
        WHERE w.written_off_on >= %(yesterday)s AND w.written_off_on <= %(today)s
    """,
    "disputed": f"""
        SELECT 'disputed', c.ref, c.name, i.number, i.currency, i.total_minor, d.opened_on, i.ref
        FROM billing_dispute d JOIN billing_invoice i ON i.id = d.invoice_id {of_client("i")}
        WHERE d.opened_on >= %(yesterday)s AND d.opened_on <= %(today)s
    """,
}

CHANGES: Final = {
    kind: ChangeKind(statement, *SENTENCES[kind], title=CHANGE_TITLES[kind]) for kind, statement in _STATEMENTS.items()
}
