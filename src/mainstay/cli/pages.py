"""The pages of the book as a person reads them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.billing.phrases.sentences import AGES
from mainstay.cli.outlook_pages import expected_on, print_ahead
from mainstay.cli.show import (
    Column,
    amounts,
    console,
    day,
    figure,
    fitting,
    money,
    number,
    percent,
    table,
)
from mainstay.cli.words import _, ngettext
from mainstay.clients.phrases import planned
from mainstay.insight.phrases import STANDINGS
from mainstay.rates.phrases import total_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.billing.queries.receivables import Ageing, ReceivablesPage
    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.overview.queries.clients import ClientsPage
    from mainstay.overview.queries.invoices import InvoiceListRow, InvoicesPage
    from mainstay.rates.rules.converting import TotalAtRates
    from mainstay.scoring.queries.panels import OpenInvoiceLine
    from mainstay.scoring.rules.scores import CurrencyScores


def contact_line(contact: PlannedContact) -> str:
    """What is planned, and how far off it is."""
    days = contact.days
    if days < 0:
        when = ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
    else:
        when = _("today") if days == 0 else ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return f"{planned(contact.on, contact.way, contact.about)} ({when})"


def no_invoices() -> str:
    """What a list says in a book without invoices."""
    return _("There are no invoices yet: import them with “mainstay import invoices FILE”.")


def print_receivables(page: ReceivablesPage, scored: Mapping[str, CurrencyScores]) -> None:
    """Print what is owed, one table a currency; and when it is expected, as it was last scored."""
    out = console()
    out.print(_("Receivables at the end of %(day)s") % {"day": day(page.as_of)}, style="bold")
    if not page.currencies:
        out.print(no_invoices() if page.is_book_empty else _("Nobody owed you anything."))
    for group in page.currencies:
        rows = [aged(member.name, member.ageing, group.currency) for member in group.clients]
        rows.append(aged(_("Total"), group.ageing, group.currency))
        out.print()
        print_aged(group.currency, rows)
        if group.currency in scored:
            out.print()
            print_ahead(scored[group.currency])


def aged(name: str, ageing: Ageing, currency: str) -> list[str]:
    """What somebody owes, as a row of print_aged."""
    minors = (ageing.open_minor, ageing.overdue_minor, *ageing.buckets_minor)
    return [name, *(figure(minor, currency) if minor else "-" for minor in minors)]


def print_aged(heading: str, rows: list[list[str]], words: int = 20) -> None:
    """Print ageing rows; a bucket nobody is in goes, and in a narrow terminal first what can be worked out."""
    columns = [Column(heading, words=words)] + [Column(name, is_figure=True) for name in (_("open"), _("overdue"))]
    columns += [Column(name, is_figure=True) for name in map(str, AGES.values())]
    used = [place for place in range(len(columns)) if place < 3 or any(row[place] != "-" for row in rows)]  # noqa: PLR2004
    columns, rows = [columns[p] for p in used], [[row[p] for p in used] for row in rows]
    # What is not yet due can be worked out from the other two.
    current = 3 if 3 in used else 2  # noqa: PLR2004
    fitted = fitting(columns, rows, spare=[current, 2] if current != 2 else [2])  # noqa: PLR2004
    console().print(table([columns[p] for p in fitted], [[row[p] for p in fitted] for row in rows]))


def print_total(total: TotalAtRates | None) -> None:
    """What sums come to in the firm's currency, marked as converted; which rate is missing where one is."""
    if total is not None:
        console().print(total_sentence(total))


def days_text(days: float) -> str:
    """Days beyond terms in words: late, early, or on the day."""
    places = 0 if float(days).is_integer() else 1
    if days > 0:
        return _("%(days)s late") % {"days": days_counted(days, number(days, places))}
    if days < 0:
        return _("%(days)s early") % {"days": days_counted(-days, number(-days, places))}
    return _("on the day")


def days_counted(count: float, shown: str) -> str:
    """So many days, the count as it is shown."""
    return ngettext("%(count)s day", "%(count)s days", 1 if count == 1 else 2) % {"count": shown}


def print_clients(page: ClientsPage) -> None:
    """Print the list of clients, or why there is none."""
    out, rows = console(), page.clients
    if page.is_book_empty:
        out.print(_("There are no clients yet: import them with “mainstay import clients FILE”."))
        return
    if not rows:
        said = _("No clients match “%(search)s”: try part of the name.") % {"search": page.search}
        out.print(
            said if page.search else _("No matching clients: widen the search, or list all with “mainstay clients”.")
        )
        return
    headings = [
        Column(_("client"), words=18),
        Column(_("ref"), is_figure=True),
        Column(_("open"), is_figure=True),
        Column(_("overdue"), is_figure=True),
        Column(_("invoices"), is_figure=True),
        Column(_("on time"), is_figure=True),
        Column(_("usually pays"), words=13),
        Column(_("relationship"), words=14),
        Column(_("payment"), words=13),
    ]
    shown = []
    for row in rows:
        habits = row.habits
        shown.append(
            [
                row.name,
                row.ref,
                amounts(row.open_minor) or "-",
                amounts(row.overdue_minor) or "-",
                str(habits.invoices),
                "-" if habits.on_time_share is None else percent(habits.on_time_share),
                "-" if habits.median is None else days_text(habits.median),
                str(STANDINGS.get(row.standing.current, "-")),
                str(STANDINGS.get(row.standing.payment, "-")),
            ]
        )
    fitted = fitting(headings, shown, spare=[4, 5, 1, 6, 7, 8])
    out.print(table([headings[p] for p in fitted], [[row[p] for p in fitted] for row in shown]))
    out.print(ngettext("%(count)d client", "%(count)d clients", len(rows)) % {"count": len(rows)}, style="dim")


def print_invoices(page: InvoicesPage) -> None:
    """Print a page of invoices and how many there are."""
    out = console()
    if page.is_book_empty:
        out.print(no_invoices())
        return
    if not page.invoices:
        out.print(_("No matching invoices: list all with “mainstay invoices --state all”."))
        return
    headings = [
        Column(_("invoice")),
        Column(_("client"), words=18),
        *(Column(name, is_figure=True) for name in (_("issued"), _("due"), _("total"), _("open"))),
        Column(""),
        *(Column(name, is_figure=True) for name in (_("expected"), _("at risk"))),
    ]
    rows = [
        [
            row.number,
            row.client_name,
            day(row.issued_on),
            day(row.due_on),
            money(row.total_minor, row.currency),
            money(row.open_minor, row.currency),
            invoice_state(row.days_late, is_disputed=False, overdue=partly_overdue(row))
            if row.open_minor
            else _("settled"),
            expected_on(row.outlook),
            "-" if row.outlook is None else money(row.outlook.at_risk_minor, row.currency),
        ]
        for row in page.invoices
    ]
    # Nothing forecast, no column for it; the money at risk where one asks for it.
    is_seen = any(row.outlook for row in page.invoices)
    width = len(headings) - (0 if page.wanted.state == "risk" and is_seen else 1 if is_seen else 2)
    headings, rows = headings[:width], [row[:width] for row in rows]
    fitted = fitting(headings, rows, spare=[4, 2])
    out.print(table([headings[p] for p in fitted], [[row[p] for p in fitted] for row in rows]))
    said = ngettext("%(count)d invoice", "%(count)d invoices", page.count) % {"count": page.count}
    if at_risk := amounts(page.at_risk_minor):
        said += " · " + _("%(amounts)s at risk") % {"amounts": at_risk}
    if page.pages > 1:
        said += " · " + _("Page %(here)s of %(all)s") % {"here": page.number, "all": page.pages}
    out.print(said, style="dim")


def partly_overdue(row: InvoiceListRow | OpenInvoiceLine) -> str:
    """What is overdue of an invoice of which another instalment is not; "" where it is all or nothing."""
    return money(row.overdue_minor, row.currency) if row.is_partly_overdue else ""


def invoice_state(days_late: int, *, is_disputed: bool, overdue: str = "") -> str:
    """How late an invoice is, how much of it is `overdue` where it is not all, and whether it is disputed."""
    if days_late > 0:
        state = _("%(days)s late") % {"days": days_counted(days_late, str(days_late))}
    elif days_late == 0:
        state = _("due today")
    else:
        state = _("due in %(days)s") % {"days": days_counted(-days_late, str(-days_late))}
    if overdue:
        state = _("%(state)s (%(amount)s of it)") % {"state": state, "amount": overdue}
    return _("%(state)s, disputed") % {"state": state} if is_disputed else state
