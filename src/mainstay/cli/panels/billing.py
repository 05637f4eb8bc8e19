"""The panels of billing in a terminal: the latest payments of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.cli.show import Column, console, day, money, table
from mainstay.cli.words import _

if TYPE_CHECKING:
    from mainstay.billing.queries.panels import PaymentsPanel


def print_payments(panel: PaymentsPanel) -> None:
    """The latest payments as a table."""
    if not panel.payments:
        return
    out = console()
    headings = [Column(_("paid on"), is_figure=True), Column(_("amount"), is_figure=True), Column("")]
    rows = [
        [day(p.paid_on) if p.is_day_known else _("day unknown"), money(p.minor, p.currency), p.note]
        for p in panel.payments
    ]
    out.print()
    out.print(_("Latest payments"), style="bold")
    out.print(table(headings, rows))
