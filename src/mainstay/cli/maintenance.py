"""Keeping the book: prove it, copy it, put a copy back, bring it up to date."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mainstay.cli.opening import OWN, Asked, agreed, faults, opened, start
from mainstay.cli.words import _


@click.command(
    help=_("Prove every rule the book must keep, in plain words; exit 0 when all hold, 2 when one does not.")
)
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def check(asked: Asked, *, is_json: bool) -> None:
    """Print what contradicts itself, or that nothing does."""
    with opened(asked) as book:
        from mainstay.cli import show
        from mainstay.clients.phrases import unknown_countries_sentence
        from mainstay.clients.queries.unknown_countries import unknown_countries
        from mainstay.overview.phrases import fault_sentence
        from mainstay.overview.queries.checks import prove_book

        faults_found = [fault_sentence(fault) for fault in prove_book()]
        unknown = unknown_countries(by=book.by)
        if is_json:
            named = [one._asdict() for one in unknown]
            show.as_json(
                {"firm": book.firm.name, "holds": not faults_found, "faults": faults_found, "unknown_countries": named}
            )
        elif not faults_found:
            click.echo(_("The book of %(firm)s holds: nothing in it contradicts itself.") % {"firm": book.firm.name})
        else:
            show.faults(faults_found)
        if unknown and not is_json:
            click.echo(unknown_countries_sentence(len(unknown)))
            for one in unknown:
                click.echo(f"· {one.name}: {one.country}")
        if faults_found:
            sys.exit(2)


@click.command(help=_("Copy everything to FILE while others go on working."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--overwrite", "is_overwrite", is_flag=True, help=_("Replace FILE if it is there."))
@click.pass_obj
def backup(asked: Asked, file: Path, *, is_overwrite: bool) -> None:
    """Write the copy."""
    with opened(asked) as book:
        from mainstay.firm.queries.backups import back_up

        written = back_up(file.absolute(), overwrite=is_overwrite, by=book.by)
        click.echo(_("The book was copied to %(file)s.") % {"file": written})


@click.command(
    help=_(
        "Write everything in the book to files for other programs: an XLSX workbook, a ZIP of CSV files, or CSV files "
        "in a folder. “mainstay import” reads them back."
    )
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help=_("FILE.xlsx, FILE.zip, or a folder that is made.")
)
@click.pass_obj
def export(asked: Asked, out: Path) -> None:
    """Write the tables; what is there already is never replaced."""
    with opened(asked) as book:
        from mainstay.overview.queries.export import export_to

        written = export_to(out.absolute(), by=book.by)
        click.echo(_("The book was exported to %(file)s.") % {"file": written})


@click.command(help=_("Put the backup FILE in the book's place, after proving it; what was there is kept beside it."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", "is_sure", is_flag=True, help=_("Do not ask."))
@click.pass_obj
def restore(asked: Asked, file: Path, *, is_sure: bool) -> None:
    """Prove the copy, keep what is there, put the copy in its place."""
    from datetime import UTC, datetime

    with faults():
        start(asked)
        from mainstay.firm.queries.firms import firm_exists, own_firms
        from mainstay.overview.queries.checks import prove_copy
        from mainstay.store.backups import restore_from

        own = own_firms()
        firm = asked.firm or (own[0] if len(own) == 1 else OWN)
        question = _("Replace the book of “%(firm)s” with %(file)s?") % {"firm": firm, "file": file}
        if firm_exists(firm) and not is_sure and not agreed(question):
            sys.exit(2)
        copy = restore_from(file.absolute(), firm=firm, prove=prove_copy, now=datetime.now(UTC))
        click.echo(_("The book was restored from %(file)s.") % {"file": file})
        if copy is not None:
            click.echo(_("What was there before is kept in %(file)s.") % {"file": copy})


@click.command(help=_("Bring a book made by an earlier Mainstay up to date; a copy of it as it was is kept."))
@click.pass_obj
def upgrade(asked: Asked) -> None:
    """Migrate every firm's book, or the one asked for."""
    from datetime import UTC, datetime

    with faults():
        start(asked)
        from mainstay.firm.queries.firms import firm_slugs
        from mainstay.store.upgrade import upgrade_firm

        for slug in [asked.firm] if asked.firm else firm_slugs():
            copy = upgrade_firm(slug, now=datetime.now(UTC))
            click.echo(_("The book of “%(firm)s” is up to date.") % {"firm": slug})
            if copy is not None:
                click.echo(_("What was there before is kept in %(file)s.") % {"file": copy})
