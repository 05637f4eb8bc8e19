"""The words of one entry, for whoever is about to correct or erase them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import NotFound
from mainstay.store.sql import rows_of
from mainstay.timeline.models import Entry, Words
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


def clients_of_words(*, refs: Collection[str], kind: str) -> dict[str, int]:
    """Whose entry of this kind has the words of each of these references; erased and unknown words are left out."""
    found = Words.objects.filter(ref__in=refs, entry__kind=kind, erased_at=None, entry__client_id__isnull=False)
    return {ref: client for ref, client in found.values_list("ref", "entry__client_id") if client is not None}
