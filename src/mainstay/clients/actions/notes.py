"""Store a note about a client, words somebody wants to find again; correct or remove it soon after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.acts import WRITE_NOTE
from mainstay.clients.rules.drafts import NOTE_LENGTH
from mainstay.clients.rules.happenings import NOTE_ADDED
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import clean_lines
from mainstay.timeline.actions.erasing import correct_words, remove_words
from mainstay.timeline.actions.recording import Happening, record
from mainstay.timeline.rules.acts import CORRECT_WORDS

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class NoteIsEmpty(Refusal):
    """There is nothing to keep."""

    code = "note_is_empty"
    sentence = _("The note is empty: write what you want to keep.")


class NoteIsTooLong(Refusal):
    """More than is kept of a note."""

    code = "note_is_too_long"
    sentence = _("The note has %(length)s characters, %(limit)s are kept: shorten it, or write a second one.")


@transaction.atomic
@keyed(WRITE_NOTE)
def add_note(*, client_ref: str, text: str, on: date, by: Actor, now: datetime, key: str = "") -> str:
    """Put a note on the client's timeline; returns the reference of its words.

    Refuses an unknown client, an empty note, and one longer than NOTE_LENGTH.
    """
    require(by, WRITE_NOTE)
    client = client_for(ref=client_ref, by=by)
    words: dict[str, object] = {"text": _tidied(text)}
    return record(happening=Happening(client.pk, NOTE_ADDED, on, client.ref, {}, words), by=by, now=now)


@transaction.atomic
@keyed(CORRECT_WORDS)
def correct_note(*, client_ref: str, ref: str, text: str, by: Actor, now: datetime, key: str = "") -> None:
    """Replace the text of a note (`ref`, of its words); only its author may, and only soon.

    Refuses an unknown client, an empty note, one longer than NOTE_LENGTH, and what
    timeline.actions.erasing.correct_words refuses.
    """
    require(by, CORRECT_WORDS)
    client = client_for(ref=client_ref, by=by)
    texts: dict[str, object] = {"text": _tidied(text)}
    correct_words(client_id=client.pk, ref=ref, kind=NOTE_ADDED.name, texts=texts, by=by, now=now)


@transaction.atomic
@keyed(CORRECT_WORDS)
def remove_note(*, client_ref: str, ref: str, today: date, by: Actor, now: datetime, key: str = "") -> None:
    """Remove the text of a note (`ref`, of its words); only its author may, and only soon. That it was there stays.

    `today` is the firm's day. Refuses an unknown client and what timeline.actions.erasing.remove_words refuses.
    """
    require(by, CORRECT_WORDS)
    client = client_for(ref=client_ref, by=by)
    remove_words(client_id=client.pk, ref=ref, kind=NOTE_ADDED.name, today=today, by=by, now=now)


def _tidied(text: str) -> str:
    # PostgreSQL keeps no NUL in a text.
    tidied = clean_lines(text)
    if not tidied:
        raise NoteIsEmpty
    if len(tidied) > NOTE_LENGTH:
        raise NoteIsTooLong(length=len(tidied), limit=NOTE_LENGTH)
    return tidied
