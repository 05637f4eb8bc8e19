"""Write files that may be attached, with their bytes; remove them with their bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from mainstay.attachments.models import Attachment, Content
from mainstay.attachments.phrases import problem_sentence, size_shown
from mainstay.attachments.rules.acts import ATTACH_FILES
from mainstay.attachments.rules.chosen import MOST_BYTES_IN_ALL, problems_of
from mainstay.attachments.rules.happenings import FILE_ATTACHED, FILE_REMOVED
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from mainstay.attachments.rules.chosen import ChosenFile
    from mainstay.kernel.actor import Actor


class FileRefused(Refusal):
    """Files cannot be attached; the sentence says of each why not."""

    code = "file_refused"
    sentence = "%(problems)s"


class NoRoomForFiles(Refusal):
    """The files of the firm would be more than it has room for."""

    code = "no_room_for_files"
    sentence = _(
        "The files of your firm take %(used)s of %(total)s, and these need %(needed)s: remove files you no "
        "longer need, or keep these elsewhere and write in a note where they are."
    )


def store_files(
    files: Sequence[ChosenFile], *, client_id: int, note_ref: str = "", today: date, by: Actor, now: datetime
) -> list[Attachment]:
    """Write the files of a client, all or none, and tell of each.

    Refuses whoever may not attach files, what may not be attached and what there is no room for.
    """
    require(by, ATTACH_FILES)
    if problems := problems_of(tuple(files)):
        raise FileRefused(problems=" ".join(problem_sentence(problem) for problem in problems))
    require_room(sum(len(file.content) for file in files))
    made = [_stored(file, client_id=client_id, note_ref=note_ref, today=today, by=by, now=now) for file in files]
    events = [Happening(client_id, FILE_ATTACHED, today, row.ref, {}, {"name": row.name}) for row in made]
    record_many(happenings=events, by=by, now=now)
    return made


def require_room(needed: int) -> None:
    """Make sure that the firm has room for so many bytes; refuses NoRoomForFiles."""
    used = Attachment.objects.aggregate(used=Sum("size"))["used"] or 0
    if used + needed > MOST_BYTES_IN_ALL:
        sizes = {"used": used, "total": MOST_BYTES_IN_ALL, "needed": needed}
        raise NoRoomForFiles(**{name: size_shown(size) for name, size in sizes.items()})


def remove_files(rows: Sequence[Attachment], *, today: date, by: Actor, now: datetime, is_named: bool = True) -> int:
    """Remove files with their bytes, and tell of each, by its name unless the name is to be forgotten; how many."""
    ids = [row.pk for row in rows]
    Content.objects.filter(attachment_id__in=ids).delete()
    Attachment.objects.filter(pk__in=ids).delete()
    events = (
        Happening(row.client_id, FILE_REMOVED, today, row.ref, {}, {"name": row.name} if is_named else {})
        for row in rows
    )
    record_many(happenings=events, by=by, now=now)
    return len(ids)


def _stored(file: ChosenFile, *, client_id: int, note_ref: str, today: date, by: Actor, now: datetime) -> Attachment:
    row = Attachment.objects.create(
        ref=new_ref("a"),
        client_id=client_id,
        note_ref=note_ref,
        name=file.shown_name,
        kind=file.kind,
        size=len(file.content),
        sha256=sha256(file.content).hexdigest(),
        attached_on=today,
        attached_at=now,
        attached_by=by.name[:120],
        author_kind=by.kind[:20],
        author_id=by.id[:100],
    )
    Content.objects.create(attachment=row, data=file.content)
    return row
