"""Bringing a whole export back by one command: what came of each of its sheets."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mainstay.cli.opening import Asked, agreed, opened, refuse
from mainstay.cli.scoring import update
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from mainstay.overview.actions.bringing_back import ExportBack, SheetOutcome


@click.command(
    help=_(
        "Bring everything back from FILE.zip, an export as CSV files: clients, invoices, payments, tasks, files and "
        "the rest. What is here already stays as it is."
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", "is_dry_run", is_flag=True, help=_("Show what would happen; change nothing."))
@click.option("--yes", "is_sure", is_flag=True, help=_("Import it without asking again."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def export(asked: Asked, /, file: Path, *, is_dry_run: bool, is_sure: bool, is_json: bool) -> None:
    """Bring an export back."""
    with opened(asked) as book:
        from mainstay.overview.actions.bringing_back import bring_export
        from mainstay.overview.queries.returning import look_at_export

        rows = sum(look_at_export(path=file, by=book.by).sheets.values())
        if not (is_dry_run or is_sure) and (is_json or not agreed(_("Import this?"))):
            refuse(_("Nothing was changed: add --yes to import it."))
        with _progress(rows, is_quiet=is_json) as report:
            found = bring_export(
                archive=file, today=book.today, by=book.by, now=book.now, is_dry_run=is_dry_run, progress=report
            )
        if not is_dry_run and found.has_changed_money:
            update(book, is_quiet=is_json)
        _print(found, is_dry_run=is_dry_run, is_json=is_json)


def _progress(rows: int, *, is_quiet: bool) -> AbstractContextManager[Callable[[str, int, int], None] | None]:
    from mainstay.cli.show import console

    if is_quiet or not console().is_terminal:
        return nullcontext()
    from contextlib import contextmanager

    @contextmanager
    def shown() -> Any:
        with click.progressbar(length=rows, label=_("Importing")) as bar:
            yield lambda _sheet, done, _rows: bar.update(done - bar.pos)

    return shown()


def _print(found: ExportBack, *, is_dry_run: bool, is_json: bool) -> None:
    from mainstay.cli.show import Column, as_json, console, number, table
    from mainstay.overview.gathered import returning_sheets

    if is_json:
        as_json({"dry_run": is_dry_run, **found.document})
        return
    offered = {sheet.name: sheet for sheet in returning_sheets()}
    columns = [
        Column(_("sheet")), Column(_("rows"), is_figure=True), Column(_("came in"), is_figure=True),
        Column(_("already there"), is_figure=True), Column(_("left out"), is_figure=True),
        Column(_("rejected"), is_figure=True),
    ]  # fmt: skip
    rows = [[str(offered[one.name].label), number(one.rows), *_counts(one)] for one in found.sheets]
    console().print(table(columns, rows))
    for one in found.sheets:
        sheet = offered[one.name]
        for row in one.back.refused:
            where = _("%(sheet)s, line %(line)s: %(why)s") if row.line else _("%(sheet)s: %(why)s")
            click.echo(where % {"sheet": sheet.label, "line": row.line, "why": row.sentence})
        if sheet.said and (one.back.left_out or one.back.is_short or one.is_apart):
            click.echo(_("%(sheet)s: %(why)s") % {"sheet": sheet.label, "why": sheet.said})
    for name in found.others:
        click.echo(_("%(name)s is no part of an export and was not read.") % {"name": name})
    click.echo(
        _("Your team, their passwords and what each of them set up are not in an export: only a backup has them.")
    )
    if is_dry_run:
        click.echo(_("Nothing was changed."))


def _counts(one: SheetOutcome) -> list[str]:
    from mainstay.cli.show import number

    back = one.back
    figures = (back.came_in, back.known, back.left_out, back.rejected)
    return [""] * len(figures) if one.is_apart else [number(figure) if figure else "" for figure in figures]
