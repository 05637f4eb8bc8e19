"""What the book says is owed on a day, to be compared with the firm's own ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.queries.on_account import on_account
from mainstay.billing.queries.receivables import ageing_rows
from mainstay.billing.rules.control_total import ControlResult

if TYPE_CHECKING:
    from mainstay.billing.rules.control_total import ControlTotal


def compared_with(total: ControlTotal) -> ControlResult:
    """A control total beside what is open and on account in its currency at the end of its day."""
    rows = ageing_rows(total.on, now=False)
    accounts = on_account(as_of=total.on, now=False)
    return ControlResult(
        total.currency,
        total.on,
        total.minor,
        sum(int(row.open_minor) for row in rows if row.currency == total.currency),
        sum(amounts.get(total.currency, 0) for amounts in accounts.values()),
    )
