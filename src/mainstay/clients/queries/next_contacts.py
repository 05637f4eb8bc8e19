"""Whom to speak to next, when, how and about what; with the last word there was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.models import NextContact
from mainstay.clients.queries.name_order import name_key
from mainstay.clients.queries.visible import rows_for, visible_clients
from mainstay.clients.rules.contacting import when_due
from mainstay.clients.rules.happenings import NEXT_CONTACT_DONE, NOTE_ADDED
from mainstay.store.sql import as_day, joined_rows
from mainstay.timeline.queries.events import EVENT_COLUMNS, LAST_ENTRY_OF_CLIENT, EventRow, event_of

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor

_SAID: Final = ", ".join(f"'{kind.name}'" for kind in (NOTE_ADDED, NEXT_CONTACT_DONE))
_PLANNED: Final = f"""
    SELECT n.ref, c.ref AS client_ref, c.name AS client_name, c.phone, n.due_on, n.way, n.about, n.set_by, n.set_on,
           {EVENT_COLUMNS}
    FROM clients_nextcontact n JOIN clients_client c ON c.id = n.client_id
    {LAST_ENTRY_OF_CLIENT.format(client="n.client_id", kinds=_SAID)}
    WHERE {{which}} AND n.set_on <= %(today)s AND (n.ended_on IS NULL OR n.ended_on > %(today)s)
    ORDER BY n.due_on, {{by_name}}, n.id
"""
"""The next contacts `{which}` chooses, open at the end of `%(today)s`, with the last word there was; those of a day by
name, `{by_name}`."""
_COMING_DAYS: Final = 7


class _PlannedRow(NamedTuple):
    """A next contact with its client; days as the engine returns them."""

    ref: str
    client_ref: str
    client_name: str
    phone: str
    due_on: object
    way: str
    about: str
    set_by: str
    set_on: object


@dataclass(frozen=True, slots=True)
class LastWord:
    """The last note, or what came of the last contact."""

    kind: str
    happened_on: date
    facts: dict[str, object]
    actor: str


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """An open next contact: `when` is "overdue", "today", "coming" or "later"; `days` is negative once overdue."""

    ref: str
    client_ref: str
    client_name: str
    phone: str
    on: date
    way: str
    about: str
    set_by: str
    set_on: date
    when: str
    days: int
    last_word: LastWord | None

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""
        return self.days < 0

    @property
    def is_call(self) -> bool:
        """Whether it is done by telephone, and the number is known."""
        return self.way == "call" and bool(self.phone)


def contacts_due(*, today: date, by: Actor) -> tuple[PlannedContact, ...]:
    """All overdue next contacts, oldest first, then those of the day, then those of the next seven days."""
    until = today + timedelta(days=_COMING_DAYS)
    visible, parameters = visible_clients(by, "n.client_id")
    return _planned("n.due_on <= %(until)s AND c.archived_on IS NULL" + visible, today, until=until, **parameters)


def next_contact_with(*, client_id: int, today: date, by: Actor) -> PlannedContact | None:
    """The open next contact with one client, as known at the end of a day; None where there is none."""
    visible, parameters = visible_clients(by, "n.client_id")
    found = _planned("n.client_id = %(client)s" + visible, today, client=client_id, **parameters)
    return found[0] if found else None


def clients_with_contact_due(*, today: date, by: Actor) -> frozenset[int]:
    """The ids of the clients whose next contact is overdue or is due that day."""
    rows = rows_for(
        by, NextContact.objects.filter(ended_on__isnull=True, due_on__lte=today, client__archived_on__isnull=True)
    )
    return frozenset(rows.values_list("client_id", flat=True))


def _planned(which: str, today: date, **asked: date | int | str) -> tuple[PlannedContact, ...]:
    found = []
    statement = _PLANNED.format(which=which, by_name=name_key("c"))
    for row, last in joined_rows(_PlannedRow, EventRow, statement, {"today": today, **asked}):
        due = as_day(row.due_on)
        found.append(
            PlannedContact(
                row.ref, row.client_ref, row.client_name, row.phone, due, row.way, row.about, row.set_by,
                as_day(row.set_on), when_due(due, today), (due - today).days, _last_word(last),
            )
        )  # fmt: skip
    return tuple(found)


def _last_word(row: EventRow) -> LastWord | None:
    if row.kind is None:
        return None
    event = event_of(row)
    return LastWord(event.kind, event.happened_on, event.facts, event.actor)
