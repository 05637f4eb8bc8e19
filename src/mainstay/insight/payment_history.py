"""What each client's own invoices say of it: when it came, and how it has paid. No client's say anything of another's.

So a large book is gone through some clients at a time. The formulas: docs/developer/standing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mainstay.insight.income import YEAR
from mainstay.insight.ledger import NOT_YET, places_in
from mainstay.insight.punctuality import punctuality
from mainstay.insight.repeat_purchase import rhythms
from mainstay.insight.silences import silences

if TYPE_CHECKING:
    from mainstay.insight.inactivity import Inactivity
    from mainstay.insight.ledger import Codes, Days, Figures, Ledger
    from mainstay.insight.policy import StandingPolicy
    from mainstay.insight.punctuality import Punctuality
    from mainstay.insight.repeat_purchase import Rhythm
    from mainstay.insight.silences import Silences


@dataclass(frozen=True, slots=True)
class Payments:
    """How each client has paid."""

    paid: Codes
    unpaid: Codes
    late_days: Days
    mark: Figures
    record: Figures
    overdue: Codes
    overdue_days: Days
    long_overdue: Codes
    lost: Codes
    decided: Codes
    unpaid_ratio: Figures


@dataclass(frozen=True, slots=True)
class PaymentHistory:
    """One row for each client: its visits (and without the last of them), silences, payments, number of invoices."""

    client: Codes
    invoices: Codes
    come: Rhythm
    earlier: Rhythm
    payments: Payments
    silences: Silences
    punctuality: Punctuality


def payment_history(known: Ledger, clients: Codes, inactive: Inactivity, policy: StandingPolicy) -> PaymentHistory:
    """Gather what the invoices say of these clients, ascending; all of them that stand in the ledger, others may, too.

    The days are counted without those on which the book was inactive: they say nothing of its clients.
    """
    size = len(clients)
    visitor = np.where(known.amount_minor > 0, places_in(known.client, clients), -1)
    days = inactive.counted(known.issued)
    come, earlier = rhythms(visitor, days, size)
    return PaymentHistory(
        client=clients,
        invoices=np.bincount(visitor + 1, minlength=size + 1)[1:],
        come=come,
        earlier=earlier,
        payments=_payments(known, visitor, size, inactive, policy),
        silences=silences(visitor, days, size, visits=policy.leaving_visits, chance=policy.leaving_chance),
        punctuality=punctuality(known, visitor, size, inactive.as_of),
    )


def _payments(known: Ledger, place: Codes, size: int, inactive: Inactivity, policy: StandingPolicy) -> Payments:
    """Mark each invoice from 1 (on time) to 0 (60 days late), later ones counting more; count what is lost.

    What waits is counted to the day itself; what is remembered of losses does not fade while the book is inactive.
    """
    as_of = inactive.as_of
    sales = np.flatnonzero((place >= 0) & ~known.is_undated)
    of, due, paid, lost_on = place[sales], known.due[sales], known.paid[sales], known.written_off[sales]
    is_paid = paid < NOT_YET
    due_first = np.where(is_paid, due, known.late_from[sales])
    gives_up = np.minimum(lost_on, due + policy.lost_after_days + 1)
    is_lost = ~is_paid & (gives_up <= as_of)
    is_overdue = ~is_paid & ~is_lost & (due_first < as_of)
    end = np.where(is_paid, paid, as_of)
    # While a dispute is open it is not the client who lets us wait.
    begins, ends = np.maximum(known.disputed[sales], due_first), np.minimum(known.dispute_ended[sales], end)
    late = np.maximum(end - due_first - np.maximum(ends - begins, 0), 0)
    most = 10 * policy.worthless_days
    late = np.minimum(late, most)
    is_overdue &= late > 0

    # What was never paid stands in the queue as the worst of payments. Sorted by client, day, and lateness: equals
    # stand in one order whatever the order of the rows.
    decided_on = np.where(is_lost, gives_up, paid)
    late[is_lost] = most
    mark = np.maximum(1 - late / policy.worthless_days, 0)
    on = np.flatnonzero(is_paid | is_lost)
    on = on[_order(of[on], decided_on[on], late[on])]
    rank = _rank(of[on], size)
    count = np.bincount(of[on], minlength=size)
    good, weight = _faded(of[on], rank, mark[on], size, policy)
    # What is overdue counts as if it were paid today, before all payments, though never better than they are.
    at = np.flatnonzero(is_overdue)
    at = at[np.lexsort((late[at], of[at]))]
    overdue = np.bincount(of[at], minlength=size)
    place_in = np.arange(len(at)) - (np.cumsum(overdue) - overdue)[of[at]]
    so_far = np.minimum(mark[at], np.where(count > 0, good / weight, 1.0)[of[at]])
    of_all, rank_all = np.append(of[at], of[on]), np.append(place_in, rank + overdue[of[on]])
    good, weight = _faded(of_all, rank_all, np.append(so_far, mark[on]), size, policy)
    prior = policy.payment_prior * policy.payment_worth
    longest = np.zeros(size, dtype=np.int64)
    longest[of[at]] = late[at]  # the last of each client is its latest
    is_long = is_overdue & (mark == 0)

    ago = inactive.counted(inactive.until) - inactive.counted(decided_on)
    is_decided = (is_paid | is_lost) & (ago < policy.losses_within_days)
    is_lately = is_decided & (ago < YEAR)
    lost, decided, lost_lately, decided_lately, long_overdue = (
        np.bincount(of[chosen], minlength=size)
        for chosen in (is_lost & is_decided, is_decided, is_lost & is_lately, is_lately, is_long)
    )
    # The worse of the last year with what is long overdue, and of three years: who stops paying shows at once.
    unpaid_lately = (lost_lately + long_overdue) / (decided_lately + long_overdue + policy.losses_worth)
    on = on[is_paid[on]]
    return Payments(
        paid=np.bincount(of[on], minlength=size),
        unpaid=np.bincount(of[is_overdue | is_lost], minlength=size),
        late_days=_within(of[on], late[on], size),
        mark=good / weight,
        record=(good - prior) / np.where(weight > policy.payment_worth, weight - policy.payment_worth, 1.0),
        overdue=overdue,
        overdue_days=longest,
        long_overdue=long_overdue,
        lost=lost,
        decided=decided,
        unpaid_ratio=np.maximum(unpaid_lately, lost / (decided + policy.losses_worth)),
    )


def _faded(of: Codes, rank: Codes, mark: Figures, size: int, policy: StandingPolicy) -> tuple[Figures, Figures]:
    """Sum the marks of each client, the latest (rank 0) counting most, and their weights; the prior is in both."""
    fading: Figures = np.power(0.5, rank / policy.fading_payments)
    good, weight = (np.bincount(of, each, minlength=size).astype(float) for each in (fading * mark, fading))
    return policy.payment_prior * policy.payment_worth + good, policy.payment_worth + weight


def _order(of: Codes, day: Days, late: Days) -> Codes:
    """The places sorted by client, then day, then lateness; one sort of one number, which is quicker than three."""
    if not len(of):
        return of
    width = int(late.max()) + 1
    low = int(day.min())
    return np.argsort((of * (int(day.max()) - low + 1) + (day - low)) * width + late)


def _rank(of: Codes, size: int) -> Codes:
    """How many rows of the same client come after each; the rows are sorted by client."""
    return np.cumsum(np.bincount(of, minlength=size))[of] - 1 - np.arange(len(of))


def _within(of: Codes, late: Days, size: int) -> Days:
    """The days beyond the due date within which four of five of each client's last ten payments came."""
    lately = _rank(of, size) < 10  # noqa: PLR2004 -- as many as tell the rhythm
    of, late = of[lately], late[lately]
    late = late[np.lexsort((late, of))]
    count = np.bincount(of, minlength=size)
    place = np.cumsum(count) - count + (4 * count + 4) // 5 - 1
    found = np.zeros(size, dtype=np.int64)
    found[count > 0] = late[place[count > 0]]
    return found
