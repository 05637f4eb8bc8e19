"""The custom fields of the demonstration firm, as values; `client` is a key of its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mainstay.clients.rules.demonstration import ClientAdded
from mainstay.fields.rules.drafts import FieldDraft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mainstay.kernel.offers import Dated

CONTRACT: Final = "contract"
SECTOR: Final = "sector"
VISIT: Final = "visit"
_NAMES: Final = {
    "en": {CONTRACT: "Contract number", SECTOR: "Sector", VISIT: "Last visit"},
    "tr": {CONTRACT: "Sözleşme no", SECTOR: "Sektör", VISIT: "Son ziyaret"},
}
_SECTORS: Final = {
    "en": ("Construction", "Logistics", "Food", "Services"),
    "tr": ("İnşaat", "Lojistik", "Gıda", "Hizmet"),
}
_OF_CLIENTS: Final = {"isik-insaat": (0, "SZ-2024-017"), "cinar-lojistik": (1, "SZ-2024-031"), "gokce-gida": (2, "")}
"""Client -> its sector, and its contract."""
_VISITED_DAYS_AGO: Final = 40


@dataclass(frozen=True, slots=True)
class FieldDefined:
    """The owner adds a custom field."""

    on: date
    field: str
    draft: FieldDraft


@dataclass(frozen=True, slots=True)
class FieldsFilled:
    """Somebody fills custom fields of a client in: (key of a field, value)."""

    on: date
    client: str
    values: tuple[tuple[str, str], ...]


def fields_of_the_plan(events: Sequence[Dated], today: date, language: str) -> Iterator[FieldDefined | FieldsFilled]:
    """A text, a choice and a date, filled in for some clients."""
    clients = {event.client: event.on for event in events if isinstance(event, ClientAdded)}
    known = [client for client in _OF_CLIENTS if client in clients]
    if not known:
        return
    names, sectors = _NAMES[language], _SECTORS[language]
    on = max(today - timedelta(days=60), *(clients[client] for client in known), min(clients.values()))
    yield FieldDefined(on, CONTRACT, FieldDraft(names[CONTRACT], "text"))
    yield FieldDefined(on, SECTOR, FieldDraft(names[SECTOR], "choice", "\n".join(sectors), "yes"))
    yield FieldDefined(on, VISIT, FieldDraft(names[VISIT], "date"))
    for place, client in enumerate(known):
        sector, contract = _OF_CLIENTS[client]
        visited = max(on, today - timedelta(days=_VISITED_DAYS_AGO + 9 * place)).isoformat()
        yield FieldsFilled(on, client, ((SECTOR, sectors[sector]), (CONTRACT, contract), (VISIT, visited)))
