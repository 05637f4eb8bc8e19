"""What insight says of a firm from its whole ledger: what the product reads from tables in parts is gathered at once.

Tests and benchmarks have a ledger and no book.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mainstay.insight.cash import cash_of
from mainstay.insight.concentration import LATE_DAYS, concentration_of
from mainstay.insight.inactivity import Inactivity
from mainstay.insight.income import earned, income_of
from mainstay.insight.payment_history import payment_history
from mainstay.insight.payment_rating import payment_ratings_of
from mainstay.insight.policy import DEFAULT
from mainstay.insight.predicting import predict
from mainstay.insight.proposing import DEFAULT as PROPOSED_BY
from mainstay.insight.proposing import proposals_of, typical_amounts, usual
from mainstay.insight.similarity import similarity_of
from mainstay.insight.standing import inactive_by, standings_of
from mainstay.insight.what_if import Others, standing_among

if TYPE_CHECKING:
    from mainstay.insight.cash import CashAhead
    from mainstay.insight.concentration import Concentration
    from mainstay.insight.fitting import FittedFirm
    from mainstay.insight.income import Earned
    from mainstay.insight.ledger import Codes, Figures, Ledger, Whole
    from mainstay.insight.payment_history import PaymentHistory
    from mainstay.insight.payment_rating import PaymentRatings
    from mainstay.insight.policy import StandingPolicy
    from mainstay.insight.proposing import AgreedColumns, ProposalPolicy, Proposals
    from mainstay.insight.similarity import Similarity
    from mainstay.insight.standing import Standings
    from mainstay.insight.what_if import StandingChanges


def receivable(ledger: Ledger, as_of: int) -> Codes:
    """The places of the invoices open at the end of the day that have something left to pay."""
    rows = np.asarray(ledger.open_on(as_of), dtype=np.int64)
    return rows[ledger.open_minor[rows] > 0]


def cash_ahead(firm: FittedFirm, ledger: Ledger, as_of: int) -> tuple[CashAhead, ...]:
    """What the invoices open at the end of the day will bring in, one answer for each currency in ascending order."""
    rows = receivable(ledger, as_of)
    return cash_of(firm, predict(firm, ledger, as_of, ledger.rows(rows), rows), as_of)


def concentration(
    ledger: Ledger, as_of: int, *, expected: Whole | None = None, late_days: int = LATE_DAYS
) -> tuple[Concentration, ...]:
    """Measure each currency with income in the last 365 days, by what was known at the end of the day.

    `expected`: for each row of the ledger the day on which its payment is expected (looked at where it is open);
    without it, the due date. `open_minor` of the ledger is that of the day.
    """
    places = ledger.open_on(as_of)
    days = ledger.due if expected is None else np.asarray(expected, dtype=np.int64)
    income = income_of(earned(ledger.known_on(as_of), as_of))
    return concentration_of(income, ledger.only(places), days[places], as_of, late_days=late_days)


def proposals(
    ledger: Ledger,
    scored: Standings,
    asked: Ledger,
    never: Figures,
    *,
    standing: Codes,
    payment: Codes | None = None,
    agreed: AgreedColumns,
    firm_never: float,
    policy: ProposalPolicy = PROPOSED_BY,
) -> Proposals:
    """Propose what the evidence of a day asks for, from the whole ledger; the rest as in `proposals_of`."""
    known = ledger.known_on(scored.as_of)
    return proposals_of(
        usual(known, scored.as_of, policy),
        income_of(earned(known, scored.as_of)),
        scored,
        asked,
        never,
        typical=typical_amounts(known),
        standing=standing,
        payment=np.full(len(scored), -1) if payment is None else payment,
        agreed=agreed,
        firm_never=firm_never,
        policy=policy,
    )


def similarity(found: Standings, ledger: Ledger) -> Similarity:
    """Compare every client with the best, by what was known on the day of the standings."""
    return similarity_of(found, income_of(earned(ledger.known_on(found.as_of), found.until)))


def standings(
    ledger: Ledger,
    as_of: int,
    *,
    clients: Whole | None = None,
    agreement: Whole | None = None,
    previous: Whole | None = None,
    since: Whole | None = None,
    policy: StandingPolicy = DEFAULT,
) -> Standings:
    """Score the clients by what was known at the end of the day; nothing later is looked at.

    `clients`: the codes asked about; left out, all that had an invoice by that day. The rest as in `standings_of`.
    """
    known = ledger.known_on(as_of)
    codes = known.codes
    asked = codes if clients is None else np.asarray(clients, dtype=np.int64)
    # The firm's habit and income are those of all its clients; the answer is about those asked.
    is_sale = known.amount_minor > 0
    client, day = known.client[is_sale], known.issued[is_sale]
    inactive = inactive_by(np.unique(day), lambda: [(client, day)], as_of, policy)
    return standings_of(
        payment_history(known, np.union1d(codes, asked), inactive, policy),
        income_of(earned(known, inactive.until)),
        inactive,
        clients=asked,
        agreement=agreement,
        previous=previous,
        since=since,
        policy=policy,
    )


def payment_ratings(
    ledger: Ledger,
    as_of: int,
    *,
    clients: Whole | None = None,
    previous: Whole | None = None,
    since: Whole | None = None,
) -> PaymentRatings:
    """Rate how the clients pay, by what was known at the end of the day; left out, all who had an invoice by then."""
    known = ledger.known_on(as_of)
    asked = known.codes if clients is None else np.asarray(clients, dtype=np.int64)
    nothing = Inactivity(as_of, None, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    found = payment_history(known, np.union1d(known.codes, asked), nothing, DEFAULT)
    return payment_ratings_of(found, as_of=as_of, clients=asked, previous=previous, since=since)


def standing_would_change(
    ledger: Ledger, as_of: int, client: int, *, previous: int = -1, since: int = 0
) -> StandingChanges:
    """Ask for a client's standing again and again, each time with one fact changed as of the day.

    `ledger` holds all invoices, for the whole firm says how usual something is; `client` is the code of one of them.
    `previous` and `since` are those of `standings`. Nothing after the day is looked at.
    """
    known = ledger.known_on(as_of)
    is_mine = known.client == client
    rest = known.rows(~is_mine)
    is_sale = rest.amount_minor > 0
    client_of, day = rest.client[is_sale], rest.issued[is_sale]

    def gathered(inactive: Inactivity) -> tuple[PaymentHistory, Earned]:
        return payment_history(rest, rest.codes, inactive, DEFAULT), earned(rest, inactive.until)

    others = Others(np.unique(day), lambda: [(client_of, day)], gathered)
    return standing_among(others, known.rows(is_mine), as_of, client, previous=previous, since=since)
