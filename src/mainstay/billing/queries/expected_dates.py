"""The days on which people expect invoices to be paid: which stand on a day, and how near they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries.fragments import OWN_DATE_STANDS
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from datetime import date

_STANDING: Final = f"""
    SELECT d.invoice_id, d.expected_on, d.reason, d.set_by FROM billing_expecteddate d
    WHERE {OWN_DATE_STANDS.format(own="d")}
"""
_OF_INVOICE: Final = """
    SELECT d.expected_on, d.reason, d.set_by FROM billing_expecteddate d
    WHERE d.invoice_id = %(invoice)s AND d.set_on <= %(today)s AND (d.ended_on IS NULL OR d.ended_on > %(today)s)
"""


class _Standing(NamedTuple):
    invoice_id: int
    expected_on: object
    reason: str
    set_by: str


class OwnDate(NamedTuple):
    """The day on which somebody expects an invoice to be paid, why, and who says so."""

    expected_on: date
    reason: str
    set_by: str


def expected_dates(*, as_of: date) -> dict[int, OwnDate]:
    """When each invoice is expected by somebody, by the invoice's id; not what had passed at the end of the day."""
    found = rows(_Standing, _STANDING, {"today": as_of})
    return {row.invoice_id: OwnDate(as_day(row.expected_on), row.reason, row.set_by) for row in found}


def expected_days(*, as_of: date) -> dict[int, date]:
    """The days alone of `expected_dates`."""
    return {invoice: one.expected_on for invoice, one in expected_dates(as_of=as_of).items()}


def own_date_of(*, invoice_id: int, as_of: date) -> OwnDate | None:
    """The expected date of one invoice at the end of a day, though it may have passed; None where none was set."""
    found = rows(OwnDate, _OF_INVOICE, {"invoice": invoice_id, "today": as_of})
    return found[0]._replace(expected_on=as_day(found[0].expected_on)) if found else None
