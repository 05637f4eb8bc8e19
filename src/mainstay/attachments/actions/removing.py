"""Remove attached files: one, those of a note that is removed, those of text that is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.attachments.actions._storing import remove_files
from mainstay.attachments.models import Attachment
from mainstay.attachments.queries.files import attachment_for
from mainstay.attachments.rules.acts import ATTACH_FILES, REMOVE_ANY_FILE
from mainstay.attachments.rules.removing import Attaching, is_own_and_recent
from mainstay.clients.actions import erasing, notes
from mainstay.clients.queries.fetching import client_for
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import may, require
from mainstay.kernel.refusal import Refusal
from mainstay.timeline.rules.acts import CORRECT_WORDS, ERASE_WORDS
from mainstay.timeline.rules.correcting import CORRECTED_WITHIN

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class FileIsNotYours(Refusal):
    """Somebody else attached the file, or it was attached a while ago."""

    code = "file_is_not_yours"
    sentence = _(
        "You can remove a file that you attached for %(minutes)s minutes. Ask somebody who may remove any file, "
        "such as the owner of the firm."
    )


@transaction.atomic
@keyed(ATTACH_FILES)
def remove_file(*, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> str:
    """Remove an attached file for good; returns its name. The timeline tells of it.

    Whoever attached it may for a short while, later only who has the act for any file. Refuses an unknown file and
    FileIsNotYours.
    """
    require(by, ATTACH_FILES)
    found = attachment_for(ref=ref, by=by)
    attached = Attaching((found.author_kind, found.author_id), found.attached_at)
    if not (is_own_and_recent(attached, by, now) or may(by, REMOVE_ANY_FILE)):
        raise FileIsNotYours(minutes=CORRECTED_WITHIN.seconds // 60)
    remove_files([found], today=today, by=by, now=now)
    return found.name


@transaction.atomic
@keyed(CORRECT_WORDS)
def remove_note(*, client_ref: str, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> int:
    """Remove the text of a note (`ref`, of its words) and the files that belong to it; returns how many these were.

    Refuses what clients.actions.notes.remove_note refuses.
    """
    require(by, CORRECT_WORDS)
    notes.remove_note(client_ref=client_ref, ref=ref, today=today, by=by, now=now)
    return remove_files(list(Attachment.objects.filter(note_ref=ref)), today=today, by=by, now=now)


@transaction.atomic
@keyed(ERASE_WORDS)
def erase_text(*, client_ref: str, ref: str = "", today: date, by: Actor, now: datetime, key: str = "") -> int:
    """Erase the words of one entry of the client (`ref`), or of all, and the files of the notes among them.

    Returns of how many entries. Other files stay; each can be removed. Refuses what
    clients.actions.erasing.erase_words refuses.
    """
    require(by, ERASE_WORDS)
    client = client_for(ref=client_ref, by=by)
    count = erasing.erase_words(client_ref=client_ref, ref=ref, today=today, by=by, now=now)
    files = Attachment.objects.filter(client=client).exclude(note_ref="")
    found = list(files.filter(note_ref=ref) if ref else files)
    remove_files(found, today=today, by=by, now=now, is_named=False)
    return count
