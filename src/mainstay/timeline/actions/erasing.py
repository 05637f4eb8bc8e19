"""Replace what people wrote: erase it for good, or, for its author, correct or remove it soon after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.timeline.actions.recording import Happening, record
from mainstay.timeline.models import Words
from mainstay.timeline.queries.words import WordsNotFound
from mainstay.timeline.rules.acts import CORRECT_WORDS, ERASE_WORDS
from mainstay.timeline.rules.correcting import CORRECTED_WITHIN, Written, is_author, is_in_time
from mainstay.timeline.rules.kinds import WORDS_ERASED

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor


class WordsAreErased(Refusal):
    """The words are gone already."""

    code = "words_are_erased"
    sentence = _("This text was erased already.")


class NotTheAuthor(Refusal):
    """Somebody else wrote the words."""

    code = "not_the_author"
    sentence = _("Only the person who wrote this can edit or remove it. Add a note of your own instead.")


class TooLateToCorrect(Refusal):
    """More time has passed than there is for corrections."""

    code = "too_late_to_correct"
    sentence = _(
        "A text can be edited or removed for %(minutes)s minutes after it was written, and that time is over. "
        "Add another note instead."
    )


@transaction.atomic
def erase(*, client_id: int, ref: str = "", today: date, by: Actor, now: datetime) -> int:
    """Erase the words of one entry (`ref`), or of every entry of a client; returns of how many entries.

    What happened, when, and who did it stays, and so do the facts. `today` is the firm's day. Refuses words that this
    client's entries do not have, and words erased before; where a whole client has none left, nothing happens.
    """
    require(by, ERASE_WORDS)
    rows = Words.objects.filter(entry__client_id=client_id)
    if ref:
        rows = rows.filter(ref=ref)
        if not rows.exists():
            raise WordsNotFound(wanted=ref[:40])
    count = rows.filter(erased_at__isnull=True).update(texts={}, erased_at=now, erased_on=today)
    if not count:
        if ref:
            raise WordsAreErased
        return 0
    record(happening=Happening(client_id, WORDS_ERASED, today, "", {"entries": count}), by=by, now=now)
    return count


@transaction.atomic
def correct_words(*, client_id: int, ref: str, kind: str, texts: dict[str, object], by: Actor, now: datetime) -> None:
    """Replace the words of one entry of this kind; nothing is written when nothing differs.

    Refuses words that this client's entries do not have, erased ones, those of somebody else, and those recorded more
    than CORRECTED_WITHIN ago.
    """
    require(by, CORRECT_WORDS)
    found = _own_words(client_id, ref, kind, by, now)
    if found.texts != texts:
        Words.objects.filter(pk=found.pk).update(texts=texts, corrected_at=now, corrected_by_id=found.by_id)


@transaction.atomic
def remove_words(*, client_id: int, ref: str, kind: str, today: date, by: Actor, now: datetime) -> None:
    """Erase the words of one entry of this kind; the entry stays and says on which day (`today`) they were removed.

    Refuses what correct_words refuses.
    """
    require(by, CORRECT_WORDS)
    found = _own_words(client_id, ref, kind, by, now)
    Words.objects.filter(pk=found.pk).update(texts={}, erased_at=now, erased_on=today)


def _own_words(client_id: int, ref: str, kind: str, by: Actor, now: datetime) -> Words:
    """The words that this actor wrote a short while ago; refuses all others."""
    rows = Words.objects.select_for_update(of=("self",)).select_related("by")
    found = rows.filter(entry__client_id=client_id, entry__kind=kind, ref=ref).first()
    if found is None:
        raise WordsNotFound(wanted=ref[:40])
    if found.erased_at is not None:
        raise WordsAreErased
    written = Written(found.ref, found.recorded_at, (found.by.kind, found.by.identity))
    if not is_author(written, by):
        raise NotTheAuthor
    if not is_in_time(written, now):
        raise TooLateToCorrect(minutes=CORRECTED_WITHIN.seconds // 60)
    return found
