"""Keep a note about a client: words somebody wants to find again, on the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.fetching import client_for
from mainstay.firm.idempotency import keyed
from mainstay.kernel.refusal import Refusal
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor

NOTE_LENGTH: Final = 2_000
_KIND: Final = "note.added"


class NoteIsEmpty(Refusal):
    """There is nothing to keep."""

    code = "note_is_empty"
    sentence = _("The note is empty: write what you want to keep.")


class NoteIsTooLong(Refusal):
    """More than is kept of a note."""

    code = "note_is_too_long"
    sentence = _("The note has %(length)s characters, %(limit)s are kept: shorten it, or write a second one.")


@transaction.atomic
@keyed
def add_note(*, client_ref: str, text: str, on: date, by: Actor, now: datetime, key: str = "") -> None:
    """Put a note on the client's timeline; it is never changed, only followed by another.

    Refuses an unknown client, an empty note, and one longer than NOTE_LENGTH.
    """
    client = client_for(ref=client_ref, by=by)
    # PostgreSQL keeps no NUL in a text.
    kept = "\n".join(text.replace("\x00", "").splitlines()).strip()
    if not kept:
        raise NoteIsEmpty
    if len(kept) > NOTE_LENGTH:
        raise NoteIsTooLong(length=len(kept), limit=NOTE_LENGTH)
    facts: dict[str, object] = {"text": kept}
    record(happening=Happening(client.pk, _KIND, on, client.ref, facts), by=by, now=now)
