"""How each client pays: on time, slow but sure, at risk, or not paying; and why.

Counts come before days. Five inputs give whole points, at most 100; what was lost, or waits too long, decides whatever
the points are. Every constant has its reason in docs/developer/standing.md, "The payment rating".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.columns import rows_of
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Whole
    from mainstay.insight.payment_history import PaymentHistory
    from mainstay.insight.punctuality import Punctuality

VERSION: Final = 1
"""Stored beside each stored rating; it rises when the same facts would be answered differently."""

PAYMENTS: Final = ("not_paying", "at_risk", "slow_but_sure", "on_time")
"""The ratings by their codes, 0 to 3, the worst first; `UNRATED` where nothing is known yet."""
NOT_PAYING, AT_RISK, SLOW_BUT_SURE, ON_TIME = range(4)
UNRATED: Final = -1
INPUTS: Final = ("on_time", "sure", "longest", "overdue", "losses")
"""The inputs in the order of the columns of `PaymentRatings.points`."""

_CODES: Final = ("lost", "never_paid", "stopped", "overdue", "at_risk", "slow_but_sure", "on_time", "unrated")
_RATING: Final = np.array(
    [NOT_PAYING, NOT_PAYING, NOT_PAYING, AT_RISK, AT_RISK, SLOW_BUT_SURE, ON_TIME, UNRATED], dtype=np.int64
)


@dataclass(frozen=True, slots=True)
class PaymentPolicy:
    """The points that each input gives at most, and the bounds between the ratings."""

    on_time: int = 50
    sure: int = 35
    longest: int = 15
    overdue: int = 30
    losses: int = 100

    worth: float = 2.0
    firm_worth: float = 20.0
    late_prior: float = 0.35
    very_late_prior: float = 0.03
    longest_days: int = 90

    on_time_from: int = 84
    on_time_until: int = 79
    slow_from: int = 35
    slow_until: int = 30

    few_days: int = 3
    never_days: int = 30
    beyond_days: int = 30
    stopped_days: int = 90
    stopped_times: float = 1.5
    stopped_at_most: int = 180


DEFAULT: Final = PaymentPolicy()


@dataclass(frozen=True, slots=True)
class PaymentRatings:
    """The payment rating of the clients asked about, as columns in the order asked.

    `rating` is a code of `PAYMENTS`, `UNRATED` where nothing has been paid, lost, or long overdue; `since` the day on
    which it began, so far as the previous rating tells. `points`: one column for each of `INPUTS`; `missing` where the
    input lacks facts. `late_ratio` is the share of late invoices, shrunk to the firm's. `seen` are the counts.
    """

    as_of: int
    client: Codes
    rating: Codes
    since: Days
    code: Codes
    points: Codes
    missing: Flags
    late_ratio: Figures
    seen: Punctuality

    def __len__(self) -> int:
        return len(self.client)

    @property
    def score(self) -> Codes:
        """The sum of each client's points, never below zero."""
        score: Codes = np.maximum(self.points.sum(axis=1), 0)
        return score

    def reason(self, place: int) -> Reason:
        """Why a client is rated so: points by input, what is missing, and the figures a sentence needs.

        The codes "lost", "never_paid" and "stopped" all mean not paying, "overdue" and "at_risk" at risk; "unrated"
        that nothing is known yet; the others are the rating itself.
        """
        return next(self.reasons([place]))

    def reasons(self, places: Whole | None = None) -> Iterator[Reason]:
        """The reasons of all, or of those at some places, one after the other."""
        of = slice(None) if places is None else places
        seen = self.seen
        figures = {
            **{f"{name}_points": column for name, column in zip(INPUTS, self.points.T, strict=True)},
            "score": self.score,
            "paid": seen.paid,
            "late": seen.late,
            "lost": seen.lost,
            "very_late": seen.very_late,
            "usual_days": seen.usual_days,
            "usual_latest_days": seen.usual_latest_days,
            "longest_days": seen.longest,
            "overdue": seen.overdue,
            "overdue_days": seen.overdue_days,
            "late_percent": np.rint(self.late_ratio * 100).astype(np.int64),
        }
        columns = (column[of].tolist() for column in (self.code, self.missing, *figures.values()))
        for code, lacks, *values in zip(*columns, strict=True):
            missing = [name for name, is_missing in zip(INPUTS, lacks, strict=True) if is_missing]
            yield Reason(_CODES[code], {**dict(zip(figures, values, strict=True)), "missing": missing})


def payment_ratings_of(
    found: PaymentHistory,
    *,
    as_of: int,
    clients: Codes,
    previous: Whole | None = None,
    since: Whole | None = None,
    policy: PaymentPolicy = DEFAULT,
) -> PaymentRatings:
    """Rate how the clients pay, by the record of all the firm's, theirs among them.

    `clients`: the codes asked about, ascending and each once; beside them `previous`, the code of the rating until now
    (-1 for none), and `since`, the ordinal day on which it began. The same facts and the same previous rating give the
    same answer.
    """
    size = len(clients)
    was = np.full(size, UNRATED, dtype=np.int64) if previous is None else np.asarray(previous, dtype=np.int64)
    began = np.full(size, as_of, dtype=np.int64) if since is None else np.asarray(since, dtype=np.int64)
    everybody = found.punctuality
    late_of_firm = _ratio(everybody.late_weight.sum(), everybody.weight.sum(), policy.late_prior, policy.firm_worth)
    very_late = everybody.very_late.sum()
    sure_or_not = very_late + everybody.in_time.sum()
    very_late_of_firm = _ratio(very_late, sure_or_not, policy.very_late_prior, policy.firm_worth)

    seen = rows_of(everybody, np.searchsorted(found.client, clients))
    late = (policy.worth * late_of_firm + seen.late_weight) / (policy.worth + seen.weight)
    # What came late, though not very late, stands in no denominator: it must not make up for what came very late.
    unsure = (policy.worth * very_late_of_firm + seen.very_late) / (policy.worth + seen.very_late + seen.in_time)
    is_lost = seen.lost > 0
    points = np.stack(
        [
            _whole(policy.on_time * (1 - late)),
            _whole(policy.sure * (1 - unsure)),
            _whole(policy.longest * (1 - np.minimum(1, seen.longest / policy.longest_days))),
            -_whole(policy.overdue * np.minimum(1, seen.overdue_days / policy.longest_days)),
            np.where(is_lost, -policy.losses, 0),
        ],
        axis=1,
    )
    is_undecided = (seen.paid == 0) & ~is_lost
    is_untried = is_undecided & (seen.overdue == 0)
    missing = np.stack([is_untried, is_untried, seen.paid == 0, is_untried, is_undecided], axis=1)
    points = np.where(missing, 0, points)
    score = points.sum(axis=1)

    waits = seen.overdue_days
    is_stopped = waits > np.minimum(
        np.maximum(policy.stopped_days, policy.stopped_times * seen.usual_latest_days), policy.stopped_at_most
    )
    is_seen = (seen.in_time > 0) | (seen.longest > 0) | (seen.late == 0)  # a payment of these three years, or none late
    # A bank takes a day or two: who was never later than that in three years pays on time, however often.
    is_prompt = (seen.longest <= policy.few_days) & (waits <= policy.few_days) & is_seen
    code = np.select(
        [
            is_lost,
            is_undecided & (waits > policy.never_days),
            is_undecided,
            is_stopped,
            waits > seen.usual_latest_days + policy.beyond_days,
            is_prompt,
            score >= np.where(was == ON_TIME, policy.on_time_until, policy.on_time_from),
            score >= np.where(was >= SLOW_BUT_SURE, policy.slow_until, policy.slow_from),
        ],
        [0, 1, 7, 2, 3, 6, 6, 5],
        4,
    )
    rating = _RATING[code]
    return PaymentRatings(
        as_of=as_of,
        client=clients,
        rating=rating,
        since=np.where(rating == was, began, as_of),
        code=code,
        points=points,
        missing=missing,
        late_ratio=late,
        seen=seen,
    )


def _ratio(some: float, whole: float, prior: float, worth: float) -> float:
    """The share of a firm: its own record, and what holds of firms of which nothing is known."""
    return float((worth * prior + some) / (worth + whole))


def _whole(points: Figures) -> Codes:
    return np.floor(points + 0.5).astype(np.int64)
