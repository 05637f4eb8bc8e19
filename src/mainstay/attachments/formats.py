"""Attached files as an export of ours writes them, a sheet and the files beside it, read back. Pure."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from contextlib import contextmanager
from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.attachments.rules.chosen import MOST_BYTES, ChosenFile
from mainstay.attachments.rules.kinds import KINDS, place_in_export
from mainstay.intake.guards import unguarded
from mainstay.intake.limits import MOST_BYTES as MOST_BYTES_OF_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SHEET: Final = "files.csv"
_NEEDED: Final = frozenset({"Mainstay ref", "Client name", "Name", "Kind", "SHA-256", "Attached on", "Attached at"})
_REF: Final = re.compile(r"a-[a-z2-7]{6,30}", re.ASCII)
_NOTE_REF: Final = re.compile(r"t-[a-z2-7]{6,30}", re.ASCII)


class FileRecord(NamedTuple):
    """A file as the sheet tells of it; the client by number, reference or name."""

    line: int
    ref: str
    client: str
    name: str
    kind: str
    sha256: str
    note_ref: str
    attached_on: date
    attached_by: str
    attached_at: datetime

    @property
    def place(self) -> str:
        """Where the file itself lies, whatever the sheet says of that."""
        return place_in_export(self.ref, self.kind)


class DamagedRow(NamedTuple):
    """A row of the sheet that cannot be read."""

    line: int


class Export(NamedTuple):
    """An export that is open: a ZIP, or a folder."""

    archive: zipfile.ZipFile | None
    folder: Path

    def read(self, place: str, most: int) -> bytes | None:
        """What lies at this place; None where nothing does, or more than `most` bytes."""
        if self.archive is not None:
            try:
                found = self.archive.getinfo(place)
                return None if found.file_size > most else self.archive.read(found)
            except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
                return None
        path = self.folder / place
        is_there = path.is_file() and path.resolve().is_relative_to(self.folder.resolve())
        return path.read_bytes() if is_there and path.stat().st_size <= most else None


@contextmanager
def opened_export(path: Path) -> Iterator[Export | None]:
    """Open an export, a ZIP or a folder of CSV files; None for anything else."""
    if path.is_dir():
        yield Export(None, path)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield Export(archive, path)
    else:
        yield None


def records_of(export: Export) -> list[FileRecord | DamagedRow] | None:
    """The rows of the sheet of files; None for an export without it."""
    content = export.read(_SHEET, MOST_BYTES_OF_SHEET)
    try:
        reader = csv.DictReader(StringIO("" if content is None else content.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError:
        return None
    if not set(reader.fieldnames or ()) >= _NEEDED:
        return None
    rows = ({name: unguarded(text or "") for name, text in row.items() if name} for row in reader)
    return [_record(reader.line_num, row) for row in rows]


def content_of(export: Export, record: FileRecord) -> bytes | None:
    """The file that a row tells of; None where it is not there, or too large to have been attached."""
    return export.read(record.place, MOST_BYTES)


def _record(line: int, row: Mapping[str, str]) -> FileRecord | DamagedRow:
    client, note = row.get("Client ID") or row["Client name"], row.get("Note ref", "")
    if not _REF.fullmatch(row["Mainstay ref"]) or row["Kind"] not in KINDS or not client:
        return DamagedRow(line)
    try:
        on, at = date.fromisoformat(row["Attached on"]), datetime.fromisoformat(row["Attached at"])
    except ValueError:
        return DamagedRow(line)
    if at.tzinfo is None:
        return DamagedRow(line)
    return FileRecord(
        line, row["Mainstay ref"], client, ChosenFile(row["Name"], b"").shown_name, row["Kind"], row["SHA-256"],
        note if _NOTE_REF.fullmatch(note) else "", on, row.get("Attached by", "")[:120], at,
    )  # fmt: skip
