"""What was imported: the files, what of them is not in the book, and taking an import back as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import Asked, Described, agreed, opened, refuse
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from mainstay.billing.rules.unbooked import UnbookedRow


@click.group(
    cls=Described,
    help=_("What was imported, what of it is not in the book, and undoing an import."),
)
def imports() -> None:
    """Group what can be asked of imports."""


@imports.command(name="list", help=_("The imports of the book, the latest first."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def all_imports(asked: Asked, /, *, is_json: bool) -> None:
    """List the imports."""
    with opened(asked) as book:
        from mainstay.billing.queries.imports import imports as read_imports
        from mainstay.cli.show import Column, as_json, console, number, table

        found = read_imports(by=book.by)
        if is_json:
            as_json(
                {
                    "imports": [
                        {
                            "ref": one.ref,
                            "file": one.file_name,
                            "imported_on": str(one.imported_on),
                            "taken_back": one.taken_back_at is not None,
                            "figures": one.figures,
                        }
                        for one in found
                    ]
                }
            )
            return
        if not found:
            click.echo(_("Nothing was imported yet."))
            return
        columns = [
            Column(_("import")), Column(_("file")), Column(_("on")), Column(_("rows"), is_figure=True),
            Column(_("came in"), is_figure=True), Column(_("rejected"), is_figure=True), Column(""),
        ]  # fmt: skip
        rows = [
            [
                one.ref,
                one.file_name,
                str(one.imported_on),
                number(one.figures.get("rows", 0)),
                number(one.figures.get("came_in", 0)),
                number(one.figures.get("rejected", 0)),
                _("undone") if one.taken_back_at else "",
            ]
            for one in found
        ]
        console().print(table(columns, rows))


@imports.command(help=_("The documents of imported files that are not in the book."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def unbooked(asked: Asked, /, *, is_json: bool) -> None:
    """List what waits to be dealt with."""
    with opened(asked) as book:
        from mainstay.billing.phrases.sentences import unbooked_advice, unbooked_sentence
        from mainstay.billing.queries.imports import unbooked_documents, unbooked_sums
        from mainstay.cli.show import as_json

        found = unbooked_documents(by=book.by)
        if is_json:
            as_json({"unbooked": [_document(one) for one in found]})
            return
        if not found:
            click.echo(_("Everything that was imported is in the book."))
            return
        for one in unbooked_sums():
            click.echo(unbooked_sentence(one))
        for row in found:
            click.echo(f"· {row.ref} {unbooked_advice(row)}")


@imports.command(help=_("Note that the documents REF were dealt with, so that they no longer wait on Today."))
@click.argument("refs", nargs=-1, required=True, metavar="REF…")
@click.option("--note", default="", help=_("What was done."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def dealt(asked: Asked, /, refs: tuple[str, ...], note: str, *, is_json: bool) -> None:
    """Deal with documents that could not be booked."""
    with opened(asked) as book:
        from mainstay.billing.actions.imports import deal_with_unbooked
        from mainstay.cli.show import as_json

        count = deal_with_unbooked(refs=refs, note=note, by=book.by, now=book.now)
        if is_json:
            as_json({"dealt_with": count})
            return
        click.echo(
            ngettext("%(count)d document was dealt with.", "%(count)d documents were dealt with.", count)
            % {"count": count}
        )


@imports.command(name="take-back", help=_("Undo the import REF as one, by correcting records."))
@click.argument("ref")
@click.option("--dry-run", "is_dry_run", is_flag=True, help=_("Show what would happen; change nothing."))
@click.option("--yes", "is_sure", is_flag=True, help=_("Undo it without asking again."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def take_back(asked: Asked, /, ref: str, *, is_dry_run: bool, is_sure: bool, is_json: bool) -> None:
    """Take an import back."""
    with opened(asked) as book:
        from dataclasses import asdict

        from mainstay.billing.actions.taking_back import take_import_back
        from mainstay.billing.phrases.sentences import taken_back_sentence
        from mainstay.cli.scoring import update
        from mainstay.cli.show import as_json

        tried = take_import_back(ref=ref, is_dry_run=True, by=book.by, now=book.now)
        if not is_json:
            click.echo(taken_back_sentence(tried.file_name, tried.invoices, tried.credit_notes, tried.payments))
        if is_dry_run:
            if is_json:
                as_json(asdict(tried))
            return
        if not is_sure and (is_json or not agreed(_("Undo it?"))):
            refuse(_("Nothing was changed: add --yes to undo it."))
        done = take_import_back(ref=ref, by=book.by, now=book.now)
        update(book, is_quiet=is_json)
        if is_json:
            as_json(asdict(done))
            return
        click.echo(_("The import is undone; its clients stay."))


def _document(row: UnbookedRow) -> dict[str, object]:
    from mainstay.kernel.money import decimal_text

    return {
        "ref": row.ref,
        "kind": row.kind,
        "number": row.number,
        "client": row.client_name,
        "currency": row.currency,
        "amount": decimal_text(row.minor, row.currency),
        "file": row.file_name,
        "line": row.line,
        "why": row.code,
    }
