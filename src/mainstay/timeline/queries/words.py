"""The words of one entry, for whoever is about to correct or erase them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import NotFound
from mainstay.timeline.models import Entry
from mainstay.timeline.queries.events import EVENT_FIELDS, Event, event_of


class WordsNotFound(NotFound):
    """No entry of this client has words with this reference."""

    code = "words_not_found"
    sentence = _("There is no text “%(wanted)s” in what happened here.")


def event_with_words(*, client_id: int, ref: str) -> Event:
    """The event of this client whose words bear this reference; WordsNotFound otherwise."""
    row = Entry.objects.filter(client_id=client_id, words__ref=ref).values_list(*EVENT_FIELDS).first()
    if row is None:
        raise WordsNotFound(wanted=ref[:40])
    return event_of(row)
