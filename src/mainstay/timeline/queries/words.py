"""The words of one entry, for whoever is about to correct or erase them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import NotFound
from mainstay.store.sql import rows_of
from mainstay.timeline.models import Entry
from mainstay.timeline.queries.events import Event, EventRow, event_of

if TYPE_CHECKING:
    from collections.abc import Collection


class WordsNotFound(NotFound):
    """No entry of this client has words with this reference."""

    code = "words_not_found"
    sentence = _("There is no text “%(wanted)s” in what happened here.")


def event_with_words(*, client_id: int, ref: str, hidden_kinds: Collection[str]) -> Event:
    """The event of this client whose words bear this reference; WordsNotFound for none, or one of a hidden kind."""
    found = rows_of(EventRow, Entry.objects.filter(client_id=client_id, words__ref=ref).exclude(kind__in=hidden_kinds))
    if not found:
        raise WordsNotFound(wanted=ref[:40])
    return event_of(found[0])
