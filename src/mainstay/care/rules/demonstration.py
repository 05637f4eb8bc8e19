"""The calls of the demonstration firm, as values; `client` is a key of its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mainstay.care.rules.drafts import CallDraft
from mainstay.clients.rules.demonstration import ClientAdded
from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mainstay.kernel.offers import Dated

_LATE: Final = "cinar-lojistik"
_QUIET: Final = "gokce-gida"
_SAID: Final = {
    "en": ("They will pay half of it this week.", "The phone rang out, twice."),
    "tr": ("Yarısını bu hafta ödeyecekler.", "İki kez çaldı, açan olmadı."),
}


@dataclass(frozen=True, slots=True)
class CallMade:
    """Somebody calls a client."""

    on: date
    client: str
    draft: CallDraft


def calls_of_the_plan(events: Sequence[Dated], today: date, language: str) -> Iterator[CallMade]:
    """A promise whose day has passed, and a call that nobody answered."""
    clients = {event.client for event in events if isinstance(event, ClientAdded)}
    promised, rang = _SAID[language]
    if _LATE in clients:
        draft = CallDraft("promised", promised, amount=Money(7_680_000, "TRY"), promised_on=today - timedelta(days=1))
        yield CallMade(today - timedelta(days=6), _LATE, draft)
    if _QUIET in clients:
        yield CallMade(today - timedelta(days=16), _QUIET, CallDraft("no_answer", rang))
