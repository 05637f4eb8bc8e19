"""What is open and at risk, by client and days past due: the figures of a provision for doubtful debts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries.fragments import (
    AT_RISK_OF_PART,
    OPEN_ON_A_PAST_DAY,
    OUTLOOK_JOIN,
    PARTS_IN_ORDER_NOW,
    PARTS_IN_ORDER_THEN,
)
from mainstay.billing.queries.receivables import days_of, is_current
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from datetime import date

_ROWS: Final = f"""
    SELECT i.client_id, i.currency,
           CASE WHEN i.due_on >= %(today)s THEN 0 WHEN i.due_on >= %(d30)s THEN 1 WHEN i.due_on >= %(d60)s THEN 2
                WHEN i.due_on >= %(d90)s THEN 3 ELSE 4 END AS age,
           SUM(i.is_last) AS invoices, SUM(i.open_minor) AS open_minor,
           COALESCE(SUM({AT_RISK_OF_PART.format(i="i", o="o")}), 0) AS at_risk_minor,
           SUM(CASE WHEN o.invoice_id IS NULL THEN i.is_last ELSE 0 END) AS unscored
    FROM {{parts}} i {OUTLOOK_JOIN} GROUP BY 1, 2, 3 ORDER BY 2, 1, 3
"""
"""A ProvisionRow of each client, currency and age of the open `{parts}`: an instalment is as old as itself."""


class ProvisionRow(NamedTuple):
    """What a client owes in one currency of one age (a place in `billing.rules.due.BUCKETS`), in minor units.

    `at_risk_minor` is the money at risk of it; `unscored` of the `invoices` have no forecast yet. One in instalments
    counts where its last part stands.
    """

    client_id: int
    currency: str
    age: int
    invoices: int
    open_minor: int
    at_risk_minor: int
    unscored: int


def provision_rows(*, as_of: date) -> list[ProvisionRow]:
    """What was open at the end of a day by client, currency and age, and at risk of it by the forecast until then."""
    is_now = is_current(as_of)
    statement = _ROWS.format(parts=PARTS_IN_ORDER_NOW if is_now else PARTS_IN_ORDER_THEN)
    if not is_now:
        statement = f"WITH {OPEN_ON_A_PAST_DAY} {statement}"
    found = rows(ProvisionRow, statement, days_of(as_of))
    return [
        ProvisionRow(row.client_id, row.currency, *map(int, row[2:]))  # PostgreSQL adds whole numbers up to decimals
        for row in found
    ]
