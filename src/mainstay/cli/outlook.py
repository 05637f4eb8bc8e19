"""The forecast: of the open invoices of one's own book, of one of them, or of anyone's export without a book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from mainstay.cli.opening import Asked, Opened, faults, opened, refuse, start
from mainstay.cli.reading import Day
from mainstay.cli.vetting import require_vetted
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.problem import Reason
    from mainstay.scoring.formats.ledger_files import Invoices
    from mainstay.scoring.queries.forecasts import BookOutlook

_SHOWN = 10


@click.command(
    help=_(
        "Forecast when the open invoices of your book will be paid, as of the last update or of a day. With "
        "--ledger it needs no book: it reads a CSV or XLSX file with the columns invoice_id, client_id, issued_on, "
        "due_on, amount, currency, paid_on (empty while open) and, if known, written_off_on, disputed_on, channel, "
        "client_group."
    )
)
@click.option("--invoice", "number", help=_("Only this invoice of the book: why, and what would change it."))
@click.option("--ledger", type=click.Path(path_type=Path), help=_("All invoices up to the day, without a book."))
@click.option("--as-of", type=Day(), help=_("As known at the end of this day (2026-03-31)."))
@click.option(
    "--targets", type=click.Path(path_type=Path), help=_("The invoices to forecast; otherwise all that are open.")
)
@click.option("--out", type=click.Path(path_type=Path), help=_("Where the forecast is written, as CSV."))
@click.option(
    "--country", default="", help=_("Whose holidays are days off, with --ledger: GB, TR, or GB-SCT with its region.")
)
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def outlook(
    asked: Asked,
    number: str | None,
    ledger: Path | None,
    as_of: date | None,
    targets: Path | None,
    out: Path | None,
    country: str,
    *,
    is_json: bool,
) -> None:
    """Forecast the open invoices of the book or of a ledger, or those asked about."""
    if ledger is not None:
        with faults():
            start(asked)
            if as_of is None or out is None:
                refuse(_("A forecast from a file needs its day and a place to be written: add --as-of and --out."))
            if number is not None:
                refuse(_("--invoice is one of the book’s: leave it out, or leave out --ledger."))
            _of_ledger(ledger, as_of, targets, out, country.upper(), is_json=is_json)  # machine text
        return
    with opened(asked) as book:
        if country:
            refuse(_("--country goes with --ledger: your own book knows the country of the firm."))
        if targets is not None:
            refuse(_("--targets goes with --ledger: add it, or leave both out to forecast your own book."))
        if as_of is not None and as_of > book.today:
            refuse(_("That date is in the future: use today or an earlier day."))
        if number is not None:
            if as_of is not None or out is not None:
                refuse(_("--invoice shows one invoice as of today: leave out --as-of and --out."))
            _of_invoice(book, number, is_json=is_json)
        else:
            _of_book(book, as_of, out, is_json=is_json)


def _of_invoice(book: Opened, number: str, *, is_json: bool) -> None:
    """Print one invoice of the book and what would change its outlook."""
    from mainstay.billing.queries.fetching import invoice_ref
    from mainstay.cli import outlook_pages
    from mainstay.cli.show import as_json
    from mainstay.overview.queries.invoice import invoice_page
    from mainstay.schemas import json_documents
    from mainstay.scoring.queries.forecasts import what_would_change

    ref = invoice_ref(wanted=number, by=book.by)
    page = invoice_page(ref=ref, as_of=book.today, by=book.by)
    changing = what_would_change(invoice_ref=ref, as_of=book.today, by=book.by)
    if is_json:
        as_json(json_documents.changing_document(page, changing))
    else:
        outlook_pages.print_changing(page, changing)


def _of_book(book: Opened, as_of: date | None, out: Path | None, *, is_json: bool) -> None:
    """Print what is kept, or what was known on a day; a book never scored is scored for this once."""
    from mainstay.cli import outlook_pages
    from mainstay.cli.show import as_json
    from mainstay.schemas import json_documents
    from mainstay.scoring.queries.forecasts import live_book_outlook, stored_book_outlook

    page = stored_book_outlook(as_of=book.today, by=book.by) if as_of is None else None
    if page is None or page.as_of is None:
        page = live_book_outlook(as_of=as_of or book.today, by=book.by)
    if out is not None:
        _write(page, out)
    if is_json:
        as_json(json_documents.outlook_document(page))
    elif out is None:
        outlook_pages.print_outlook(page)
    else:
        _say_written(len(page.invoices), page.as_of or book.today, out)


def _write(page: BookOutlook, out: Path) -> None:
    """Write the outlook as a table, in the columns of a forecast from a file."""
    from mainstay.insight.outlook_phrases import outlook_sentence
    from mainstay.scoring.formats.ledger_files import write_rows

    whole = 1_000_000
    rows = (
        (
            one.number,
            one.outlook.late_ppm / whole,
            one.outlook.late30_ppm / whole,
            (one.outlook.early_on - one.issued_on).days,
            (one.outlook.expected_on - one.issued_on).days,
            (one.outlook.late_on - one.issued_on).days,
            one.outlook.never_ppm / whole,
            outlook_sentence(
                one.outlook.reason,
                terms_days=(one.due_on - one.issued_on).days,
                days_late=(one.outlook.as_of - one.due_on).days,
            ),
        )
        for one in page.invoices
    )
    try:
        write_rows(out, rows)
    except OSError as error:
        _cannot_write(out, error)


def _of_ledger(ledger: Path, as_of: date, targets: Path | None, out: Path, country: str, *, is_json: bool) -> None:
    """Forecast from files, without a book."""
    from mainstay.cli.show import as_json
    from mainstay.firm.rules.holidays import is_country
    from mainstay.insight.calibration import learnt
    from mainstay.insight.outlook import outlook as predicted
    from mainstay.insight.outlook_phrases import outlook_sentence
    from mainstay.insight.priors import VERSION
    from mainstay.scoring.formats.ledger_files import as_ledgers, write_outlook

    if country and not is_country(*country.partition("-")[::2]):
        refuse(
            _("“%(country)s” is no country: write its two letters, as TR, or GB-SCT with its region.")
            % {"country": country}
        )
    wished = None if targets is None else _read(targets, with_payments=False)
    book, invoices, rows, ids = as_ledgers(_read(ledger, with_payments=True), wished, as_of, country)
    firm = learnt(book, as_of.toordinal())
    seen = predicted(firm, book, as_of.toordinal(), invoices, rows)
    terms, late = (invoices.due - invoices.issued).tolist(), (as_of.toordinal() - invoices.due).tolist()

    def why(reason: Reason, terms_days: int, days_late: int) -> str:
        return outlook_sentence(reason, terms_days=terms_days, days_late=days_late)

    try:
        write_outlook(out, ids, seen, map(why, seen.reasons(), terms, late))
    except OSError as error:
        _cannot_write(out, error)
    if is_json:
        as_json({"as_of": as_of, "invoices": len(ids), "payments": firm.paid, "version": VERSION, "out": str(out)})
        return
    _say_written(len(ids), as_of, out)
    if firm.paid:
        line = ngettext("Based on %(count)d payment.", "Based on %(count)d payments.", firm.paid)
        click.echo(line % {"count": firm.paid})
    else:
        click.echo(_("No payments yet, so it is based on what is usual elsewhere."))


def _say_written(count: int, as_of: date, out: Path) -> None:
    from mainstay.cli.show import day

    said = ngettext(
        "%(count)d invoice forecast as of %(day)s; the forecast is in %(file)s.",
        "%(count)d invoices forecast as of %(day)s; the forecast is in %(file)s.",
        count,
    )
    click.echo(said % {"count": count, "day": day(as_of), "file": out})


def _cannot_write(out: Path, error: OSError) -> NoReturn:
    refuse(_("%(file)s cannot be written: %(why)s.") % {"file": out, "why": error.strerror})


def _read(file: Path, *, with_payments: bool) -> Invoices:
    """Read a table, or say what is wrong with it."""
    from mainstay.intake.phrases import sentence
    from mainstay.intake.records import Unreadable
    from mainstay.scoring.formats.ledger_files import FaultyRows, read_invoices
    from mainstay.scoring.phrases import table_sentence

    require_vetted(file, "invoices", {})
    try:
        return read_invoices(file, with_payments=with_payments)
    except Unreadable as unreadable:
        refuse(sentence(unreadable.problem))
    except FaultyRows as faulty:
        lines = [table_sentence(file.name, problem) for problem in faulty.problems[:_SHOWN]]
        if (more := len(faulty.problems) - _SHOWN) > 0:
            lines.append(ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more})
        refuse("\n".join(lines))
