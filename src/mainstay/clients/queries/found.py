"""What a search finds of clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.queries.fragments import PAYMENTS
from mainstay.clients.queries.name_order import name_key
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.kernel.offers import Found
from mainstay.store.text_search import BEST

if TYPE_CHECKING:
    from mainstay.store.text_search import TextSearch

_OF_CLIENTS: Final = (
    """
    WITH hits AS MATERIALIZED (
        SELECT id, {by_name} AS sorted, CASE
            WHEN match_key = %(key)s THEN 0 WHEN search_key LIKE %(begins)s ESCAPE '!' THEN 2
            WHEN search_key LIKE %(word_begins)s ESCAPE '!' THEN 3 WHEN {own} THEN 4 ELSE 5 END AS place
        FROM clients_client
        WHERE ({own}) OR id IN (SELECT client_id FROM clients_contact WHERE {contact})
    ), """
    + BEST.format(order="sorted, id")
    + """ c.ref, c.name, c.city, c.email,
        CASE WHEN best.place < 5 THEN '' ELSE
        (SELECT MIN(name) FROM clients_contact WHERE client_id = c.id AND {contact}) END AS contact,
        COALESCE((SELECT standing FROM clients_standingoverride WHERE client_id = c.id AND lifted_on IS NULL
                  AND standing NOT IN ({payments})),
                 (SELECT standing FROM clients_standing WHERE client_id = c.id AND ended_on IS NULL
                  AND standing NOT IN ({payments})), '') AS standing,
        COALESCE((SELECT standing FROM clients_standingoverride WHERE client_id = c.id AND lifted_on IS NULL
                  AND standing IN ({payments})),
                 (SELECT standing FROM clients_standing WHERE client_id = c.id AND ended_on IS NULL
                  AND standing IN ({payments})), '') AS payment,
        c.archived_on
    FROM best JOIN clients_client c ON c.id = best.id ORDER BY best.place, best.sorted, best.id
"""
)


class _Hit(NamedTuple):
    """A row of a search: how many fit in all, and what is shown of one."""

    hits: int
    ref: str
    name: str
    city: str
    email: str
    contact: str
    standing: str
    payment: str
    archived_on: object


@dataclass(frozen=True, slots=True)
class ClientFound:
    """A client; `contact` is the person there whose name or address fits where the client's own does not.

    `standing` and `payment` are the ratings that hold now, set by hand or by the evidence; empty where nobody knows.
    """

    ref: str
    name: str
    city: str
    email: str
    contact: str
    standing: str
    payment: str = ""
    is_archived: bool = False


def find_clients(search: TextSearch) -> Found[ClientFound]:
    """Clients by name, e-mail, city and number (all in the search key), then by the people there."""
    own = " AND ".join(
        f"(search_key LIKE %(word{place})s ESCAPE '!' OR search_key LIKE %(inner{place})s ESCAPE '!')"
        if word in search.short_words
        else f"search_key LIKE %(word{place})s ESCAPE '!'"
        for place, word in enumerate(search.words)
    )
    contact = search.contains("name", "email")
    statement = _OF_CLIENTS.format(own=own, contact=contact, payments=PAYMENTS, by_name=name_key("clients_client"))
    rows = search.rows(_Hit, statement)
    is_risk_seen = may(search.by, SEE_RISK)
    found = (
        ClientFound(
            row.ref,
            row.name,
            row.city,
            row.email,
            row.contact,
            row.standing if is_risk_seen else "",
            row.payment if is_risk_seen else "",
            row.archived_on is not None,
        )
        for row in rows
    )
    return Found(int(rows[0].hits) if rows else 0, tuple(found))
