"""The forecast for anyone's export: a ledger in, a table of payment days out; no book is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import Asked, faults, refuse, start
from mainstay.cli.reading import Day
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from mainstay.book.formats.outlook_files import Invoices

_SHOWN = 10


@click.command(
    help=_(
        "Foresee when invoices are paid, from a CSV or XLSX file with the columns invoice_id, client_id, issued_on, "
        "due_on, amount, currency, paid_on (empty while open) and, if known, written_off_on, disputed_on, channel, "
        "client_group. No book is needed."
    )
)
@click.option("--ledger", type=click.Path(path_type=Path), required=True, help=_("All invoices up to the day."))
@click.option("--as-of", type=Day(), required=True, help=_("As known at the end of this day (2026-03-31)."))
@click.option(
    "--targets", type=click.Path(path_type=Path), help=_("The invoices to foresee; otherwise all that are open.")
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help=_("Where the forecast is written, as CSV."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def outlook(asked: Asked, ledger: Path, as_of: date, targets: Path | None, out: Path, *, is_json: bool) -> None:
    """Foresee the open invoices of a ledger, or those asked about."""
    with faults():
        start(asked)
        from mainstay.book.formats.outlook_files import as_ledgers, write_outlook
        from mainstay.cli.show import as_json, day
        from mainstay.insight.fitting import fit
        from mainstay.insight.outlook import outlook as foresee
        from mainstay.insight.phrases import outlook_sentence
        from mainstay.insight.priors import VERSION

        wished = None if targets is None else _read(targets, with_payments=False)
        book, invoices, rows, ids = as_ledgers(_read(ledger, with_payments=True), wished, as_of)
        firm = fit(book, as_of.toordinal())
        seen = foresee(firm, book, as_of.toordinal(), invoices, rows)
        try:
            write_outlook(out, ids, seen, (outlook_sentence(seen.reason(place)) for place in range(len(seen))))
        except OSError as error:
            refuse(_("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror})
        if is_json:
            as_json({"as_of": as_of, "invoices": len(ids), "payments": firm.paid, "version": VERSION, "out": str(out)})
            return
        click.echo(
            ngettext(
                "%(count)d invoice foreseen as of %(day)s; the forecast is in %(file)s.",
                "%(count)d invoices foreseen as of %(day)s; the forecast is in %(file)s.",
                len(ids),
            )
            % {"count": len(ids), "day": day(as_of), "file": out}
        )
        if firm.paid:
            told = ngettext("Learnt from %(count)d payment.", "Learnt from %(count)d payments.", firm.paid)
            click.echo(told % {"count": firm.paid})
        else:
            click.echo(_("No payment is known yet, so it rests on what is usual elsewhere."))


def _read(file: Path, *, with_payments: bool) -> Invoices:
    """Read a table, or say what is wrong with it."""
    from mainstay.book.formats.outlook_files import FaultyRows, read_invoices
    from mainstay.book.phrases import table_sentence
    from mainstay.intake.phrases import sentence
    from mainstay.intake.records import Unreadable

    try:
        return read_invoices(file, with_payments=with_payments)
    except Unreadable as unreadable:
        refuse(sentence(unreadable.problem))
    except FaultyRows as faulty:
        lines = [table_sentence(file.name, problem) for problem in faulty.problems[:_SHOWN]]
        if (more := len(faulty.problems) - _SHOWN) > 0:
            lines.append(ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more})
        refuse("\n".join(lines))
