"""What each client is to the firm: steady, stepping stone, new, leaving, or not clear yet; and why.

Six inputs give whole points that add up to a score; the score, the client's rhythm and what it was until now decide.
Every formula and constant has its reason in docs/developer/standing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.columns import rows_of
from mainstay.insight.inactivity import inactivity
from mainstay.insight.policy import DEFAULT, StandingPolicy
from mainstay.insight.repeat_purchase import fit_repeat_purchase, repeat_purchase
from mainstay.insight.silences import are_alarms_right, usual_stretch
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mainstay.insight.inactivity import Inactivity, Invoices
    from mainstay.insight.income import Income
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Whole
    from mainstay.insight.payment_history import PaymentHistory
    from mainstay.insight.repeat_purchase import RepeatPurchase, Rhythm

VERSION: Final = 3
"""Stored beside each stored standing; it rises when the same facts would be answered differently."""

STANDINGS: Final = ("too_early", "new", "stepping_stone", "steady", "drifting")
"""The standings by their codes, 0 to 4; as a previous standing -1 stands for none."""
NOT_CLEAR, NEW, STEPPING_STONE, STEADY, LEAVING = range(5)
INPUTS: Final = ("payments", "losses", "tenure", "rhythm", "agreement", "share")
"""The inputs in the order of the columns of `Standings.points`."""
UNKNOWN: Final = -1
_RHYTHM: Final = 2
"""So many visits make a rhythm; with one, coming back is only what is usual in the firm."""

_NOTHING, _NOT_DUE, _FEW, _BACK, _NEW, _STEPPING_STONE, _STEADY, _LEAVING = range(8)
_CODES: Final = ("no_invoice", "nothing_due", "few_facts", "back", "new", "stepping_stone", "steady", "leaving")
_STANDING: Final = np.array(
    [NOT_CLEAR, NOT_CLEAR, NOT_CLEAR, NOT_CLEAR, NEW, STEPPING_STONE, STEADY, LEAVING], dtype=np.int64
)


@dataclass(frozen=True, slots=True)
class Standings:
    """The standing of the clients asked about, as columns in the order asked.

    `standing` is a code of `STANDINGS`, `since` the day on which it began, so far as the previous standing tells.
    `points`: one column for each of `INPUTS`; `missing` where the input lacks facts. `needs` is the score that steady
    needs of this client today (less for one who is steady already).

    The figures: `invoices` in all, `paid` of them (also after having been given up), `unpaid` though due (overdue or
    lost), `late_days` beyond the due date within which four of five of the last ten payments came (0: on time), `mark`
    the payment habit from 0 to 1, `record` the same without the prior, `overdue` invoices now past
    due, `overdue_days` of the latest and `long_overdue` those too late to plan with; `lost` invoices of those `decided`
    in three years; the number of `visits`, `known` days since the first, `tenure` from the first to the last, `idle`
    since the last, `away` between the last two (0 for none); `usual_gap` days between visits; `alive`, `returns`,
    `returns_in_a_year` and `chance` of `repeat_purchase.RepeatPurchase`; `share` of the firm's income of the last 365
    days; `agreement` 1, 0 or `UNKNOWN`.

    `inactive_since`: the last day with an invoice of an inactive book (`inactivity.Inactivity`), else None.
    Visits and income are scored as of that day, payments as of the day itself. No day on which the book was inactive is
    in `known`, `tenure`, `idle` and `away`; `inactive` are those since the last visit.
    """

    as_of: int
    inactive_since: int | None
    client: Codes
    standing: Codes
    since: Days
    code: Codes
    points: Codes
    missing: Flags
    needs: Codes
    invoices: Codes
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
    visits: Codes
    known: Days
    tenure: Days
    idle: Days
    away: Days
    inactive: Days
    usual_gap: Figures
    alive: Figures
    returns: Figures
    returns_in_a_year: Figures
    chance: Figures
    share: Figures
    agreement: Codes

    def __len__(self) -> int:
        return len(self.client)

    @property
    def until(self) -> int:
        """The day as of which visits and income are scored."""
        return self.as_of if self.inactive_since is None else self.inactive_since

    @property
    def score(self) -> Codes:
        """The sum of each client's points."""
        score: Codes = self.points.sum(axis=1)
        return score

    def reason(self, place: int) -> Reason:
        """Why a client stands where it does: points by input, what is missing, and the figures a sentence needs.

        The codes "no_invoice", "nothing_due", "few_facts" and "back" (again after a silence unusual for them) all mean
        that it is not clear yet; the others are the standing itself.
        """
        return next(self.reasons([place]))

    def reasons(self, places: Whole | None = None) -> Iterator[Reason]:
        """The reasons of all, or of those at some places, one after the other."""
        of = slice(None) if places is None else places
        points = {f"{name}_points": column for name, column in zip(INPUTS, self.points.T, strict=True)}
        figures = {
            "score": self.score,
            "needs": self.needs,
            "invoices": self.invoices,
            "paid": self.paid,
            "unpaid": self.unpaid,
            "late_days": self.late_days,
            "overdue": self.overdue,
            "overdue_days": self.overdue_days,
            "long_overdue": self.long_overdue,
            "lost": self.lost,
            "decided": self.decided,
            "visits": self.visits,
            "known_days": self.known,
            "tenure_days": self.tenure,
            "idle_days": self.idle,
            "away_days": self.away,
            "inactive_days": self.inactive,
            "gap_days": np.rint(self.usual_gap).astype(np.int64),
            "returns_percent": np.rint(self.returns_in_a_year * 100).astype(np.int64),
            "share_percent": np.round(self.share * 100, 1),
            "agreement": self.agreement,
        }
        names = (*points, *figures)
        columns = (column[of].tolist() for column in (self.code, self.missing, *points.values(), *figures.values()))
        for code, lacks, *values in zip(*columns, strict=True):
            missing = [name for name, is_missing in zip(INPUTS, lacks, strict=True) if is_missing]
            said = dict(zip(names, values, strict=True))
            yield Reason(_CODES[code], {**said, "missing": missing, "is_inactive": self.inactive_since is not None})


def inactive_by(days: Days, invoices: Invoices, as_of: int, policy: StandingPolicy = DEFAULT) -> Inactivity:
    """Find when the book was inactive, as `inactivity` does, by the measure by which a client is leaving."""
    return inactivity(days, invoices, as_of, visits=policy.leaving_visits, chance=policy.leaving_until)


def standings_of(
    found: PaymentHistory,
    income: Income,
    inactive: Inactivity,
    *,
    clients: Codes,
    agreement: Whole | None = None,
    previous: Whole | None = None,
    since: Whole | None = None,
    policy: StandingPolicy = DEFAULT,
) -> Standings:
    """Score the clients by the record of all the firm's, theirs among them, and the income to the day `inactive.until`.

    `clients`: the codes asked about, ascending and each once. Columns beside them: `agreement` 1 yes, 0 no, -1 unknown;
    `previous` the code of the standing until now, -1 for none, and `since` the ordinal day on which it began. The same
    facts and the same previous standing give the same answer.
    """
    asked, as_of = clients, inactive.as_of
    if np.any(asked[1:] <= asked[:-1]):
        message = "The clients asked about must be ascending and each there once."
        raise ValueError(message)
    size = len(asked)
    agreed, was = (_column(given, size, UNKNOWN) for given in (agreement, previous))
    began = _column(since, size, as_of)
    today = int(inactive.counted(inactive.until))
    habit = fit_repeat_purchase(found.come, today)
    mine = rows_of(found, np.searchsorted(found.client, asked))
    come, earlier, pay, invoices = mine.come, mine.earlier, mine.payments, mine.invoices
    seen, then = repeat_purchase(habit, come, today), repeat_purchase(habit, earlier, come.last)
    share = income.shares(asked)

    unpaid = np.minimum(1, policy.losses_weigh * pay.unpaid_ratio)
    points = np.stack(
        [
            _whole(policy.payments * pay.mark),
            -_whole(policy.losses * unpaid),
            _whole(policy.tenure * np.minimum(1, (come.last - come.first) / policy.full_tenure_days)),
            _whole(policy.rhythm * seen.returns_in_a_year),
            np.where(agreed == 1, policy.agreement, 0),
            _whole(policy.share * np.sqrt(np.minimum(1, share / policy.full_share))),
        ],
        axis=1,
    )
    none = invoices == 0
    is_untried = pay.paid + pay.unpaid == 0
    is_poor = none | (len(income) == 0)
    missing = np.stack(
        [is_untried, pay.decided + pay.long_overdue == 0, none, come.visits < _RHYTHM, agreed < 0, is_poor], axis=1
    )
    points = np.where(missing, 0, points)
    needs = np.where(was == STEADY, policy.steady_until, policy.steady_from)  # less to stay than to become
    is_bound = agreed == 1
    bound = np.where(was == LEAVING, policy.leaving_until, policy.leaving_chance)
    is_alarm = _is_inactive(seen, come, bound, policy) & ~is_bound
    is_leaving = is_alarm & _is_beyond_all(found, mine, seen.idle)
    if is_leaving.any():
        everybody = repeat_purchase(habit, found.come, today)
        of_all = _is_inactive(everybody, found.come, policy.leaving_chance, policy)
        is_leaving &= are_alarms_right(found.silences, of_all, everybody.idle)
    is_back = _is_inactive(then, earlier, policy.leaving_chance, policy) & ~is_bound
    is_new = as_of - inactive.on_calendar(come.first) <= policy.new_days  # an inactive book makes nobody new
    is_few = (come.visits < policy.clear_visits) & (seen.idle <= policy.clear_after_days)
    was_clear = (was == STEADY) | (was == STEPPING_STONE)
    code = np.select(
        [
            none,
            is_leaving,
            is_new,
            is_back,
            missing[:, 0] & ~was_clear,
            is_few & ~was_clear,
            points.sum(axis=1) >= needs,
        ],
        [_NOTHING, _LEAVING, _NEW, _BACK, _NOT_DUE, _FEW, _STEADY],
        _STEPPING_STONE,
    )
    standing = _STANDING[code]
    return Standings(
        as_of=as_of,
        inactive_since=inactive.since,
        client=asked,
        standing=standing,
        since=np.where(standing == was, began, as_of),
        code=code,
        points=points,
        missing=missing,
        needs=needs,
        invoices=invoices,
        paid=pay.paid,
        unpaid=pay.unpaid,
        late_days=pay.late_days,
        mark=pay.mark,
        record=pay.record,
        overdue=pay.overdue,
        overdue_days=pay.overdue_days,
        long_overdue=pay.long_overdue,
        lost=pay.lost,
        decided=pay.decided,
        visits=come.visits,
        known=np.where(none, 0, today - come.first),
        tenure=come.last - come.first,
        idle=seen.idle,
        away=np.where(come.visits < _RHYTHM, 0, come.last - earlier.last),
        inactive=np.where(none, 0, as_of - inactive.on_calendar(come.last) - seen.idle),
        usual_gap=come.usual,
        alive=seen.alive,
        returns=seen.returns,
        returns_in_a_year=seen.returns_in_a_year,
        chance=seen.chance,
        share=share,
        agreement=agreed,
    )


def _is_inactive(seen: RepeatPurchase, come: Rhythm, chance: Figures | float, policy: StandingPolicy) -> Flags:
    """Unusual for this client: by the model's measure and by its own longest gap, after enough visits to tell."""
    is_inactive: Flags = (come.visits >= policy.leaving_visits) & seen.is_beyond & (seen.chance < chance)
    return is_inactive


def _is_beyond_all(found: PaymentHistory, mine: PaymentHistory, idle: Days) -> Flags:
    """Longer than any silence of this client that ended, and by its own rhythm than is usual with the firm's."""
    come = mine.come
    mean_gap = (come.last - come.first) / np.maximum(come.repeats, 1)
    is_beyond_all: Flags = (idle > mine.silences.longest) & (idle > usual_stretch(found.silences) * mean_gap)
    return is_beyond_all


def _whole(points: Figures) -> Codes:
    return np.floor(points + 0.5).astype(np.int64)


def _column(given: Whole | None, size: int, filling: int) -> Codes:
    return np.full(size, filling, dtype=np.int64) if given is None else np.asarray(given, dtype=np.int64)
