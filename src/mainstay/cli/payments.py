"""The list of payments in a terminal, filtered and sorted as in the app, and as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mainstay.billing.rules.payment_filter import SHOWN, TURNED
from mainstay.cli.opening import Asked, opened, refuse
from mainstay.cli.reading import AS_OF, JSON, PAYMENT_SORT, REVERSE, WHO, Day, work_asked
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from mainstay.overview.queries.payments import PaymentsPage


@click.command(help=_("List payments, 50 at a time, the latest first. --csv writes all that fit to a file."))
@click.option("--search", default="", help=_("Only payments of clients, or on invoices, that hold this."))
@click.option("--currency", default="", help=_("Only payments in this currency (GBP)."))
@click.option("--show", "shown", type=click.Choice(SHOWN), default="all", help=_("All, left on account, or reversed."))
@click.option("--since", type=Day(), help=_("Only payments of this day or later (2026-03-31)."))
@AS_OF
@click.option("--sort", type=PAYMENT_SORT, default="paid", help=_("The sort order."))
@REVERSE
@click.option("--page", "number", type=click.IntRange(1), default=1, show_default=True, help=_("Which page."))
@click.option("--csv", "out", type=click.Path(path_type=Path), help=_("Where it is written, as CSV."))
@WHO
@JSON
@click.pass_obj
def payments(
    asked: Asked,
    /,
    as_of: date | None,
    number: int,
    out: Path | None,
    sort: str,
    who: str | None,
    *,
    is_turned: bool,
    is_json: bool,
    **said: Any,
) -> None:
    """Print a page of payments, or write all of them to a file."""
    with opened(asked) as book:
        from mainstay.billing.rules.payment_filter import PaymentFilter
        from mainstay.cli import pages, show
        from mainstay.overview.queries.list_files import write_payments
        from mainstay.overview.queries.payments import payments_page
        from mainstay.rates.queries.rates import total_at_rates
        from mainstay.schemas.billing import payment_list_document
        from mainstay.schemas.rates import total_document

        wanted = PaymentFilter(until=as_of, people=work_asked(book, who), sort=sort + TURNED * is_turned, **said)
        if out is not None:
            try:
                with out.open("wb") as file:
                    write_payments(file, "csv", wanted=wanted, today=book.today, by=book.by)
            except OSError as error:
                refuse(_("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror})
            click.echo(_("The payments are in %(file)s.") % {"file": out})
            return
        page = payments_page(wanted=wanted, today=book.today, number=number, by=book.by)
        total = total_at_rates(sums=page.minor, as_of=as_of or book.today, by=book.by)
        if is_json:
            show.as_json({**payment_list_document(page), "total_at_rates": total_document(total)})
            return
        _print(page)
        pages.print_total(total)


def _print(page: PaymentsPage) -> None:
    from mainstay.cli.show import Column, amounts, console, day, money, table

    out = console()
    if not page.payments:
        empty = _("There are no payments yet: record one with “mainstay record payment”.")
        out.print(empty if page.is_book_empty else _("No matching payments."))
        return
    columns = [
        Column(_("paid on")),
        Column(_("client"), words=18),
        Column(_("amount"), is_figure=True),
        Column(_("applied to"), words=16),
        Column(_("left on account"), is_figure=True),
        Column("", is_typed=True),
    ]
    rows = [
        [
            day(one.paid_on) if one.is_day_known else "-",
            one.client_name,
            money(one.minor, one.currency),
            ", ".join(settled.number for settled in one.settled) or "-",
            money(one.left_minor, one.currency) if one.left_minor else "-",
            one.ref,
        ]
        for one in page.payments
    ]
    out.print(table(columns, rows))
    counted = ngettext("%(count)d payment", "%(count)d payments", page.count) % {"count": page.count}
    out.print(f"{counted} · {_('Received: %(sums)s') % {'sums': amounts(page.minor) or '0'}}")
    if page.left_minor:
        out.print(_("Left on account: %(sums)s") % {"sums": amounts(page.left_minor)})
    if page.pages > 1:
        out.print(_("Page %(here)s of %(all)s") % {"here": page.number, "all": page.pages})
