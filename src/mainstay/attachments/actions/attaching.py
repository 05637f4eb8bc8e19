"""Attach files to a client, or to a note that is written about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from mainstay.attachments.actions._storing import store_files
from mainstay.attachments.rules.acts import ATTACH_FILES
from mainstay.clients.actions.notes import add_note
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.acts import WRITE_NOTE
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.attachments.rules.chosen import ChosenFile
    from mainstay.kernel.actor import Actor


@transaction.atomic
@keyed(ATTACH_FILES)
def attach_files(
    *, client_ref: str, files: tuple[ChosenFile, ...], today: date, by: Actor, now: datetime, key: str = ""
) -> str:
    """Attach files to a client, all or none; returns their references, separated by spaces.

    `today` is the firm's day. Refuses an unknown client, files that may not be attached (FileRefused), and more than
    the firm has room for (NoRoomForFiles).
    """
    require(by, ATTACH_FILES)
    client = client_for(ref=client_ref, by=by)
    return " ".join(row.ref for row in store_files(files, client_id=client.pk, today=today, by=by, now=now))


@transaction.atomic
@keyed(WRITE_NOTE)
def write_note(
    *,
    client_ref: str,
    text: str,
    files: tuple[ChosenFile, ...] = (),
    on: date,
    by: Actor,
    now: datetime,
    key: str = "",
) -> str:
    """Put a note on the client's timeline with the files that belong to it; returns the reference of its words.

    All or nothing. Refuses what clients.actions.notes.add_note and, where there are files, attach_files refuse.
    """
    require(by, WRITE_NOTE)
    ref = add_note(client_ref=client_ref, text=text, on=on, by=by, now=now)
    if files:
        client = client_for(ref=client_ref, by=by)
        store_files(files, client_id=client.pk, note_ref=ref, today=on, by=by, now=now)
    return ref
