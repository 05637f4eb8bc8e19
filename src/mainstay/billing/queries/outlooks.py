"""Invoices with their outlook: as it is kept beside what is open, and by name for an outlook worked out elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.queries.fragments import (
    AT_RISK,
    NEXT_DUE,
    OPEN_ON_A_PAST_DAY,
    OUTLOOK_COLUMNS,
    OUTLOOK_JOIN,
    OWN_DATE_JOIN,
    OutlookRow,
)
from mainstay.clients.queries.fragments import CLIENT
from mainstay.store.sql import among, joined_rows, rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


class NamedInvoice(NamedTuple):
    """An invoice and who it was issued to; days as the engine returns them, `due_on` that of the earliest open part."""

    id: int
    ref: str
    number: str
    client_ref: str
    client_name: str
    currency: str
    issued_on: object
    due_on: object
    open_minor: int


class OutlookToStore(NamedTuple):
    """The outlook of one open invoice as it is written: ISO days, chances in millionths, the reason as JSON."""

    invoice_id: int
    as_of: str
    version: int
    early_on: str
    expected_on: str
    late_on: str
    late_ppm: int
    late30_ppm: int
    never_ppm: int
    reason: str


_COLUMNS: Final = f"""
    i.id, i.ref, i.number, c.ref AS client_ref, c.name AS client_name, i.currency, i.issued_on,
    {NEXT_DUE.format(i="i")} AS due_on, i.open_minor
"""
_OF_CLIENT: Final = CLIENT.format(of="i.client_id")
_OPEN: Final = f"""
    SELECT {_COLUMNS}, {OUTLOOK_COLUMNS}
    FROM billing_invoice i {_OF_CLIENT} {OUTLOOK_JOIN} {OWN_DATE_JOIN} WHERE i.open_minor > 0
"""


def open_with_outlook(*, as_of: date) -> list[tuple[NamedInvoice, OutlookRow]]:
    """Every invoice that is open now, with what was forecast of it by a day."""
    return joined_rows(NamedInvoice, OutlookRow, _OPEN, {"today": as_of})


def named_invoices(ids: Collection[int]) -> dict[int, NamedInvoice]:
    """These invoices by id."""
    statement = f"SELECT {_COLUMNS} FROM billing_invoice i {_OF_CLIENT} WHERE i.id IN ({among(ids)})"
    return {row.id: row for row in rows(NamedInvoice, statement)}


class RiskSum(NamedTuple):
    """Of what is open in one currency the money at risk, in minor units, and how many invoices were not scored yet.

    `at_risk_minor` is None where none was.
    """

    currency: str
    at_risk_minor: int | None
    unscored: int


_RISK_SUMS: Final = f"""
    SELECT i.currency, SUM({AT_RISK.format(i="i", o="o")}) AS at_risk_minor,
           SUM(CASE WHEN o.invoice_id IS NULL THEN 1 ELSE 0 END) AS unscored
    FROM {{open_invoices}} i {OUTLOOK_JOIN} WHERE i.open_minor > 0 GROUP BY i.currency ORDER BY i.currency
"""
"""A RiskSum of each currency of what is open in `{open_invoices}`."""


def risk_sums(*, as_of: date, now: bool) -> list[RiskSum]:
    """What is at risk of all that was open at the end of a day, by what was forecast of each invoice by then.

    `now` is what `is_current` says of the day.
    """
    statement = _RISK_SUMS.format(open_invoices="billing_invoice" if now else "owed")
    if not now:
        statement = f"WITH {OPEN_ON_A_PAST_DAY} {statement}"
    return [
        RiskSum(row.currency, None if row.at_risk_minor is None else int(row.at_risk_minor), int(row.unscored))
        for row in rows(RiskSum, statement, {"today": as_of})
    ]
