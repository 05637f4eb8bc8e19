"""The list of invoices, by state, currency and age or by money at risk, in pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from mainstay.billing.queries.fetching import has_invoices
from mainstay.billing.queries.receivables import days_of
from mainstay.billing.rules.due import BUCKETS, days_past_due
from mainstay.clients.queries.visible import visible_clients
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.scoring.queries.outlooks import AT_RISK, COLUMNS, JOIN, WIDTH, outlook_in_row
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor
    from mainstay.scoring.queries.outlooks import StoredOutlook

STATES: Final = ("open", "overdue", "risk", "settled", "all")
PAGE: Final = 50
_STATE: Final = {
    "open": "i.open_minor > 0",
    "overdue": "i.open_minor > 0 AND i.due_on < %(today)s",
    "risk": "i.open_minor > 0",
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
_SUMS: Final = """
    SELECT i.currency, COUNT(*), SUM(i.open_minor), {risk}
    FROM billing_invoice i {join} WHERE {where} GROUP BY i.currency
"""
_ROWS: Final = f"""
    SELECT i.ref, i.number, c.ref, c.name, i.currency, i.issued_on, i.due_on, i.total_minor, i.open_minor,
           {COLUMNS}
    FROM billing_invoice i JOIN clients_client c ON c.id = i.client_id {JOIN}
    WHERE {{where}} ORDER BY {{order}} LIMIT %(size)s OFFSET %(skip)s
"""
_RISK: Final = AT_RISK.format(i="i", o="o")
_BY_RISK: Final = f"i.currency, COALESCE({_RISK}, 0) DESC, i.due_on, i.id"
"""Currencies are never compared: the money at risk in one after that in another."""


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which invoices: a state of STATES, and, where not empty, a currency and an ageing bucket of `billing.rules.due`.

    An age is an age of what is open: with one, only open invoices are listed.
    """

    state: str = "open"
    currency: str = ""
    age: str = ""

    @property
    def is_at_risk(self) -> bool:
        """Whether the list is that of money at risk."""
        return self.state == "risk"

    @property
    def is_plain(self) -> bool:
        """Whether it is the list as it opens: nothing but what is open was asked for."""
        return self.state == "open" and not self.age and not self.currency


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
    outlook: StoredOutlook | None = None
    """The outlook of an open one; None where it was not scored by the day."""


@dataclass(frozen=True, slots=True)
class InvoicesPage:
    """A page of invoices; `open_minor` sums what is open on all pages, by currency.

    So does `at_risk_minor` what may never come, in the state "risk"; it is empty in the others.
    """

    as_of: date
    wanted: InvoiceFilter
    number: int
    pages: int
    count: int
    open_minor: dict[str, int]
    invoices: tuple[InvoiceRow, ...]
    at_risk_minor: dict[str, int] = field(default_factory=dict)
    is_book_empty: bool = False
    """There is no invoice at all, whatever was asked."""


def invoices_page(*, wanted: InvoiceFilter, as_of: date, number: int, by: Actor) -> InvoicesPage:
    """List invoices: what is open oldest due first, otherwise newest first. A page that is not there gives the last.

    The state "risk" lists what is open, in each currency the most money at risk first.
    """
    state = wanted.state if wanted.state in _STATE else "open"
    is_open = state in {"open", "overdue"} or bool(wanted.age)
    is_risk_seen = may(by, SEE_RISK)
    is_by_risk = state == "risk" and is_risk_seen
    parts = [_STATE[state], *([_AGE[wanted.age]] if wanted.age in _AGE else [])]
    if wanted.age:
        parts.append(_STATE["open"])
    if wanted.currency:
        parts.append("i.currency = %(currency)s")
    visible, theirs = visible_clients(by, "i.client_id")
    where = " AND ".join(parts) + visible
    order = _BY_RISK if is_by_risk else "i.due_on, i.id" if is_open else "i.issued_on DESC, i.id DESC"
    risk, join = (f"SUM({_RISK})", JOIN) if is_by_risk else ("0", "")
    parameters: dict[str, date | str | int] = {**days_of(as_of), "currency": wanted.currency, "size": PAGE, **theirs}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(risk=risk, join=join, where=where), parameters)
        sums = sorted(cursor.fetchall())
        count = sum(row[1] for row in sums)
        pages = max(1, -(-count // PAGE))
        number = min(max(number, 1), pages)
        cursor.execute(_ROWS.format(where=where, order=order), {**parameters, "skip": (number - 1) * PAGE})
        rows = tuple(_row(row, as_of) for row in cursor.fetchall())
    if not is_risk_seen:
        rows = tuple(replace(row, outlook=None) for row in rows)
    owed = {currency: int(minor) for currency, _count, minor, _risk in sums if minor}
    at_risk = {currency: int(minor) for currency, _count, _open, minor in sums if minor is not None and is_by_risk}
    is_empty = not count and not has_invoices(as_of=as_of)
    return InvoicesPage(as_of, wanted, number, pages, count, owed, rows, at_risk, is_empty)


def _row(row: tuple[Any, ...], as_of: date) -> InvoiceRow:
    ref, number, client_ref, name, currency, issued, due, total, left = row[:-WIDTH]
    due_on, open_minor = as_day(due), int(left)
    late, seen = days_past_due(due_on, as_of), outlook_in_row(row[-WIDTH:], open_minor)
    return InvoiceRow(
        ref, number, client_ref, name, currency, as_day(issued), due_on, int(total), open_minor, late, seen
    )
