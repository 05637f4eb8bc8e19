"""Bringing files in: what they seem to hold is shown and chosen first, then they come in with progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

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
    settled,
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
    from datetime import datetime
    from pathlib import Path


@click.group(
    cls=Described,
    help=_("Bring invoices, payments or clients in from a CSV or XLSX file; what is there already is left alone."),
)
def bring() -> None:
    """Group the kinds of file."""


@bring.command(help=_("Bring in invoices and what was paid on them, or payments, from FILE."))
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
        from mainstay.billing.actions.importing_files import import_invoice_file
        from mainstay.billing.formats.layouts import SUBJECT
        from mainstay.billing.phrases import import_sentence
        from mainstay.cli.show import as_json

        day = ledger_on.date() if ledger_on else book.today
        facts: dict[str, Any] = {"today": book.today, "by": book.by, "now": book.now}
        import_reading = proposed(book, file, "invoices", SUBJECT, options)
        require_settled([("", import_reading)], is_sure=options["is_sure"])
        facts["numbering"] = chosen_numbering(
            numbering,
            [import_reading],
            lambda: [import_invoice_file(import_reading=import_reading, rejects_file=None, is_dry_run=True, **facts)],
            options,
        )
        require_agreed(_("Bring it in like this?"), options)
        with progress_of(import_reading, is_quiet=options["is_json"]) as report:
            outcome = import_invoice_file(
                import_reading=import_reading,
                rejects_file=options["rejects"] or rejects_place(file),
                is_dry_run=options["is_dry_run"],
                control=control_of(ledger_total, day, options["currency"] or book.firm.currency),
                progress=report,
                **facts,
            )
        keep_mapping(book, "invoices", import_reading, options)
        if not options["is_dry_run"] and outcome.has_changed_money:
            update(book, is_quiet=options["is_json"])
        if options["is_json"]:
            as_json(invoice_document(outcome))
            return
        print_outcome(invoice_counts(outcome), outcome, import_sentence, is_dry_run=options["is_dry_run"])
        print_rest(outcome)


@bring.command(help=_("Bring in clients and their contacts from FILE."))
@options_of_one
def clients(asked: Asked, file: Path, **options: Any) -> None:
    """Take a file of clients in."""
    with opened(asked, found_if_missing=first_currency(options)) as book:
        from mainstay.cli.show import as_json
        from mainstay.clients.actions.importing import import_client_file
        from mainstay.clients.formats.client_layouts import SUBJECT
        from mainstay.clients.phrases import import_sentence

        import_reading = settled(book, file, "clients", SUBJECT, options)
        with progress_of(import_reading, is_quiet=options["is_json"]) as report:
            outcome = import_client_file(
                import_reading=import_reading,
                rejects_file=options["rejects"] or rejects_place(file),
                by=book.by,
                now=book.now,
                is_dry_run=options["is_dry_run"],
                progress=report,
            )
        keep_mapping(book, "clients", import_reading, options)
        if options["is_json"]:
            as_json(client_document(outcome))
            return
        print_outcome(client_counts(outcome), outcome, import_sentence, is_dry_run=options["is_dry_run"])


bring.add_command(import_all, "all")
