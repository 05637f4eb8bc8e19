"""The lists as files: exactly the rows and columns that a page shows, of all its pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Final

from mainstay.billing.queries.receivables import receivables
from mainstay.firm.queries.own_currency import in_own_order
from mainstay.kernel.currencies import EXPONENTS
from mainstay.overview.formats.workbooks import Sheet, write_csv, write_workbook
from mainstay.overview.queries.clients import clients_page
from mainstay.overview.queries.invoices import invoices_page
from mainstay.overview.queries.payments import payments_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mainstay.billing.queries.receivables import ReceivablesPage
    from mainstay.billing.rules.invoice_filter import InvoiceFilter
    from mainstay.billing.rules.payment_filter import PaymentFilter
    from mainstay.billing.rules.receivable_filter import ReceivableFilter
    from mainstay.kernel.actor import Actor
    from mainstay.overview.formats.workbooks import Cell
    from mainstay.overview.queries.clients import ClientsPage
    from mainstay.overview.queries.invoices import InvoiceListRow, InvoicesPage
    from mainstay.overview.queries.payments import PaymentsPage
    from mainstay.overview.rules.client_filter import ClientFilter
    from mainstay.scoring.queries.outlooks import StoredOutlook

    Columns = Mapping[str, bool]

_ALL: Final = 10**9
_INVOICES: Final = {
    "As of": "", "Invoice number": "", "Client ref": "", "Client name": "", "Issued on": "issued", "Due on": "due",
    "Currency": "", "Total": "total", "Open": "open", "Overdue": "open", "At risk": "risk", "Expected on": "expected",
    "State": "state", "Days late": "state",
}  # fmt: skip
"""Heading -> the column of the list that it belongs to; "" for what always stays."""
_PAYMENTS: Final = {
    "As of": "", "Payment ref": "", "Paid on": "", "Client ref": "", "Client name": "", "Currency": "",
    "Amount": "amount", "Applied to": "applied", "Left on account": "left", "Reversed": "amount",
}  # fmt: skip
_RECEIVABLES: Final = {
    "As of": "", "Client ref": "", "Client name": "", "Currency": "", "Owed": "owed", "Overdue": "overdue",
    "Not yet due": "current", "1-30 days": "1-30", "31-60 days": "31-60", "61-90 days": "61-90", "Over 90 days": "90+",
    "Invoices": "invoices", "Oldest due on": "oldest_due",
}  # fmt: skip
_CLIENTS: Final = {
    "As of": "", "Client ref": "", "Client name": "", "Currency": "", "Open": "owed", "Overdue": "overdue",
    "On account": "on_account", "Invoices": "invoices", "On time percent": "on_time",
    "Usual days late": "usual_days", "Relationship": "relationship", "Payment": "payment",
}  # fmt: skip


def write_clients(
    target: IO[bytes], kind: str, *, wanted: ClientFilter, as_of: date, by: Actor, columns: Columns | None = None
) -> None:
    """Write the list of clients that was wanted, as "csv" or "xlsx": a row for each client and currency.

    Each custom field is a column under its name. Of all columns those that `columns` shows, where it is given.
    """
    page = clients_page(as_of=as_of, wanted=replace(wanted, length=None, number=1), by=by)
    headings = (*_CLIENTS.items(), *((field.name, f"f-{field.ref}") for field in page.fields))
    _write(_sheet("Clients", headings, _client_rows(page), columns), target, kind)


def write_invoices(
    target: IO[bytes],
    kind: str,
    *,
    wanted: InvoiceFilter,
    as_of: date,
    by: Actor,
    is_past: bool = False,
    columns: Columns | None = None,
) -> None:
    """Write the list of invoices that was wanted, of all its pages, as "csv" or "xlsx".

    What is at risk is a column where the list is asked for that, as in the app.
    """
    page = invoices_page(wanted=wanted, as_of=as_of, number=1, by=by, length=_ALL, is_past=is_past)
    columns = {**(columns or {}), **({} if wanted.is_at_risk else {"risk": False})}
    _write(_sheet("Invoices", _INVOICES.items(), _invoice_rows(page), columns), target, kind)


def write_payments(
    target: IO[bytes], kind: str, *, wanted: PaymentFilter, today: date, by: Actor, columns: Columns | None = None
) -> None:
    """Write the list of payments that was wanted, of all its pages, as "csv" or "xlsx"."""
    page = payments_page(wanted=wanted, today=today, by=by, length=_ALL)
    rows = _payment_rows(page, wanted.until or today)
    _write(_sheet("Payments", _PAYMENTS.items(), rows, columns), target, kind)


def write_receivables(
    target: IO[bytes],
    kind: str,
    *,
    wanted: ReceivableFilter,
    currency: str,
    as_of: date,
    by: Actor,
    columns: Columns | None = None,
) -> None:
    """Write the receivables that were wanted, in one currency or all, as "csv" or "xlsx": a row for each client."""
    page = receivables(as_of=as_of, by=by, currency=currency, wanted=wanted)
    _write(_sheet("Receivables", _RECEIVABLES.items(), _receivable_rows(page), columns), target, kind)


def _sheet(
    name: str, headings: Iterable[tuple[str, str]], rows: Iterator[tuple[Cell, ...]], columns: Columns | None
) -> Sheet:
    """The sheet with the columns that are shown; one that `columns` does not know is."""
    headings, shown = tuple(headings), columns or {}
    is_shown = tuple(shown.get(column, True) for _heading, column in headings)
    titles = tuple(compress((heading for heading, _column in headings), is_shown))
    return Sheet(name, titles, (tuple(compress(row, is_shown)) for row in rows))


def _receivable_rows(page: ReceivablesPage) -> Iterator[tuple[Cell, ...]]:
    for group in page.currencies:
        for row in group.clients:
            sums = (row.ageing.open_minor, row.ageing.overdue_minor, *row.ageing.buckets_minor)
            amounts = (_amount(minor, group.currency) for minor in sums)
            oldest = date.fromisoformat(row.oldest_due_on)
            yield (page.as_of, row.ref, row.name, group.currency, *amounts, str(row.invoices), oldest)


def _payment_rows(page: PaymentsPage, as_of: date) -> Iterator[tuple[Cell, ...]]:
    for row in page.payments:
        settled = ", ".join(one.number for one in row.settled)
        paid_on = row.paid_on if row.is_day_known else None
        amounts = (_amount(row.minor, row.currency), settled, _amount(row.left_minor, row.currency))
        who = (row.client_ref, row.client_name, row.currency)
        yield (as_of, row.ref, paid_on, *who, *amounts, "yes" if row.is_taken_back else "")


def _invoice_rows(page: InvoicesPage) -> Iterator[tuple[Cell, ...]]:
    for row in page.invoices:
        sums = (row.total_minor, row.open_minor, row.overdue_minor)
        amounts = (_amount(minor, row.currency) for minor in sums)
        who = (row.number, row.client_ref, row.client_name)
        said = (_expected(row.outlook), *_state(row))
        risk = None if row.outlook is None else _amount(row.outlook.at_risk_minor, row.currency)
        yield (page.as_of, *who, row.issued_on, row.due_on, row.currency, *amounts, risk, *said)


def _expected(outlook: StoredOutlook | None) -> Cell:
    """The day on which it is expected, as the list says it."""
    if outlook is None:
        return None
    return "probably never" if outlook.is_doubtful and outlook.own_on is None else outlook.shown_on


def _state(row: InvoiceListRow) -> tuple[str, str]:
    """The state of an invoice, and how many days it is late where it is."""
    if not row.open_minor:
        return "settled", ""
    return ("overdue", str(row.days_late)) if row.days_late > 0 else ("not yet due", "")


def _client_rows(page: ClientsPage) -> Iterator[tuple[Cell, ...]]:
    for row in page.clients:
        share, usual = row.habits.on_time_share, row.habits.median
        paying = (
            str(row.habits.invoices),
            "" if share is None else str(round(share * 100)),
            "" if usual is None else str(usual),
            row.standing.current,
            row.standing.payment,
            *(_value(field.kind, row.values.get(field.ref, "")) for field in page.fields),
        )
        currencies = in_own_order({*row.open_minor, *row.overdue_minor, *row.on_account_minor}) or [""]
        for currency in currencies:
            sums = (row.open_minor, row.overdue_minor, row.on_account_minor)
            amounts = (_amount(of.get(currency), currency) for of in sums)
            yield (page.as_of, row.ref, row.name, currency, *amounts, *paying)


def _value(kind: str, text: str) -> Cell:
    """A value of a custom field; a number and a day as the file has them."""
    if text and kind == "number":
        return Decimal(text)
    return date.fromisoformat(text) if text and kind == "date" else text


def _amount(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else Decimal(minor).scaleb(-EXPONENTS.get(currency, 2))


def _write(sheet: Sheet, target: IO[bytes], kind: str) -> None:
    if kind == "xlsx":
        with TemporaryDirectory(prefix="mainstay-list-") as folder:
            write_workbook([sheet], target, Path(folder))
    else:
        write_csv(sheet, target)
