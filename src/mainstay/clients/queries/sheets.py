"""The sheets of an export that clients offers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mainstay.clients.queries.naming import WHO
from mainstay.kernel.offers import SheetQuery
from mainstay.timeline.queries.events import EVENTS, told_of

if TYPE_CHECKING:
    from datetime import date


class _EntryRow(NamedTuple):
    """An entry of the timeline and the words that belong to it; days, instants and JSON as the engine returns them."""

    client_ref: str | None
    client_name: str | None
    kind: str
    happened_on: object
    author: str
    subject_ref: str
    facts: object
    recorded_at: object
    texts: object
    erased_on: date | str | None


def _with_words(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """An _EntryRow with its facts and words as one JSON text."""
    one = _EntryRow._make(row)
    told = json.dumps(told_of(one.facts, one.texts, one.erased_on), ensure_ascii=False)
    who = (one.client_ref, one.client_name)
    return (*who, one.kind, one.happened_on, one.author, one.subject_ref, told, one.recorded_at)


SHEETS: Final = (
    SheetQuery(
        10,
        "Clients",
        ("Mainstay ref:t", "Client ID:t", "Client name:t", "Email:t", "Phone:t", "Street:t", "City:t", "Region:t",
         "Postal code:t", "Country:t", "Tax number:t", "Website:t", "Currency:c", "Language:t", "Terms:t",
         "Credit limit:a", "Deposit percent:t", "Group:t", "Notes:t", "Recorded at:m"),
        f"""
        SELECT c.ref, {WHO}, c.email, c.phone, c.street, c.city, c.region, c.postal_code, c.country, c.tax_number,
               c.website, c.currency, c.language, c.terms_days, c.credit_limit_minor, c.deposit_percent,
               c.client_group, c.notes, c.recorded_at
        FROM clients_client c ORDER BY c.id
        """,
    ),
    SheetQuery(
        20,
        "Contacts",
        ("Client ref:t", "Client ID:t", "Client name:t", "Contact name:t", "Contact email:t", "Contact phone:t",
         "Role:t"),
        f"""
        SELECT c.ref, {WHO}, p.name, p.email, p.phone, p.role
        FROM clients_contact p JOIN clients_client c ON c.id = p.client_id ORDER BY p.id
        """,
    ),
    # What a person decided; the evidence beside it is worked out again from the tables above.
    SheetQuery(
        110,
        "Standings by hand",
        ("Mainstay ref:t", "Client ID:t", "Client name:t", "Standing:t", "Reason:t", "Set on:d", "Set by:t",
         "Lifted on:d", "Lifted by:t"),
        f"""
        SELECT s.ref, {WHO}, s.standing, s.reason, s.set_on, s.set_by, s.lifted_on, s.lifted_by
        FROM clients_standingoverride s JOIN clients_client c ON c.id = s.client_id ORDER BY s.id
        """,
    ),
    SheetQuery(
        120,
        "Proposals",
        ("Mainstay ref:t", "Client ID:t", "Client name:t", "Proposed on:d", "Kind:t", "Proposed terms:t",
         "Terms before:t", "Proposed deposit percent:t", "Deposit percent before:t", "Currency:c",
         "Proposed credit limit:a", "Credit limit before:a", "State:t", "Answered on:d", "Answered by:t", "Answer:t",
         "Facts:t", "Version:t"),
        f"""
        SELECT p.ref, {WHO}, p.proposed_on, p.kind, p.days, CASE WHEN p.kind = 'terms' THEN p.held END, p.percent,
               CASE WHEN p.kind = 'deposit' THEN p.held END, p.currency, p.minor,
               CASE WHEN p.kind = 'credit_limit' THEN p.held END, p.state, p.answered_on, p.answered_by, p.answer,
               CAST(p.reason AS text), p.version
        FROM clients_proposal p JOIN clients_client c ON c.id = p.client_id ORDER BY p.id
        """,
    ),
    SheetQuery(
        130,
        "Timeline",
        ("Client ref:t", "Client:t", "What happened:t", "Happened on:d", "By:t", "Subject ref:t", "Facts:t",
         "Recorded at:m"),
        f"""
        SELECT c.ref, c.name, e.kind, e.happened_on, a.name, e.subject_ref, e.facts, e.recorded_at,
               w.texts, w.erased_on
        FROM {EVENTS} LEFT JOIN clients_client c ON c.id = e.client_id ORDER BY e.id
        """,
        _with_words,
    ),
)  # fmt: skip
