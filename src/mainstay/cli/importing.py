"""Bringing files in: what they seem to hold is shown and chosen first, then they come in with progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mainstay.cli.bringing_back import export
from mainstay.cli.import_numbers import chosen_numbering
from mainstay.cli.import_proposals import (
    control_of,
    first_currency,
    keep_mapping,
    options_of_invoices,
    options_of_one,
    progress_of,
    proposed,
    rejects_place,
    require_agreed,
    require_settled,
)
from mainstay.cli.import_results import (
    client_counts,
    client_document,
    invoice_counts,
    invoice_document,
    print_outcome,
    print_rest,
)
from mainstay.cli.importing_all import import_all
from mainstay.cli.opening import Asked, Described, opened
from mainstay.cli.scoring import update
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from mainstay.cli.opening import Opened
    from mainstay.intake.import_reading import ImportReading


@click.group(
    cls=Described,
    help=_(
        "Import invoices, payments or clients from a CSV or XLSX file, or a whole export; existing records aren’t "
        "changed."
    ),
)
def bring() -> None:
    """Group the kinds of file."""


@bring.command(help=_("Import invoices and what was paid on them, or payments, from FILE."))
@options_of_invoices
@options_of_one
def invoices(
    asked: Asked,
    file: Path,
    numbering: str | None,
    ledger_total: str | None,
    ledger_on: datetime | None,
    **options: Any,
) -> None:
    """Take a file of invoices in."""
    with opened(asked, found_if_missing=first_currency(options)) as book:
        day = ledger_on.date() if ledger_on else book.today
        outcome = _import_as(
            book,
            "invoices",
            file,
            options,
            asks=lambda import_reading, try_out: {
                "numbering": chosen_numbering(numbering, [import_reading], try_out, options)
            },
            control=control_of(ledger_total, day, options["currency"] or book.firm.currency),
        )
        if not options["is_dry_run"] and outcome.has_changed_money:
            update(book, is_quiet=options["is_json"])
        _print("invoices", outcome, invoice_counts, invoice_document, options)
        if not options["is_json"]:
            print_rest(outcome, is_dry_run=options["is_dry_run"])


@bring.command(help=_("Import clients and their contacts from FILE."))
@options_of_one
def clients(asked: Asked, file: Path, **options: Any) -> None:
    """Take a file of clients in."""
    with opened(asked, found_if_missing=first_currency(options)) as book:
        outcome = _import_as(book, "clients", file, options)
        _print("clients", outcome, client_counts, client_document, options)


def _import_as(
    book: Opened,
    kind: str,
    file: Path,
    options: dict[str, Any],
    *,
    asks: Callable[[ImportReading, Callable[[], list[Any]]], dict[str, Any]] = lambda _reading, _try_out: {},
    **said: Any,
) -> Any:
    """Settle how the file is read, and import it by what its package offers for this kind.

    `asks` is what else has to be said, with a trial of the import where it is needed for that.
    """
    from mainstay.overview.gathered import import_kinds

    offered = import_kinds()[kind]
    facts: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now}
    import_reading = proposed(book, file, kind, offered.subject, options)
    require_settled([("", import_reading)], is_sure=options["is_sure"])
    facts |= asks(
        import_reading,
        lambda: [offered.import_file(import_reading=import_reading, rejects_file=None, is_dry_run=True, **facts)],
    )
    require_agreed(_("Import this?"), options)
    with progress_of(import_reading, is_quiet=options["is_json"]) as report:
        outcome = offered.import_file(
            import_reading=import_reading,
            rejects_file=options["rejects"] or rejects_place(file),
            is_dry_run=options["is_dry_run"],
            progress=report,
            **facts,
            **said,
        )
    keep_mapping(book, kind, import_reading, options)
    return outcome


def _print(
    kind: str,
    outcome: Any,
    counts_of: Callable[..., list[tuple[str, int]]],
    document_of: Callable[[Any], dict[str, Any]],
    options: dict[str, Any],
) -> None:
    """What came of the file: for programs, or its counts and its first rejected rows."""
    from mainstay.cli.show import as_json
    from mainstay.overview.gathered import import_kinds

    if options["is_json"]:
        as_json(document_of(outcome))
    else:
        is_dry_run = bool(options["is_dry_run"])
        counts = counts_of(outcome, is_dry_run=is_dry_run)
        print_outcome(counts, outcome, import_kinds()[kind].sentence, is_dry_run=is_dry_run)


bring.add_command(import_all, "all")
bring.add_command(export)
