"""What came of a file of invoices and payments, as the terminal prints it: every row and every sum accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.billing.rules.import_outcome import ImportOutcome
    from mainstay.clients.actions.importing import ClientsOutcome

_MOST_SHOWN = 20


def invoice_counts(outcome: ImportOutcome, *, is_dry_run: bool) -> list[tuple[str, int]]:
    """What was added or would be, then what became of the rows of the file."""
    from mainstay.billing.phrases.sentences import left_out_sentence
    from mainstay.billing.rules.import_tally import RowResult

    rows = outcome.tally.rows
    return [
        (_("rows read"), outcome.rows),
        (_("invoices to add") if is_dry_run else _("invoices added"), outcome.invoices),
        (_("payments to add") if is_dry_run else _("payments added"), outcome.payments),
        (_("credit notes to add") if is_dry_run else _("credit notes added"), outcome.credit_notes),
        (_("refunds to add") if is_dry_run else _("refunds added"), outcome.refunds),
        (_("clients to add") if is_dry_run else _("clients added"), outcome.clients),
        (_("expected dates to add") if is_dry_run else _("expected dates added"), outcome.expected_dates),
        (_("rows to import") if is_dry_run else _("rows imported"), rows[RowResult.CAME_IN]),
        (
            _("rows that update what is there") if is_dry_run else _("rows that updated what was there"),
            rows[RowResult.UPDATED],
        ),
        (_("unchanged"), rows[RowResult.UNCHANGED]),
        *(
            (_("left out: %(reason)s") % {"reason": left_out_sentence(reason)}, count)
            for reason, count in sorted(outcome.tally.left_out.items())
        ),
        (_("can’t be imported") if is_dry_run else _("rejected"), rows[RowResult.REJECTED]),
    ]


def print_rest(outcome: ImportOutcome, *, is_dry_run: bool) -> None:
    """The sums, what the numbers of the file showed, and what is otherwise at the source by now."""
    from mainstay.billing.phrases.sentences import change_sentence, control_sentence, numbering_sentence, sum_sentence
    from mainstay.intake.reading_phrases import code_page_sentence

    if said := code_page_sentence(outcome.code_page):
        click.echo(said)
    for one in outcome.tally.sums():
        click.echo(sum_sentence(one, is_preview=is_dry_run))
    for numbering, number in outcome.numberings.items():
        click.echo(numbering_sentence(numbering, number))
    if outcome.control is not None:
        click.echo(control_sentence(outcome.control))
    if outcome.overpaid:
        click.echo(
            ngettext(
                "%(count)d payment was larger than its invoice: the rest stays on the client's account.",
                "%(count)d payments were larger than their invoices: the rest stays on the clients' accounts.",
                outcome.overpaid,
            )
            % {"count": outcome.overpaid}
        )
    for change in outcome.changes[:_MOST_SHOWN]:
        click.echo(f"· {change_sentence(change)}")
    more = len(outcome.changes) - _MOST_SHOWN
    if more > 0:
        click.echo(ngettext("%(count)d more change", "%(count)d more changes", more) % {"count": more})


def invoice_document(outcome: ImportOutcome) -> dict[str, Any]:
    """The result as JSON."""
    from mainstay.billing.rules.import_outcome import figures_of

    return {
        **figures_of(outcome),
        "import": outcome.ref,
        "rejects_file": None if outcome.rejects_file is None else str(outcome.rejects_file),
    }


def client_counts(outcome: ClientsOutcome, *, is_dry_run: bool) -> list[tuple[str, int]]:
    """What became of the rows of a file of clients, or would."""
    return [
        (_("rows read"), outcome.rows),
        (_("clients to add") if is_dry_run else _("clients added"), outcome.clients),
        (_("clients to change") if is_dry_run else _("clients changed"), outcome.changed),
        (_("contacts to add") if is_dry_run else _("contacts added"), outcome.contacts),
        (
            _("ratings and suggestions to add") if is_dry_run else _("ratings and suggestions added"),
            outcome.decisions,
        ),
        (_("unchanged"), outcome.unchanged),
        (_("can’t be imported") if is_dry_run else _("rejected"), outcome.rejected),
    ]


def client_document(outcome: ClientsOutcome) -> dict[str, Any]:
    """The result of a file of clients as JSON."""
    names = ("rows", "clients", "changed", "contacts", "unchanged", "rejected")
    return {
        **{name: getattr(outcome, name) for name in names},
        "rejects_file": None if outcome.rejects_file is None else str(outcome.rejects_file),
        "decisions": outcome.decisions,
    }


def print_outcome(
    counts: list[tuple[str, int]], outcome: Any, sentence: Callable[[Any], str], *, is_dry_run: bool
) -> None:
    """Print the counts, the first rejected rows, and where all of them are."""
    from mainstay.cli.show import Column, console, number, table

    out = console()
    title = _("Preview (nothing was changed)") if is_dry_run else _("Result")
    rows = [[label, number(count)] for label, count in counts if count or label in {counts[0][0], counts[1][0]}]
    out.print(title, style="bold")
    out.print(table([Column(""), Column("", is_figure=True)], rows))
    for reject in outcome.rejects:
        where = _("line %(line)d") % {"line": reject.line}
        out.print(f"· {where}, {reject.column or '-'}: {sentence(reject.problem)}")
    if outcome.rejects_file is not None:
        # Not through the table writer: a path broken over two lines cannot be copied.
        click.echo(
            _("The rejected rows are in %(file)s: fix them there and import that file alone.")
            % {"file": outcome.rejects_file}
        )
