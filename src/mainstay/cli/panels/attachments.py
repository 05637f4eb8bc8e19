"""Files of clients in a terminal: those of one, and what a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.attachments.phrases import KINDS, size_shown
from mainstay.cli.show import Column, console, day, table
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.table import Table

    from mainstay.attachments.queries.files import FileFound, FileRow, FilesPanel


def print_files(panel: FilesPanel) -> None:
    """The latest files of a client, one a line."""
    if not panel.files:
        return
    out = console()
    out.print()
    out.print(_("Files"), style="bold")
    print_file_rows(panel.files)


def print_file_rows(rows: Iterable[FileRow]) -> None:
    """Files, one a line."""
    out = console()
    for row in rows:
        parts = (row.name, str(KINDS[row.kind]), size_shown(row.size), day(row.attached_on), row.attached_by, row.ref)
        out.print("· " + " · ".join(parts))


def found_files(rows: Sequence[FileFound]) -> Table:
    """The files that a search found, as a table."""
    shown = [[one.ref, one.name, one.client] for one in rows]
    return table([Column(""), Column("", words=30), Column("", words=20)], shown)
