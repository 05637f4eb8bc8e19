"""What must hold of clients: each is found, recognised and sorted under the name it bears now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.rules.keys import keys_of
from mainstay.firm.queries.people import IS_PERSON
from mainstay.firm.queries.proofs import first_of, listed
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Fault
from mainstay.store import bulk
from mainstay.store.sql import rows
from mainstay.timeline.queries.events import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP: Final = 10_000
_NAMES: Final = """
    SELECT id, ref, name, email, city, external_id, search_key, match_key, sort_key
    FROM clients_client WHERE id > %s ORDER BY id LIMIT %s
"""

_STRAY_ENTRIES: Final = f"""
    SELECT e.kind || ' ' || CAST(e.happened_on AS text) AS subject, e.id AS entry, e.client_id AS missing
    FROM {ENTRIES} e LEFT JOIN clients_client c ON c.id = e.client_id
    WHERE e.client_id IS NOT NULL AND c.id IS NULL
"""
_STRANGERS: Final = f"""
    SELECT c.name AS subject, c.responsible AS person FROM clients_client c
    WHERE c.responsible <> '' AND NOT {IS_PERSON.format(email="c.responsible")}
"""


class _NamesRow(NamedTuple):
    """What a client is called, and the keys kept of it."""

    id: int
    ref: str
    name: str
    email: str
    city: str
    external_id: str
    search_key: str
    match_key: str
    sort_key: str


def prove_clients() -> list[Fault]:
    """Prove the keys and currencies of clients, in bounded memory, and that the timeline tells of clients there are."""
    return [
        *first_of("client_key", _stale_keys()),
        *first_of("client_currency_unknown", _unknown_currencies()),
        *listed("entry_without_client", _STRAY_ENTRIES),
        *listed("client_person_unknown", _STRANGERS),
    ]


def _stale_keys() -> Iterator[Fault]:
    last = 0
    while found := rows(_NamesRow, _NAMES, [last, _STEP]):
        for row in found:
            made = keys_of(row.name, row.email, row.city, row.external_id)
            stored = (row.search_key, row.match_key, row.sort_key)
            for key, is_now, should_be in zip(made._fields, stored, made, strict=True):
                if is_now != should_be:
                    params: dict[str, object] = {
                        "key": key,
                        "is_now": is_now[:60],
                        "should_be": should_be[:60],
                        "ref": row.ref,
                    }
                    yield Fault("client_key", row.name, params)
        last = found[-1].id


def _unknown_currencies() -> Iterator[Fault]:
    for (currency,) in bulk.select_rows("SELECT DISTINCT currency FROM clients_client WHERE currency <> ''"):
        if not is_currency(currency):
            for (name,) in bulk.select_rows(
                "SELECT name FROM clients_client WHERE currency = %s ORDER BY sort_key, id", [currency]
            ):
                yield Fault("client_currency_unknown", name, {"currency": currency})
