"""What insight proposes against the risk of each client, asked with what is agreed and answered already."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from mainstay.clients.queries.proposals import agreed_with_all, standing_proposals
from mainstay.clients.rules.proposing import ACTS, VALUES, Proposed, is_same_currency
from mainstay.insight.proposing import CREDIT_LIMIT, DEFAULT, DEPOSIT, KINDS, NONE, TERMS, AgreedColumns, proposals_of

if TYPE_CHECKING:
    from mainstay.scoring.queries.scores import Scores

_Agreed = dict[int, tuple[int | None, int | None, int | None]]


def proposed(found: Scores) -> list[Proposed]:
    """What is to be proposed on the day of the scores, clients ascending. Two statements, whatever the size."""
    rows = agreed_with_all()
    agreed: _Agreed = {row.id: row.agreed for row in rows}
    currency = {row.id: row.currency for row in rows}
    words = list(dict.fromkeys((*found.words, *sorted(filter(None, currency.values())))))
    made = proposals_of(
        found.usual,
        found.income,
        found.standings,
        found.open.ledger,
        found.seen.never,
        typical=found.typical,
        standing=found.in_force,
        payment=found.payment_in_force,
        agreed=_agreed(found, agreed, currency, words),
        firm_never=found.firm.never,
    )
    at_risk = _at_risk(found)
    columns = zip(made.client.tolist(), made.kind.tolist(), made.value.tolist(), made.currency.tolist(), strict=True)
    said = []
    for place, (client, kind, value, code) in enumerate(columns):
        reason = made.reason(place)
        document = {"code": reason.code, **reason.params, "at_risk": at_risk.get(client, {})}
        if KINDS[kind] in ACTS:
            said.append(Proposed(client, KINDS[kind], None, "", None, document))
            continue
        its = words[code] if kind == CREDIT_LIMIT else ""
        said.append(Proposed(client, KINDS[kind], value, its, agreed[client][kind], document))
    return said


def _agreed(found: Scores, agreed: _Agreed, currency: dict[int, str], words: list[str]) -> AgreedColumns:
    asked = found.standings.client.tolist()
    none = (None, None, None)
    fields = [[NONE if value is None else value for value in agreed.get(client, none)] for client in asked]
    codes = {word: code for code, word in enumerate(words)}
    columns = np.array(fields, dtype=np.int64).reshape(-1, len(VALUES))
    is_open, rests = (np.full((len(columns), len(KINDS)), NONE, dtype=np.int64) for _ in range(2))
    place = {client: at for at, client in enumerate(asked)}
    since = found.as_of - timedelta(days=DEFAULT.rests_days)
    for row in standing_proposals(answered_after=since).iterator():
        at, kind = place.get(row.client_id), KINDS.index(row.kind)
        if at is None:
            continue
        if row.state != "open":
            rests[at, kind] = row.reason["grade"]
        elif row.kind in ACTS:
            is_open[at, kind] = 0
        elif row.agreed == agreed[row.client_id][kind] and is_same_currency(row.currency, currency[row.client_id]):
            is_open[at, kind] = getattr(row, VALUES[row.kind])
    return AgreedColumns(
        terms=columns[:, TERMS],
        deposit=columns[:, DEPOSIT],
        limit_minor=columns[:, CREDIT_LIMIT],
        currency=np.array([codes.get(currency.get(client, ""), NONE) for client in asked], dtype=np.int64),
        open=is_open,
        rests=rests,
    )


def _at_risk(found: Scores) -> dict[int, dict[str, int]]:
    """What the open invoices are expected to lose: client -> currency -> minor units."""
    at_risk: dict[int, dict[str, int]] = {}
    columns = (found.open.ledger.client, found.open.ledger.currency, found.seen.loss_minor)
    for client, code, minor in zip(*(column.tolist() for column in columns), strict=True):
        by_currency = at_risk.setdefault(client, {})
        word = found.words[code]
        by_currency[word] = by_currency.get(word, 0) + minor
    return at_risk
