"""How clients are reached: whom to ask for, by which number and address, in which language; and how each is rated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.queries.fragments import PAYMENTS
from mainstay.clients.queries.visible import visible_clients
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.clients.rules.countries import country_code
from mainstay.firm.permissions import may
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from mainstay.kernel.actor import Actor

_RATING: Final = """
    COALESCE((SELECT standing FROM clients_standingoverride WHERE client_id = c.id AND lifted_on IS NULL
              AND standing {which} ({payments})),
             (SELECT standing FROM clients_standing WHERE client_id = c.id AND ended_on IS NULL
              AND standing {which} ({payments})), '')
"""
"""The rating of a client `c`: of the `{payments}` those for which `{which}` says IN, or NOT IN."""
_REACHABLE: Final = f"""
    SELECT c.id, c.ref, c.name, c.phone, c.email, c.language, c.country, c.responsible, COALESCE(p.name, '') AS person,
           COALESCE(p.role, '') AS role, COALESCE(p.phone, '') AS person_phone, COALESCE(p.email, '') AS person_email,
           {_RATING.format(which="NOT IN", payments=PAYMENTS)} AS relationship,
           {_RATING.format(which="IN", payments=PAYMENTS)} AS payment
    FROM clients_client c LEFT JOIN clients_contact p ON p.id = (
        SELECT q.id FROM clients_contact q WHERE q.client_id = c.id
        ORDER BY CASE WHEN q.phone = '' THEN 1 ELSE 0 END, q.id LIMIT 1)
    WHERE c.ref IN ({{refs}}) {{visible}}
"""
"""The clients of these `{refs}` with one contact each, one who has a telephone first; `{visible}` limits them."""
_SPOKEN: Final = {"TR": "tr", "GB": "en", "IE": "en", "US": "en"}
"""Country -> the language in which a client there is written to, where the client's own is not known."""


class _Row(NamedTuple):
    """A row of _REACHABLE."""

    id: int
    ref: str
    name: str
    phone: str
    email: str
    language: str
    country: str
    responsible: str
    person: str
    role: str
    person_phone: str
    person_email: str
    relationship: str
    payment: str


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whom to ask for at a client's and how; `language` and ratings are "" where nobody knows them."""

    id: int
    name: str
    person: str
    role: str
    phone: str
    email: str
    language: str
    country: str
    responsible: str
    relationship: str
    payment: str


def reachable(refs: Collection[str], *, by: Actor) -> dict[str, Reachable]:
    """How these clients are reached, by their ref, in one statement; only those that the actor may see."""
    if not refs:
        return {}
    visible, theirs = visible_clients(by, "c.id")
    asked = {f"ref{place}": ref for place, ref in enumerate(sorted(refs))}
    statement = _REACHABLE.format(refs=", ".join(f"%({name})s" for name in asked), visible=visible)
    is_risk_seen = may(by, SEE_RISK)
    return {row.ref: _of(row, is_risk_seen=is_risk_seen) for row in rows(_Row, statement, {**asked, **theirs})}


def _of(row: _Row, *, is_risk_seen: bool) -> Reachable:
    country = country_code(row.country)[0]
    return Reachable(
        row.id, row.name, row.person, row.role, row.person_phone or row.phone, row.person_email or row.email,
        row.language or _SPOKEN.get(country, ""), country, row.responsible,
        row.relationship if is_risk_seen else "",
        row.payment if is_risk_seen else "",
    )  # fmt: skip
