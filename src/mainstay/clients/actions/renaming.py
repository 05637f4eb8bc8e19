"""Give clients the names by which another program calls them by now: set-based, for imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction

from mainstay.clients.rules.acts import IMPORT_CLIENTS
from mainstay.clients.rules.audit_diff import field_changes
from mainstay.clients.rules.happenings import CLIENT_CHANGED, parted
from mainstay.clients.rules.keys import keys_of
from mainstay.firm.permissions import require
from mainstay.store import bulk
from mainstay.store.sql import rows_in
from mainstay.timeline.actions.recording import Happening, record_many
from mainstay.timeline.queries.events import EVENT_COLUMNS, EVENTS, EventRow, event_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mainstay.kernel.actor import Actor

_KNOWN: Final = "SELECT id, name, match_key, email, city, external_id FROM clients_client WHERE {column} {{in_list}}"
"""The clients whose `{column}` is `{in_list}`."""
_CHANGED: Final = f"SELECT {EVENT_COLUMNS} FROM {EVENTS} WHERE e.kind = 'client.changed' AND e.client_id {{in_list}}"
"""What was changed of the clients whose id is `{in_list}`."""
_UPDATE: Final = (
    "UPDATE clients_client SET name = %s, search_key = %s, match_key = %s, sort_key = %s, version = version + 1 "
    "WHERE id = %s"
)


class _Named(NamedTuple):
    """A client of the book with all that goes into the keys of its name."""

    id: int
    name: str
    match_key: str
    email: str
    city: str
    external_id: str


@transaction.atomic
def rename_clients(*, names: Mapping[int, str], by: Actor, now: datetime) -> frozenset[int]:
    """Give each client its name of `names`; returns those that got it.

    A name that another client bears is not given; nor one that the client bore before, for an older file says that.
    """
    require(by, IMPORT_CLIENTS)
    if not names:
        return frozenset()
    bulk.import_lock()
    keys = {client: keys_of(name).match_key for client, name in names.items()}
    taken = {row.match_key: row.id for row in rows_in(_Named, _KNOWN.format(column="match_key"), list(keys.values()))}
    updates, happenings = [], []
    for row in rows_in(_Named, _KNOWN.format(column="id"), list(names)):
        name, key = names[row.id], keys[row.id]
        if key in taken or key in _former_keys(row.id):
            continue
        taken[key] = row.id
        updates.append((name, *keys_of(name, row.email, row.city, row.external_id), row.id))
        facts, words = parted(field_changes({"name": row.name}, {"name": name}))
        happenings.append(Happening(row.id, CLIENT_CHANGED, now.date(), "", {"changes": facts}, {"changes": words}))
    bulk.update_rows(_UPDATE, updates)
    record_many(happenings=happenings, by=by, now=now)
    return frozenset(update[-1] for update in updates)


def _former_keys(client: int) -> set[str]:
    """The keys of the names that a client bore before it was renamed, as far as its timeline still says them."""
    keys = set()
    for row in rows_in(EventRow, _CHANGED, [client]):
        changes = event_of(row).facts.get("changes", ())
        for change in changes if isinstance(changes, list) else ():
            if change.get("field") == "name" and change.get("before"):
                keys.add(keys_of(str(change["before"])).match_key)
    return keys
