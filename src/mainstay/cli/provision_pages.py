"""The provision for doubtful debts in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.phrases.sentences import AGES
from mainstay.cli.pages import no_invoices
from mainstay.cli.show import Column, console, day, figure, fitting, percent, table
from mainstay.cli.words import _
from mainstay.scoring.phrases import unscored_sentence

if TYPE_CHECKING:
    from mainstay.scoring.queries.provision import CurrencyProvision, Provision, ProvisionPage


def print_provision(page: ProvisionPage) -> None:
    """Print the provision, in each currency by age and by client."""
    out = console()
    out.print(_("Provision for doubtful debts at the end of %(day)s") % {"day": day(page.as_of)}, style="bold")
    if not page.currencies:
        out.print(no_invoices() if page.is_book_empty else _("Nobody owes you anything."))
        return
    if page.scored_on is None:
        out.print(_("No forecast yet: it runs overnight, or run “mainstay score” now."))
        return
    out.print(_("Based on the forecast of %(day)s.") % {"day": day(page.scored_on)})
    for group in page.currencies:
        _print_currency(group)


def _print_currency(group: CurrencyProvision) -> None:
    out, code = console(), group.currency

    def cells(one: Provision) -> list[str]:
        return [figure(one.open_minor, code), percent(one.share), figure(one.provision_minor, code)]

    figures = [Column(name, is_figure=True) for name in (_("open"), _("share"), _("provision"))]
    ages = [[str(name), *cells(one)] for name, one in zip(AGES.values(), group.ages, strict=True) if one.open_minor]
    total = [_("Total"), *cells(group.total)]
    out.print()
    out.print(table([Column(code), *figures], [*ages, total]))
    headings = [Column(_("client"), words=20), *figures]
    clients = [[client.name, *cells(client.total)] for client in group.clients] + [total]
    fitted = fitting(headings, clients, spare=[2])
    out.print()
    out.print(table([headings[p] for p in fitted], [[row[p] for p in fitted] for row in clients]))
    if group.unscored:
        out.print(unscored_sentence(group.unscored), style="dim")
