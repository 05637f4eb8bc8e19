"""Which clients are overdue, with what is disputed and at risk of it; and the amounts that are usual in the book."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

from mainstay.billing.queries.fragments import AT_RISK, OPEN_ON_A_PAST_DAY, OUTLOOK_JOIN, PARTS_NOW, PARTS_THEN
from mainstay.clients.queries.fragments import CLIENT, LISTED
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from datetime import date

_OVERDUE: Final = f"""
    SELECT i.client_id, i.currency, COUNT(DISTINCT i.id) AS invoices,
           SUM(CASE WHEN d.id IS NULL THEN 0 ELSE i.open_minor END) AS disputed_minor,
           MIN(c.ref) AS ref, MIN(c.name) AS name, SUM({AT_RISK.format(i="i", o="o")}) AS at_risk_minor,
           CAST(NULL AS text) AS totals
    FROM {{parts}} i {CLIENT.format(of="i.client_id")} LEFT JOIN billing_dispute d ON d.invoice_id = i.id
         AND (d.opened_on IS NULL OR d.opened_on <= %(today)s) AND (d.closed_on IS NULL OR d.closed_on > %(today)s)
         {OUTLOOK_JOIN}
    WHERE i.due_on < %(today)s AND {LISTED} GROUP BY i.client_id, i.currency
"""
"""An OverdueRow each, of what clients that are not archived owe in `{parts}`."""
_TOTALS_OF_A_YEAR: Final = """
    UNION ALL
    SELECT NULL, currency, COUNT(*), 0, '', '', NULL, {totals} FROM billing_invoice
    WHERE issued_on <= %(today)s AND issued_on > %(year_ago)s GROUP BY currency
"""
"""Beside them, of no client, each currency with all its totals of a year as one text, which `{totals}` makes: window
functions take five times as long to find the middle one."""
_AS_ONE_TEXT: Final = {
    "sqlite": "GROUP_CONCAT(total_minor)",
    "postgresql": "STRING_AGG(CAST(total_minor AS text), ',')",
}


class OverdueRow(NamedTuple):
    """What of a client's debt in one currency is overdue: how many invoices, and what of it is disputed and at risk.

    Minor units; `at_risk_minor` None where no invoice of it was scored by the day.
    """

    client_id: int | None
    currency: str
    invoices: int
    disputed_minor: int
    ref: str
    name: str
    at_risk_minor: int | None
    totals: str | None


def overdue_clients(*, today: date, now: bool, with_totals: bool) -> tuple[list[OverdueRow], dict[str, str]]:
    """Read, in one statement, who is overdue at the end of a day.

    `with_totals` also the total of each invoice issued in the year until then: currency -> whole numbers, with commas
    between. `now` is what `is_current` says of the day.
    """
    statement = _OVERDUE.format(parts=PARTS_NOW if now else PARTS_THEN)
    if with_totals:
        statement += _TOTALS_OF_A_YEAR.format(totals=_AS_ONE_TEXT[connection.vendor])
    if not now:
        statement = f"WITH {OPEN_ON_A_PAST_DAY} {statement}"
    found = rows(OverdueRow, statement, {"today": today, "year_ago": today - timedelta(days=365)})
    return (
        [row for row in found if row.client_id is not None],
        {row.currency: row.totals or "" for row in found if row.client_id is None},
    )
