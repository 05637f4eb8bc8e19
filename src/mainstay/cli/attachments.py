"""Files of clients in a terminal: attached, listed, saved and removed."""

from __future__ import annotations

from pathlib import Path

import click

from mainstay.cli.details import answer, files_at
from mainstay.cli.opening import Asked, opened, refuse
from mainstay.cli.reading import JSON, KEY
from mainstay.cli.words import _


@click.command(help=_("Attach FILES to CLIENT: PDF, pictures, Office and OpenDocument files, text, CSV, e-mails, ZIP."))
@click.argument("client")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@JSON
@KEY
@click.pass_obj
def attach(asked: Asked, /, client: str, files: tuple[Path, ...], key: str, *, is_json: bool) -> None:
    """Attach files to a client, all or none."""
    with opened(asked, key=key) as book:
        from mainstay.attachments.actions.attaching import attach_files
        from mainstay.clients.queries.fetching import client_called

        found = client_called(wanted=client, by=book.by)
        drafts = files_at(files)
        refs = attach_files(
            client_ref=found.ref, files=drafts, today=book.today, by=book.by, now=book.now, key=key
        ).split()
        names = [{"ref": ref, "name": draft.shown_name} for ref, draft in zip(refs, drafts, strict=True)]
        said = _("Attached: %(names)s") % {"names": ", ".join(f"{one['name']} ({one['ref']})" for one in names)}
        answer(said, {"ref": found.ref, "name": found.name, "files": names}, is_json=is_json)


@click.group(help=_("Files of a client: list, save, remove, import."))
def attachments() -> None:
    """Group what concerns files."""


@attachments.command(name="list", help=_("The files of CLIENT, the latest first."))
@click.argument("client")
@click.option("--page", "number", type=click.IntRange(min=1), default=1, help=_("Which page (50 on each)."))
@JSON
@click.pass_obj
def of_client(asked: Asked, /, client: str, number: int, *, is_json: bool) -> None:
    """List the files of a client."""
    with opened(asked) as book:
        from mainstay.attachments.queries.files import files_of_client
        from mainstay.cli.panels.attachments import print_file_rows
        from mainstay.cli.show import as_json
        from mainstay.clients.queries.fetching import client_called
        from mainstay.schemas.attachments import file_document

        found = client_called(wanted=client, by=book.by)
        page = files_of_client(client_id=found.pk, number=number, by=book.by)
        if is_json:
            files = [file_document(one) for one in page.files]
            as_json({"ref": found.ref, "name": found.name, "files": files, "count": page.count, "pages": page.pages})
            return
        if not page.files:
            click.echo(_("No files yet."))
        print_file_rows(page.files)


@attachments.command(help=_("Save the file REF as the new file TARGET."))
@click.argument("ref")
@click.argument("target", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def save(asked: Asked, /, ref: str, target: Path, *, is_json: bool) -> None:
    """Save a file of a client."""
    with opened(asked) as book:
        from mainstay.attachments.queries.files import content_of

        content = content_of(ref=ref, by=book.by)
        try:
            with target.open("xb") as file:
                file.write(content)
        except FileExistsError:
            refuse(_("There is something at %(path)s already: name another file.") % {"path": target})
        except OSError as error:
            refuse(_("%(path)s can’t be written: %(why)s") % {"path": target, "why": error.strerror})
        answer(_("Saved: %(what)s") % {"what": target}, {"ref": ref, "path": str(target)}, is_json=is_json)


@attachments.command(help=_("Remove the file REF for good."))
@click.argument("ref")
@JSON
@KEY
@click.pass_obj
def remove(asked: Asked, /, ref: str, key: str, *, is_json: bool) -> None:
    """Remove a file of a client."""
    with opened(asked, key=key) as book:
        from mainstay.attachments.actions.removing import remove_file

        name = remove_file(ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        answer(_("Removed: %(name)s") % {"name": name}, {"ref": ref, "name": name}, is_json=is_json)


@attachments.command(name="import", help=_("Import the files of an export: FILE.zip, or the folder of its CSV files."))
@click.argument("source", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@JSON
@KEY
@click.pass_obj
def bring(asked: Asked, /, source: Path, key: str, *, is_json: bool) -> None:
    """Import the files of an export."""
    with opened(asked, key=key) as book:
        from mainstay.attachments.actions.importing import import_files

        found = import_files(path=str(source.absolute()), by=book.by, now=book.now, key=key)
        said = _("Files: %(added)d imported, %(known)d already there.")
        answer(said % found._asdict(), found._asdict(), is_json=is_json)
