"""The panels of scoring in a terminal: what is open and when it will be paid, how a client pays, their standing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding

from mainstay.cli.outlook_pages import not_stored, outlook_words
from mainstay.cli.pages import days_text, invoice_state, partly_overdue
from mainstay.cli.show import Column, amounts, console, day, money, number, percent, table
from mainstay.cli.standing_pages import print_current_ratings
from mainstay.cli.words import _
from mainstay.insight.outlook_phrases import outlook_sentence
from mainstay.scoring.phrases import inactive_sentence

if TYPE_CHECKING:
    from mainstay.scoring.queries.panels import (
        HabitsPanel,
        InactivePanel,
        OpenInvoicesPanel,
        OutlooksPanel,
        StandingPanel,
    )


def print_standing(panel: StandingPanel) -> None:
    """Both ratings that hold."""
    print_current_ratings(panel.ratings)


def print_inactive(panel: InactivePanel) -> None:
    """Since when the book is inactive."""
    if panel.since is not None:
        console().print(inactive_sentence(panel.since))


def print_habits(panel: HabitsPanel) -> None:
    """How they pay, as a table."""
    out, habits = console(), panel.habits
    out.print()
    if habits.median is None or habits.mean is None or habits.on_time_share is None:
        out.print(_("No payments to go by yet."))
        return
    directions = {
        "slower": _("getting slower"),
        "faster": _("getting faster"),
        "steady": _("as before"),
        "unknown": _("too few payments to say"),
    }
    rows = [
        [
            _("invoices"),
            _("%(all)d (%(paid)d paid, %(open)d open)")
            % {"all": habits.invoices, "paid": habits.paid, "open": habits.open},
        ],
        [_("on time"), percent(habits.on_time_share)],
        [_("usually pays"), days_text(habits.median)],
        [
            _("on average"),
            days_text(round(habits.mean, 1)) + ("" if habits.spread is None else f" (± {number(habits.spread, 1)})"),
        ],
        [_("longest"), "-" if habits.longest is None else days_text(habits.longest)],
        [_("last"), "-" if habits.last is None else days_text(habits.last)],
        [_("trend"), directions[habits.direction]],
    ]
    out.print(_("How they pay"), style="bold")
    out.print(table([Column(""), Column("")], rows))


def print_open_invoices(panel: OpenInvoicesPanel) -> None:
    """What is owed and on account, and the open invoices as a table."""
    out = console()
    for currency, ageing in panel.ageing.items():
        out.print(
            _("Owes %(open)s, of which %(overdue)s is overdue.")
            % {"open": money(ageing.open_minor, currency), "overdue": money(ageing.overdue_minor, currency)}
        )
    if panel.on_account_minor:
        out.print(_("Unallocated payments: %(amounts)s") % {"amounts": amounts(panel.on_account_minor)})
    if panel.invoices:
        headings = [Column(_("invoice")), *(Column(n, is_figure=True) for n in (_("issued"), _("due"), _("open")))]
        rows = [
            [
                i.number,
                day(i.issued_on),
                day(i.due_on),
                money(i.open_minor, i.currency),
                invoice_state(i.days_late, is_disputed=i.is_disputed, overdue=partly_overdue(i)),
            ]
            for i in panel.invoices
        ]
        out.print()
        out.print(_("Open invoices"), style="bold")
        out.print(table([*headings, Column("")], rows))


def print_outlooks(panel: OutlooksPanel) -> None:
    """Print when the open invoices of a client will be paid, and why."""
    out = console()
    seen = [(one, one.outlook) for one in panel.invoices if one.outlook is not None]
    out.print()
    if not seen:
        out.print(not_stored(panel.as_of), style="dim")
        return
    said = _("Payment forecast, as of %(day)s") % {"day": day(seen[0][1].as_of)}
    if at_risk := amounts(panel.at_risk_minor):
        said += " · " + _("%(amounts)s at risk") % {"amounts": at_risk}
    out.print(said, style="bold")
    for one, outlook in seen:
        out.print(f"· {one.number}: {outlook_words(outlook, one.days_late)}")
        terms = (one.due_on - one.issued_on).days
        why = outlook_sentence(outlook.reason, terms_days=terms, days_late=one.days_late)
        out.print(Padding(why, (0, 0, 0, 2), expand=False), style="dim")
