"""The clients that became one, in a terminal: listed, and brought back from an export."""

from __future__ import annotations

from typing import TextIO

import click

from mainstay.cli.details import answer
from mainstay.cli.opening import Asked, WithDefault, opened
from mainstay.cli.reading import JSON, KEY
from mainstay.cli.words import _


@click.group(cls=WithDefault, help=_("Which clients were merged into others; “mainstay client merge” merges two."))
def merges() -> None:
    """Group what concerns merges."""


@merges.command(name="list", help=_("Which clients were merged into others, the newest first."))
@JSON
@click.pass_obj
def all_of_them(asked: Asked, /, *, is_json: bool) -> None:
    """List the merges."""
    with opened(asked) as book:
        from mainstay.cli.show import as_json, day
        from mainstay.clients.queries.merging import all_merges
        from mainstay.schemas.clients import merge_document

        found = all_merges(by=book.by)
        if is_json:
            as_json({"merges": [merge_document(one) for one in found]})
            return
        if not found:
            click.echo(_("No clients have been merged."))
        for one in found:
            said = _("%(gone)s → %(stays)s, undone on %(day)s") if one.undone_on else _("%(gone)s → %(stays)s")
            undone = day(one.undone_on) if one.undone_on else ""
            click.echo(
                f"{day(one.merged_on)}  {said % {'gone': one.gone_name, 'stays': one.stays_name, 'day': undone}}"
            )


@merges.command(name="import", help=_("Merge the same clients again from FILE.csv, the sheet “Merges” of an export."))
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@JSON
@KEY
@click.pass_obj
def bring(asked: Asked, /, file: TextIO, key: str, *, is_json: bool) -> None:
    """Import merges."""
    with opened(asked, key=key) as book:
        from mainstay.overview.actions.importing_merges import import_merges

        found = import_merges(text=file.read(), today=book.today, by=book.by, now=book.now, key=key)
        said = _("Merged: %(merged)d; merged already: %(known)d; left out, as the merge was undone: %(left_out)d.")
        answer(said % found._asdict(), found._asdict(), is_json=is_json)
