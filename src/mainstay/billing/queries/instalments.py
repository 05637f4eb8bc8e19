"""The instalments of invoices: those of one, and what was open of all at the end of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.models import Instalment
from mainstay.billing.rules.instalments import open_of_instalment
from mainstay.store.sql import among, as_day, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from mainstay.billing.models import Invoice

_OPEN: Final = """
    SELECT k.invoice_id, i.client_id, i.currency, k.due_on, k.minor, k.later_minor,
           i.total_minor - COALESCE((SELECT SUM(a.minor) FROM billing_allocation a
                                     WHERE a.invoice_id = i.id AND a.allocated_on <= %(today)s), 0) AS open_minor
    FROM billing_instalment k JOIN billing_invoice i ON i.id = k.invoice_id
    WHERE NOT (i.issued_on > %(today)s) {of} ORDER BY k.invoice_id, k.due_on
"""
"""Every instalment of invoices issued by the day, with what was open of its invoice at the end of it; `{of}` is a
condition on `i`, with AND before it."""


class InstalmentLine(NamedTuple):
    """A part of an invoice that falls due on a day of its own, and what is open of it now."""

    due_on: date
    minor: int
    open_minor: int

    @property
    def is_partly_paid(self) -> bool:
        """Whether something of it is settled, and not all."""
        return 0 < self.open_minor < self.minor


class OpenPart(NamedTuple):
    """What was open of an instalment; `is_last`: it falls due on the last day of its invoice."""

    invoice_id: int
    client_id: int
    currency: str
    due_on: date
    open_minor: int
    is_last: bool


class _Row(NamedTuple):
    invoice_id: int
    client_id: int
    currency: str
    due_on: object
    minor: int
    later_minor: int
    open_minor: int


def instalments_of(invoice: Invoice) -> tuple[InstalmentLine, ...]:
    """The instalments of an invoice, the earliest first; none of most."""
    found = Instalment.objects.filter(invoice=invoice).order_by("due_on").values_list("due_on", "minor", "later_minor")
    return tuple(
        InstalmentLine(due_on, minor, open_of_instalment(minor, later, invoice.open_minor))
        for due_on, minor, later in found
    )


def next_due(invoice: Invoice, instalments: Sequence[InstalmentLine]) -> date:
    """The day on which the earliest open part of an invoice falls due; its last due date where nothing is open."""
    return next((one.due_on for one in instalments if one.open_minor), invoice.due_on)


def open_parts(*, as_of: date, clients: Collection[int] | None = None) -> list[OpenPart]:
    """What was open of each instalment at the end of a day, of the invoices of all clients or of these, by invoice.

    Invoices without instalments are not among them.
    """
    of = "" if clients is None else f"AND i.client_id IN ({among(clients)})"
    found = []
    for row in rows(_Row, _OPEN.format(of=of), {"today": as_of}):
        minor = open_of_instalment(int(row.minor), int(row.later_minor), int(row.open_minor))
        if minor:
            part = (row.invoice_id, row.client_id, row.currency, as_day(row.due_on), minor, not row.later_minor)
            found.append(OpenPart(*part))
    return found
