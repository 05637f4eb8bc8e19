"""The statement of account of a client: printed, as JSON, or as a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import Asked, opened, refuse
from mainstay.cli.reading import JSON, Day
from mainstay.cli.words import _

if TYPE_CHECKING:
    from datetime import date


@click.command(help=_("Show what CLIENT owed, was invoiced and paid in a period; --out writes it as CSV."))
@click.argument("client")
@click.option("--since", type=Day(), help=_("The first day (2026-01-01); the beginning of the year if not given."))
@click.option("--until", type=Day(), help=_("The last day; today if not given."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Where it is written, as CSV."))
@JSON
@click.pass_obj
def statement(
    asked: Asked, client: str, since: date | None, until: date | None, out: Path | None, *, is_json: bool
) -> None:
    """Print the statement."""
    with opened(asked) as book:
        from mainstay.billing.queries.statements import client_statement
        from mainstay.cli import show
        from mainstay.clients.queries.fetching import client_called
        from mainstay.firm.queries.firms import firm_details
        from mainstay.firm.rules.bank_accounts import accounts_in
        from mainstay.overview.phrases import STATEMENT_KINDS
        from mainstay.overview.queries.statement_file import write_statement
        from mainstay.schemas.billing import statement_document

        last = until or book.today
        ref = client_called(wanted=client, by=book.by).ref
        page = client_statement(ref=ref, since=since or last.replace(month=1, day=1), until=last, by=book.by)
        firm = firm_details()
        if out is not None:
            try:
                with out.open("wb") as file:
                    write_statement(file, page, firm)
            except OSError as error:
                refuse(_("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror})
        if is_json:
            show.as_json(statement_document(page, firm))
            return
        if out is not None:
            click.echo(_("The statement is in %(file)s.") % {"file": out})
            return
        console = show.console()
        for line in filter(None, (firm.legal, ", ".join(firm.address.splitlines()), firm.tax_line)):
            console.print(line, style="dim")
        console.print(f"{page.name} · {show.day(page.since)} – {show.day(page.until)}", style="bold")
        for group in page.currencies:
            code = group.currency
            columns = [show.Column(_("day"), is_figure=True), show.Column("", words=20)]
            columns += [show.Column(code, is_figure=True), show.Column(_("balance"), is_figure=True)]
            rows = [[show.day(page.since), _("Opening balance"), "", show.figure(group.opening_minor, code)]]
            rows += [
                [show.day(entry.on), f"{STATEMENT_KINDS[entry.kind]} {entry.number}".strip(),
                 show.figure(entry.minor, code), show.figure(balance, code)]
                for entry, balance in group.lines
            ]  # fmt: skip
            console.print(show.table(columns, rows))
            console.print(_("Of which overdue") + ": " + show.money(group.overdue_minor, code))
            for one in accounts_in(firm.bank_accounts, code):
                pay_to = " ".join(filter(None, (one.bank, one.shown_number)))
                console.print(_("Please pay in %(currency)s to: %(account)s") % {"currency": code, "account": pay_to})
