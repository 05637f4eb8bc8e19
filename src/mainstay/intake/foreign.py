"""Files that are something else (bank statements, time entries, projects, vendors), known so that we can say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.intake.headers import OURS, header_key
from mainstay.intake.mapping import Layout, recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONEY_OWED: Final = ("Client", "Client Name", "Customer", "Customer Name", "Invoice Number", "Invoice", "Invoice #")


def _foreign(code: str, *signature: str, without: tuple[str, ...] = ()) -> Layout:
    return Layout(f"{code}:{len(signature)}", code, code, {}, signature, without)


FOREIGN: Final = (
    _foreign("is_bank_statement", "Date", "Description", "Amount", without=_MONEY_OWED),
    _foreign("is_bank_statement", "Date", "Description", "Credit", "Debit", without=_MONEY_OWED),
    _foreign("is_bank_statement", "Date", "Amount", "Payee", "Check Number", without=_MONEY_OWED),
    _foreign("is_time_entries", "Project", "Client", "Start Date", "Start Time", "Duration (h)"),
    _foreign("is_time_entries", "Client", "Project", "Description", "Start date", "Start time", "Duration"),
    _foreign("is_time_entries", "description", "billable", "client", "project", "start", "end"),
    _foreign("is_time_entries", "Date", "Client", "Project", "Task", "Hours"),
    _foreign("is_projects", "Project", "Client", "Tracked (h)", "Estimated (h)"),
    _foreign("is_projects", "name", "client", "billable_rate", "estimated_time"),
    _foreign("is_projects", "Client", "Project", "Project Code", "Budget", "Budget Spent"),
    _foreign("is_expenses", "Client", "Project", "Notes", "Amount", "Date", without=("Invoice Number",)),
    _foreign("is_vendors", "vendor_name", "vendor_currency"),
)
"""Headers that carry neither clients nor invoices; `kind` is the code of the refusal."""

_NUMBER_KEYS: Final = frozenset(
    {"invoicenumber", "invoice#", "invoiceno", "invoiceno.", "invoiceid", "documentnumber", "faturano",
     "faturanumarasi"},
)  # fmt: skip
_DATE_KEYS: Final = frozenset(
    {"invoicedate", "dateissued", "documentdate", "faturatarihi", "duedate", "vadetarihi", "amount", "total", "tutar",
     "amount(onecolumn)"},
)  # fmt: skip


def foreign_kind(header: Sequence[str]) -> str | None:
    """Give the code of what a header is when it carries neither clients nor invoices; None when it may."""
    found = recognise(header, FOREIGN)
    return found.kind if found else None


def has_invoices(header: Sequence[str]) -> bool:
    """Say whether a header speaks of invoices, whoever wrote it: their number and their date or amount are in it."""
    keys = {header_key(name) for name in header if not name.startswith(OURS)}
    return (not keys.isdisjoint(_NUMBER_KEYS) and not keys.isdisjoint(_DATE_KEYS)) or keys >= {"due", "total"}
