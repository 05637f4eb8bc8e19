"""What a message to a client may speak of: the invoices that are overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries.fragments import OPEN_INVOICES_NOW
from mainstay.clients.queries.visible import visible_clients
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor

_OVERDUE: Final = f"""
    SELECT o.number, o.due_on, o.open_minor, o.currency FROM {OPEN_INVOICES_NOW} o
    WHERE o.client_id = %(client)s AND o.due_on < %(today)s {{visible}} ORDER BY o.due_on, o.number LIMIT 20
"""
"""What is overdue of a client; `{visible}` limits the clients."""


class _Row(NamedTuple):
    """A row of _OVERDUE; the day as the engine returns it."""

    number: str
    due_on: object
    open_minor: int
    currency: str


def overdue_of_client(*, client_id: int, today: date, by: Actor) -> tuple[tuple[str, date, int, str], ...]:
    """The overdue invoices of a client, the oldest first: number, due day, what is open, currency."""
    visible, theirs = visible_clients(by, "o.client_id")
    found = rows(_Row, _OVERDUE.format(visible=visible), {"client": client_id, "today": today, **theirs})
    return tuple((row.number, as_day(row.due_on), int(row.open_minor), row.currency) for row in found)
