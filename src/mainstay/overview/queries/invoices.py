"""The list of invoices, by state, currency and age or by money at risk, in pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mainstay.billing.queries.fetching import has_invoices
from mainstay.billing.queries.invoice_list import invoice_sums, listed_invoices
from mainstay.billing.rules.due import days_late_at_last, days_past_due
from mainstay.billing.rules.invoice_filter import BY_AMOUNT
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may, seen_by
from mainstay.rates.queries.rates import worths_on
from mainstay.scoring.queries.outlooks import outlook_in_row
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import remembered
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from mainstay.billing.queries.fragments import OutlookRow
    from mainstay.billing.queries.invoice_list import InvoiceSums, ListedInvoice
    from mainstay.billing.rules.invoice_filter import InvoiceFilter
    from mainstay.kernel.actor import Actor
    from mainstay.scoring.queries.outlooks import StoredOutlook

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class InvoiceListRow:
    """One line of the list as recorded now, or as it stood at the end of a past day.

    `days_late` is negative before the due day.

    Of an invoice in instalments the due day is that of the earliest that is open.
    """

    ref: str
    number: str
    client_ref: str
    client_name: str
    currency: str
    issued_on: date
    due_on: date
    total_minor: int
    open_minor: int
    overdue_minor: int
    days_late: int
    settled_late: int | None = None
    """How many days late it was settled; None where it is open, was settled in time, or nobody knows when."""
    outlook: StoredOutlook | None = None
    """The outlook of an open one; None where it was not scored by the day."""

    @property
    def is_partly_overdue(self) -> bool:
        """Whether a part of what is open is overdue and another is not."""
        return 0 < self.overdue_minor < self.open_minor


@dataclass(frozen=True, slots=True)
class InvoicesPage:
    """A page of invoices; `open_minor` sums what is open on all pages, by currency, of instalments those asked for.

    So does `at_risk_minor` what may never come, in the state "risk"; it is empty in the others.
    """

    as_of: date
    wanted: InvoiceFilter
    number: int
    pages: int
    count: int
    open_minor: dict[str, int]
    invoices: tuple[InvoiceListRow, ...]
    at_risk_minor: dict[str, int] = field(default_factory=dict)
    is_book_empty: bool = False
    """There is no invoice at all, whatever was asked."""


def invoices_page(
    *,
    wanted: InvoiceFilter,
    as_of: date,
    number: int,
    by: Actor,
    length: int | None = None,
    is_past: bool = False,
) -> InvoicesPage:
    """List invoices: what is open oldest due first, otherwise newest first. A page that is not there gives the last.

    With `is_past` they are shown as they stood at the end of the day, with what was forecast by it and not later.
    The state "risk" lists what is open, the most money at risk first. Amounts compare at the firm's rates of the day.
    """
    length = length or PAGE
    is_risk_seen = may(by, SEE_RISK)
    is_by_risk = wanted.is_at_risk and is_risk_seen
    sums = _sums(wanted, as_of, is_by_risk=is_by_risk, is_past=is_past, by=by)
    count = sum(row.invoices for row in sums)
    pages = max(1, -(-count // length))
    number = min(max(number, 1), pages)
    listed = listed_invoices(
        wanted=wanted,
        as_of=as_of,
        is_by_risk=is_by_risk,
        is_past=is_past,
        worths=_worths(sums, wanted, as_of, by),
        by=by,
        length=length,
        skip=(number - 1) * length,
    )
    return InvoicesPage(
        as_of=as_of,
        wanted=wanted,
        number=number,
        pages=pages,
        count=count,
        open_minor={row.currency: int(row.open_minor) for row in sums if row.open_minor},
        invoices=tuple(_row(row, outlook if is_risk_seen else None, as_of) for row, outlook in listed),
        at_risk_minor={
            row.currency: int(row.at_risk_minor) for row in sums if is_by_risk and row.at_risk_minor is not None
        },
        is_book_empty=not count and not has_invoices(as_of=as_of),
    )


def _worths(sums: list[InvoiceSums], wanted: InvoiceFilter, as_of: date, by: Actor) -> dict[str, Decimal]:
    """What a minor unit of each currency of the list is worth, where its order compares amounts in several."""
    is_by_amount = wanted.sort in BY_AMOUNT or (wanted.is_at_risk and not wanted.sort)
    currencies = [row.currency for row in sums]
    return worths_on(currencies=currencies, as_of=as_of, by=by) if is_by_amount and len(currencies) > 1 else {}


def _sums(wanted: InvoiceFilter, as_of: date, *, is_by_risk: bool, is_past: bool, by: Actor) -> list[InvoiceSums]:
    """What all pages sum up to, worked out once until something is written, for each role and each client's access."""
    what = ("invoice sums", wanted, is_by_risk, is_past, seen_by(by))
    version = book_version()

    def read() -> list[InvoiceSums]:
        return invoice_sums(wanted=wanted, as_of=as_of, is_by_risk=is_by_risk, is_past=is_past, by=by)

    return remembered(what, as_of, version, read)


def _row(row: ListedInvoice, outlook: OutlookRow | None, as_of: date) -> InvoiceListRow:
    due_on, open_minor = as_day(row.due_on), int(row.open_minor)
    return InvoiceListRow(
        ref=row.ref,
        number=row.number,
        client_ref=row.client_ref,
        client_name=row.client_name,
        currency=row.currency,
        issued_on=as_day(row.issued_on),
        due_on=due_on,
        total_minor=int(row.total_minor),
        open_minor=open_minor,
        overdue_minor=int(row.overdue_minor),
        days_late=days_past_due(due_on, as_of),
        settled_late=None if row.settled_on is None else days_late_at_last(due_on, as_day(row.settled_on)),
        outlook=None if outlook is None else outlook_in_row(outlook, open_minor),
    )
