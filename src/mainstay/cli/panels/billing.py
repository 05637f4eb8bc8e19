"""What billing shows in a terminal: the latest payments of a client, what is not in the book, what a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.phrases.sentences import unbooked_sentence
from mainstay.cli.show import Column, console, day, money, table
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from mainstay.billing.queries.found import InvoiceFound, PaymentFound
    from mainstay.billing.queries.panels import PaymentsPanel, UnbookedPanel


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


def print_unbooked(panel: UnbookedPanel) -> None:
    """What of imported files is not in the book."""
    for one in panel.sums:
        console().print(unbooked_sentence(one) + " " + _("See “mainstay imports unbooked”."))


def found_invoices(rows: Sequence[InvoiceFound]) -> Table:
    """The invoices that a search found, as a table."""
    shown = [
        [
            i.number,
            i.client_name,
            day(i.issued_on),
            money(i.total_minor, i.currency),
            _("open: %(amount)s") % {"amount": money(i.open_minor, i.currency)} if i.open_minor else _("settled"),
        ]
        for i in rows
    ]
    return table([Column(""), Column("", words=20), Column(""), Column("", is_figure=True), Column("")], shown)


def found_payments(rows: Sequence[PaymentFound]) -> Table:
    """The payments that a search found, as a table."""
    shown = [
        [
            p.ref,
            p.client_name,
            day(p.paid_on) if p.is_day_known else _("day unknown"),
            money(p.minor, p.currency),
            p.note,
        ]
        for p in rows
    ]
    return table([Column(""), Column("", words=20), Column(""), Column("", is_figure=True), Column("")], shown)
