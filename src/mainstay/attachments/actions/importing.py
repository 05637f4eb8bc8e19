"""Bring the attached files of an export back into a book."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.attachments.actions._storing import require_room
from mainstay.attachments.formats import DamagedRow, content_of, opened_export, records_of
from mainstay.attachments.models import Attachment, Content
from mainstay.attachments.rules.acts import ATTACH_FILES
from mainstay.attachments.rules.chosen import ChosenFile
from mainstay.attachments.rules.happenings import FILE_ATTACHED
from mainstay.clients.queries.fetching import client_called, clients_called
from mainstay.clients.rules.happenings import NOTE_ADDED
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.timeline.actions.recording import Happening, record_many
from mainstay.timeline.queries.words import clients_of_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mainstay.attachments.formats import Export, FileRecord
    from mainstay.kernel.actor import Actor


class NoFilesInExport(Refusal):
    """The file or folder is no export with files."""

    code = "no_files_in_export"
    sentence = _("Choose an export as a ZIP of CSV files, or the folder of one: it has the sheet files.csv.")


class FileRowRefused(Refusal):
    """A row of the sheet cannot come in; none of it did."""

    code = "file_row_refused"
    sentence = _("Line %(line)s of files.csv: %(sentence)s Nothing was imported.")


class FilesImported(NamedTuple):
    """How many files came in, and how many were there already."""

    added: int
    known: int


@transaction.atomic
@keyed(ATTACH_FILES)
def import_files(*, path: str, by: Actor, now: datetime, key: str = "") -> FilesImported:
    """Bring the files of an export in, from a ZIP or a folder, all or nothing; those whose reference is there stay.

    Who attached a file and when is kept. Refuses what is no such export, a row that is damaged or whose file is not
    there or another, an unknown client, and more than the firm has room for.
    """
    require(by, ATTACH_FILES)
    with opened_export(Path(path)) as export:
        records = None if export is None else records_of(export)
        if export is None or records is None:
            raise NoFilesInExport
        there = set(Attachment.objects.values_list("ref", flat=True))
        readable = [_readable(record) for record in records]
        new = [record for record in readable if record.ref not in there]
        clients = _clients_of(new, by)
        notes = _notes_of(new)
        events = []
        for record in new:
            row = _stored(record, _content(export, record), clients[record.client], notes)
            events.append(Happening(row.client_id, FILE_ATTACHED, row.attached_on, row.ref, {}, {"name": row.name}))
    record_many(happenings=events, by=by, now=now)
    return FilesImported(len(new), len(readable) - len(new))


def _readable(record: FileRecord | DamagedRow) -> FileRecord:
    if isinstance(record, DamagedRow):
        raise FileRowRefused(line=record.line, sentence=_("it isn’t as an export writes it."))
    return record


def _content(export: Export, record: FileRecord) -> bytes:
    content = content_of(export, record)
    if content is None:
        sentence = _("the file %(place)s isn’t in the export.") % {"place": record.place}
        raise FileRowRefused(line=record.line, sentence=sentence)
    chosen = ChosenFile(record.name, content)
    if sha256(content).hexdigest() != record.sha256 or chosen.problem() is not None or chosen.kind != record.kind:
        sentence = _("the file %(place)s isn’t the one that was exported.") % {"place": record.place}
        raise FileRowRefused(line=record.line, sentence=sentence)
    require_room(len(content))
    return content


def _clients_of(records: Sequence[FileRecord], by: Actor) -> dict[str, int]:
    found = clients_called(wanted={record.client for record in records}, by=by)
    for record in records:
        if record.client not in found:
            try:
                found[record.client] = client_called(wanted=record.client, by=by).pk
            except Refusal as refusal:
                raise FileRowRefused(line=record.line, sentence=str(refusal)) from refusal
    return found


def _notes_of(records: Iterable[FileRecord]) -> dict[str, int]:
    """The notes that are in this book, by the reference of their words -> whose they are."""
    wanted = {record.note_ref for record in records if record.note_ref}
    return clients_of_words(refs=wanted, kind=NOTE_ADDED.name)


def _stored(record: FileRecord, content: bytes, client_id: int, notes: dict[str, int]) -> Attachment:
    row = Attachment.objects.create(
        ref=record.ref,
        client_id=client_id,
        note_ref=record.note_ref if notes.get(record.note_ref) == client_id else "",
        name=record.name,
        kind=record.kind,
        size=len(content),
        sha256=record.sha256,
        attached_on=record.attached_on,
        attached_at=record.attached_at,
        attached_by=record.attached_by,
    )
    Content.objects.create(attachment=row, data=content)
    return row
