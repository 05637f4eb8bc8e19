"""The days on which people expect invoices to be paid: which stand on a day, how near they came."""

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
_PAID: Final = """
    SELECT d.expected_on, d.forecast_on, i.settled_on
    FROM billing_expecteddate d JOIN billing_invoice i ON i.id = d.invoice_id
    WHERE d.forecast_on IS NOT NULL AND i.settled_on >= d.set_on AND i.settled_on <= %(today)s
          AND i.is_settled_day_known AND i.paid_minor > 0 AND i.written_off_minor = 0
          AND (d.ended_on IS NULL OR d.ended_on > d.expected_on)
"""


class _Standing(NamedTuple):
    invoice_id: int
    expected_on: object
    reason: str
    set_by: str


class _Paid(NamedTuple):
    expected_on: object
    forecast_on: object
    settled_on: object


class OwnDate(NamedTuple):
    """The day on which somebody expects an invoice to be paid, why, and who says so."""

    expected_on: date
    reason: str
    set_by: str


class OwnDatesRecord(NamedTuple):
    """How often the day that somebody expected was nearer to the payment than the forecast's, or it, or neither."""

    own: int = 0
    forecast: int = 0
    equal: int = 0

    @property
    def compared(self) -> int:
        """How many dates can be compared."""
        return sum(self)


def own_dates_record(*, as_of: date) -> OwnDatesRecord:
    """Compare each expected date of an invoice that is paid by the end of a day with what the forecast said then.

    A date changed or removed before it had passed is left out, for it was taken back in time; one that passed unpaid
    counts, though another was set after it. So does no invoice that was written off, or paid on a day nobody knows.
    """
    counts = [0, 0, 0]
    for row in rows(_Paid, _PAID, {"today": as_of}):
        paid_on = as_day(row.settled_on)
        own, forecast = (abs((as_day(on) - paid_on).days) for on in (row.expected_on, row.forecast_on))
        counts[0 if own < forecast else 1 if forecast < own else 2] += 1
    return OwnDatesRecord(*counts)


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
