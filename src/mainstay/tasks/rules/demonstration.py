"""What is to be done in the demonstration firm, as values; `client` is a key of its plan, "" for none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mainstay.clients.rules.demonstration import ClientAdded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mainstay.kernel.offers import Dated

_SAID: Final = {
    "en": {
        "vat": "Send the VAT return",
        "bank": "Match the bank statement",
        "contract": "Send the new contract for signature",
        "backup": "Test that the backup can be restored",
        "signed": "Ask for the signed order",
    },
    "tr": {
        "vat": "KDV beyannamesini gönder",
        "bank": "Banka ekstresini kayıtlarla karşılaştır",
        "contract": "Yeni sözleşmeyi imzaya gönder",
        "backup": "Yedeğin geri yüklenebildiğini dene",
        "signed": "İmzalı siparişi iste",
    },
}
_PLANNED: Final = (("bank", -21, -1, "weekly", None), ("vat", -12, 4, "monthly", None), ("contract", -6, 0, "", 1),
                   ("backup", -5, 2, "monthly", 4))  # fmt: skip
"""What, added so many days from today, due so many, how it repeats, and about which client of the plan."""


@dataclass(frozen=True, slots=True)
class TaskAdded:
    """Somebody notes what is to be done; done on `done_on`, where that day has come."""

    on: date
    what: str
    due_on: date
    repeat: str
    client: str
    done_on: date | None = None


def tasks_of_the_plan(events: Sequence[Dated], today: date, language: str) -> Iterator[TaskAdded]:
    """A task of each kind: overdue, due today, coming, repeated, done; some about a client."""
    clients = [event for event in events if isinstance(event, ClientAdded)]
    said = _SAID[language]
    for what, added, due, repeat, place in _PLANNED:
        client = clients[place % len(clients)].client if place is not None and clients else ""
        yield TaskAdded(today + timedelta(days=added), said[what], today + timedelta(days=due), repeat, client)
    if clients:
        noted, done = today - timedelta(days=9), today - timedelta(days=3)
        yield TaskAdded(noted, said["signed"], done, "", clients[2 % len(clients)].client, done_on=done)
