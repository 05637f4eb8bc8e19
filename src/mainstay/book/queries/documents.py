"""The list of invoices, by state, currency and age, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection

from mainstay.billing.rules.due import BUCKETS, days_past_due
from mainstay.book.queries.clients import as_day
from mainstay.book.queries.receivables import days_of

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor

STATES: Final = ("open", "overdue", "settled", "all")
PAGE: Final = 50
_STATE: Final = {
    "open": "i.open_minor > 0",
    "overdue": "i.open_minor > 0 AND i.due_on < %(today)s",
    "settled": "i.open_minor = 0",
    "all": "1 = 1",
}
_AGE: Final = dict(
    zip(
        BUCKETS,
        (
            "i.due_on >= %(today)s",
            "i.due_on < %(today)s AND i.due_on >= %(d30)s",
            "i.due_on < %(d30)s AND i.due_on >= %(d60)s",
            "i.due_on < %(d60)s AND i.due_on >= %(d90)s",
            "i.due_on < %(d90)s",
        ),
        strict=True,
    )
)
_ROWS: Final = """
    SELECT i.ref, i.number, c.ref, c.name, i.currency, i.issued_on, i.due_on, i.total_minor, i.open_minor
    FROM billing_invoice i JOIN clients_client c ON c.id = i.client_id
    WHERE {where} ORDER BY {order} LIMIT %(size)s OFFSET %(skip)s
"""


@dataclass(frozen=True, slots=True)
class InvoicesWanted:
    """Which invoices: a state of STATES, and, where not empty, a currency and an ageing bucket of `billing.rules.due`.

    An age is an age of what is open: with one, only open invoices are listed.
    """

    state: str = "open"
    currency: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One line of the list as recorded now; `days_late` is negative before the due day."""

    ref: str
    number: str
    client_ref: str
    client_name: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    open_minor: int
    days_late: int


@dataclass(frozen=True, slots=True)
class InvoicesPage:
    """A page of invoices; `open_minor` sums what is open on all pages, by currency."""

    as_of: date
    wanted: InvoicesWanted
    number: int
    pages: int
    count: int
    open_minor: dict[str, int]
    invoices: tuple[InvoiceRow, ...]


def invoices_page(*, wanted: InvoicesWanted, as_of: date, number: int, by: Actor) -> InvoicesPage:
    """List invoices: what is open oldest due first, otherwise newest first. A page that is not there gives the last."""
    del by
    is_open = wanted.state in {"open", "overdue"} or bool(wanted.age)
    parts = [_STATE.get(wanted.state, _STATE["open"]), *([_AGE[wanted.age]] if wanted.age in _AGE else [])]
    if wanted.age:
        parts.append(_STATE["open"])
    if wanted.currency:
        parts.append("i.currency = %(currency)s")
    where = " AND ".join(parts)
    parameters: dict[str, date | str | int] = {**days_of(as_of), "currency": wanted.currency, "size": PAGE}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT i.currency, COUNT(*), SUM(i.open_minor) FROM billing_invoice i WHERE {where} GROUP BY i.currency",
            parameters,
        )
        sums = cursor.fetchall()
        count = sum(row[1] for row in sums)
        pages = max(1, -(-count // PAGE))
        number = min(max(number, 1), pages)
        order = "i.due_on, i.id" if is_open else "i.issued_on DESC, i.id DESC"
        cursor.execute(_ROWS.format(where=where, order=order), {**parameters, "skip": (number - 1) * PAGE})
        rows = tuple(
            InvoiceRow(
                ref, no, owner_ref, name, code, as_day(on), as_day(due), int(total), int(left),
                days_past_due(as_day(due), as_of),
            )
            for ref, no, owner_ref, name, code, on, due, total, left in cursor.fetchall()
        )  # fmt: skip
    owed = {currency: int(minor) for currency, _count, minor in sorted(sums) if minor}
    return InvoicesPage(as_of, wanted, number, pages, count, owed, rows)
