"""The sheets of an export that clients offers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.queries.naming import WHO
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.kernel.offers import SheetQuery
from mainstay.timeline.queries.events import EVENTS, facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def _with_words(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """An entry of the timeline with its facts and words as one JSON text."""
    facts = facts_of(entry["Facts:t"], entry["texts"], entry["erased_on"])
    return {**entry, "Facts:t": json.dumps(facts, ensure_ascii=False)}


SHEETS: Final = (
    SheetQuery(
        10,
        "Clients",
        f"""
        SELECT c.ref AS "Mainstay ref:t", {WHO}, c.email AS "Email:t", c.phone AS "Phone:t", c.street AS "Street:t",
               c.city AS "City:t", c.region AS "Region:t", c.postal_code AS "Postal code:t", c.country AS "Country:t",
               c.tax_number AS "Tax number:t", c.tax_office AS "Tax office:t",
               c.billing_address AS "Billing address:t", c.delivery_address AS "Delivery address:t",
               c.time_zone AS "Time zone:t", c.website AS "Website:t", c.currency AS "Currency:c",
               c.language AS "Language:t", c.terms_days AS "Terms:t", c.credit_limit_minor AS "Credit limit:a",
               c.deposit_percent AS "Deposit percent:t", c.client_group AS "Group:t",
               c.responsible AS "Looked after by:t", c.tags AS "Tags:t", c.archived_on AS "Archived on:d",
               c.notes AS "Notes:t",
               c.recorded_at AS "Recorded at:m"
        FROM clients_client c ORDER BY c.id
        """,
    ),
    SheetQuery(
        20,
        "Contacts",
        f"""
        SELECT c.ref AS "Client ref:t", {WHO}, p.name AS "Contact name:t", p.email AS "Contact email:t",
               p.phone AS "Contact phone:t", p.role AS "Role:t", p.language AS "Language:t",
               p.time_zone AS "Time zone:t", p.receives AS "Receives:t"
        FROM clients_contact p JOIN clients_client c ON c.id = p.client_id ORDER BY p.id
        """,
    ),
    SheetQuery(
        105,
        "Merges",
        """
        SELECT m.ref AS "Mainstay ref:t",
               CASE WHEN g.external_id = '' THEN g.ref ELSE g.external_id END AS "Client ID:t",
               g.name AS "Client name:t",
               CASE WHEN c.external_id = '' THEN c.ref ELSE c.external_id END AS "Merged into ID:t",
               c.name AS "Merged into:t", m.merged_on AS "Merged on:d", m.undone_on AS "Undone on:d"
        FROM clients_merge m JOIN clients_client g ON g.id = m.gone_id JOIN clients_client c ON c.id = m.stays_id
        ORDER BY m.id
        """,
    ),
    # What a person decided; the evidence beside it is worked out again from the tables above.
    SheetQuery(
        110,
        "Standings by hand",
        f"""
        SELECT s.ref AS "Mainstay ref:t", {WHO}, s.standing AS "Standing:t", s.reason AS "Reason:t",
               s.set_on AS "Set on:d", s.set_by AS "Set by:t", s.lifted_on AS "Lifted on:d",
               s.lifted_by AS "Lifted by:t"
        FROM clients_standingoverride s JOIN clients_client c ON c.id = s.client_id ORDER BY s.id
        """,
        act=SEE_RISK,
    ),
    SheetQuery(
        120,
        "Proposals",
        f"""
        SELECT p.ref AS "Mainstay ref:t", {WHO}, p.proposed_on AS "Proposed on:d", p.kind AS "Kind:t",
               p.days AS "Proposed terms:t", CASE WHEN p.kind = 'terms' THEN p.agreed END AS "Terms before:t",
               p.percent AS "Proposed deposit percent:t",
               CASE WHEN p.kind = 'deposit' THEN p.agreed END AS "Deposit percent before:t", p.currency AS "Currency:c",
               p.minor AS "Proposed credit limit:a",
               CASE WHEN p.kind = 'credit_limit' THEN p.agreed END AS "Credit limit before:a", p.state AS "State:t",
               p.answered_on AS "Answered on:d", p.answered_by AS "Answered by:t", p.answer AS "Answer:t",
               p.who AS "Who:t", p.due_on AS "By when:d", p.later AS "Later because:t",
               CAST(p.reason AS text) AS "Facts:t", p.version AS "Version:t"
        FROM clients_proposal p JOIN clients_client c ON c.id = p.client_id ORDER BY p.id
        """,
        act=SEE_RISK,
    ),
    SheetQuery(
        130,
        "Timeline",
        f"""
        SELECT c.ref AS "Client ref:t", c.name AS "Client:t", e.kind AS "What happened:t",
               e.happened_on AS "Happened on:d", a.name AS "By:t", e.subject_ref AS "Subject ref:t",
               e.facts AS "Facts:t", e.recorded_at AS "Recorded at:m", w.texts, w.erased_on
        FROM {EVENTS} LEFT JOIN clients_client c ON c.id = e.client_id ORDER BY e.id
        """,
        _with_words,
        happening="What happened:t",
    ),
)  # fmt: skip
