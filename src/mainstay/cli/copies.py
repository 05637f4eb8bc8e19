"""The copies that Mainstay keeps of the book: list, make, check and remove them; open one beside the book."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from mainstay.cli.opening import Asked, WithDefault, opened
from mainstay.cli.reading import JSON, KEY
from mainstay.cli.words import _

if TYPE_CHECKING:
    from mainstay.firm.queries.backups import StoredCopy


@click.group(
    cls=WithDefault,
    help=_("The copies Mainstay keeps of the book: list them, make one, check one, open one beside it."),
)
def copies() -> None:
    """Group what is done with copies."""


@copies.command("list", help=_("List the copies, the newest first."))
@JSON
@click.pass_obj
def list_copies(asked: Asked, *, is_json: bool) -> None:
    """Print why and when each was made, and its size."""
    with opened(asked) as book:
        from mainstay.cli import show
        from mainstay.cli.words import spoken
        from mainstay.firm.phrases import WHY_COPIED, size_sentence
        from mainstay.firm.queries.backups import backups_elsewhere, copies_of_book
        from mainstay.kernel import formatting

        found = copies_of_book(by=book.by)
        if is_json:
            show.as_json({"firm": book.firm.slug, "copies": [_document(copy) for copy in found]})
            return
        if not found:
            click.echo(backups_elsewhere(by=book.by) or _("There is no copy yet: “mainstay copies make” makes one."))
            return
        headings = [show.Column(_("file"), is_typed=True), show.Column(_("made")), show.Column(_("why"))]
        headings += [show.Column(_("size"), is_figure=True)]
        rows = [
            [
                copy.path.name,
                formatting.moment(copy.at.astimezone(book.now.tzinfo), spoken()),
                str(WHY_COPIED[copy.why]),
                size_sentence(copy.size, spoken()),
            ]
            for copy in found
        ]
        show.console().print(show.table(headings, rows))


@copies.command(help=_("Make a copy of the book as it is now; it is checked before it counts."))
@JSON
@click.pass_obj
def make(asked: Asked, *, is_json: bool) -> None:
    """Make one."""
    with opened(asked) as book:
        from mainstay.cli import show
        from mainstay.firm.queries.backups import copy_called
        from mainstay.overview.actions.copies import make_copy

        name = make_copy(by=book.by, now=book.now)
        if is_json:
            show.as_json(_document(copy_called(name, by=book.by)))
        else:
            click.echo(_("The copy is made: %(file)s") % {"file": name})


@copies.command(help=_("Check whether the copy FILE is sound; exit 0 when it is, 2 when it isn’t."))
@click.argument("file")
@JSON
@click.pass_obj
def check(asked: Asked, file: str, *, is_json: bool) -> None:
    """Print what is wrong with it, or that nothing is."""
    with opened(asked) as book:
        from mainstay.cli import show
        from mainstay.overview.queries.copies import check_copy

        faults = check_copy(name=file, by=book.by)
        if is_json:
            show.as_json({"file": file, "holds": not faults, "faults": list(faults)})
        elif not faults:
            click.echo(_("The copy is sound: it can be opened, and nothing in it contradicts itself."))
        else:
            show.faults(faults)
        if faults:
            sys.exit(2)


@copies.command("open", help=_("Open the copy FILE as a firm of its own beside the book, which stays as it is."))
@click.argument("file")
@KEY
@JSON
@click.pass_obj
def open_one(asked: Asked, file: str, *, key: str, is_json: bool) -> None:
    """Open it, and say how to work in it."""
    with opened(asked, key=key) as book:
        from mainstay.cli import show
        from mainstay.overview.actions.copies import open_copy

        made = open_copy(name=file, by=book.by, now=book.now, key=key)
        if is_json:
            show.as_json({"firm": made.slug, "name": made.name})
        else:
            click.echo(_("%(name)s is ready: use it with --firm %(slug)s.") % {"name": made.name, "slug": made.slug})
            click.echo(_("“mainstay firms remove %(slug)s” removes it again.") % {"slug": made.slug})


@copies.command(help=_("Remove the copy FILE that was made by hand."))
@click.argument("file")
@click.pass_obj
def remove(asked: Asked, file: str) -> None:
    """Remove it."""
    with opened(asked) as book:
        from mainstay.firm.actions.copies import remove_copy

        remove_copy(name=file, by=book.by, now=book.now)
        click.echo(_("The copy %(file)s is removed.") % {"file": file})


def _document(copy: StoredCopy) -> dict[str, Any]:
    return {"file": copy.path.name, "why": copy.why, "made_at": copy.at.isoformat(), "bytes": copy.size}
