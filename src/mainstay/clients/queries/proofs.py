"""What must hold of clients: each is found, recognised and sorted under the name it bears now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.clients.rules.keys import keys_of
from mainstay.firm.queries.proofs import first_of, listed
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Fault
from mainstay.store import bulk

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP: Final = 10_000
_NAMES: Final = """
    SELECT id, ref, name, email, city, external_id, search_key, match_key, sort_key, currency
    FROM clients_client WHERE id > %s ORDER BY id LIMIT %s
"""

_STRAY_ENTRIES: Final = """
    SELECT e.kind || ' ' || CAST(e.happened_on AS text) AS subject, e.id AS entry, e.client_id AS missing
    FROM timeline_entry e LEFT JOIN clients_client c ON c.id = e.client_id
    WHERE e.client_id IS NOT NULL AND c.id IS NULL
"""


def prove_clients() -> list[Fault]:
    """Prove the keys and currencies of clients, in bounded memory, and that the timeline tells of clients there are."""
    return [
        *first_of("client_key", _stale_keys()),
        *first_of("client_currency_unknown", _unknown_currencies()),
        *listed("entry_without_client", _STRAY_ENTRIES),
    ]


def _stale_keys() -> Iterator[Fault]:
    last = 0
    while rows := bulk.select_rows(_NAMES, [last, _STEP]):
        for _, ref, name, email, city, external_id, *stored, _ in rows:
            made = keys_of(name, email, city, external_id)
            for key, is_now, should_be in zip(made._fields, stored, made, strict=True):
                if is_now != should_be:
                    params: dict[str, object] = {
                        "key": key,
                        "is_now": is_now[:60],
                        "should_be": should_be[:60],
                        "ref": ref,
                    }
                    yield Fault("client_key", name, params)
        last = rows[-1][0]


def _unknown_currencies() -> Iterator[Fault]:
    for (currency,) in bulk.select_rows("SELECT DISTINCT currency FROM clients_client WHERE currency <> ''"):
        if not is_currency(currency):
            for (name,) in bulk.select_rows(
                "SELECT name FROM clients_client WHERE currency = %s ORDER BY sort_key, id", [currency]
            ):
                yield Fault("client_currency_unknown", name, {"currency": currency})
