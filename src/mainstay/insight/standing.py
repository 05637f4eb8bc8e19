"""What each client is to the firm: steady, stepping stone, new, leaving, or not clear yet; and why.

Six inputs give whole points that add up to a score; the score, the client's rhythm and what it was until now decide.
Every formula and constant has its reason in docs/developer/standing.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from mainstay.insight.income import YEAR, income_of
from mainstay.insight.ledger import NOT_YET, places_in
from mainstay.insight.returning import fit_returning, returning, rhythms
from mainstay.insight.sleeping import sleep
from mainstay.kernel.problem import Reason

if TYPE_CHECKING:
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger, Whole
    from mainstay.insight.returning import Returning, Rhythm
    from mainstay.insight.sleeping import Sleep

VERSION: Final = 2
"""Kept beside each stored standing; it rises when the same facts would be answered differently."""

STANDINGS: Final = ("not_clear", "new", "stepping_stone", "steady", "leaving")
"""The standings by their codes, 0 to 4; as a previous standing -1 stands for none."""
NOT_CLEAR, NEW, STEPPING_STONE, STEADY, LEAVING = range(5)
INPUTS: Final = ("payments", "losses", "tenure", "rhythm", "agreement", "share")
"""The inputs in the order of the columns of `Standings.points`."""
UNKNOWN: Final = -1
_RHYTHM: Final = 2
"""So many visits make a rhythm; with one, coming back is only what is usual in the firm."""
_Columns = TypeVar("_Columns", "Rhythm", "Returning", "_Payments")

_NOTHING, _NOT_DUE, _FEW, _BACK, _NEW, _STEPPING_STONE, _STEADY, _LEAVING = range(8)
_CODES: Final = ("no_invoice", "nothing_due", "few_facts", "back", "new", "stepping_stone", "steady", "leaving")
_STANDING: Final = np.array(
    [NOT_CLEAR, NOT_CLEAR, NOT_CLEAR, NOT_CLEAR, NEW, STEPPING_STONE, STEADY, LEAVING], dtype=np.int64
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts, and from where: the points each input gives at most, and the bounds between the standings."""

    payments: int = 40
    losses: int = 30
    tenure: int = 10
    rhythm: int = 25
    agreement: int = 15
    share: int = 10

    worthless_days: int = 60
    fading_payments: float = 5.0
    payment_belief: float = 0.5
    payment_worth: float = 4.0
    losses_within_days: int = 3 * 365
    losses_worth: float = 2.0
    losses_weigh: float = 2.0
    lost_after_days: int = 365
    full_tenure_days: int = 3 * 365
    full_share: float = 0.1

    steady_from: int = 60
    steady_until: int = 50
    new_days: int = 90
    clear_visits: int = 3
    clear_after_days: int = 180
    leaving_visits: int = 4
    leaving_chance: float = 0.02
    leaving_until: float = 0.1


DEFAULT: Final = Policy()


@dataclass(frozen=True, slots=True)
class Standings:
    """The standing of the clients asked about, as columns in the order asked.

    `standing` is a code of `STANDINGS`, `since` the day on which it began, so far as the previous standing tells.
    `points`: one column for each of `INPUTS`; `missing` where the input lacks facts. `needs` is the score that steady
    needs of this client today (less for one who is steady already).

    The figures: `invoices` in all, `paid` of them (also after having been given up), `unpaid` though due (overdue or
    lost), `late_days` beyond the due date within which four of five of the last ten payments came (0: on time), `mark`
    the payment habit from 0 to 1, `record` the same without what is believed beforehand, `overdue` invoices now past
    due, `overdue_days` of the latest and `long_overdue` those too late to plan with; `lost` invoices of those `decided`
    in three years; the number of `visits`, `known` days since the first, `tenure` from the first to the last, `silent`
    since the last, `away` between the last two (0 for none); `usual_gap` days between visits; `alive`, `returns`,
    `returns_in_a_year` and `chance` of `returning.Returning`; `share` of the firm's income of the last 365 days;
    `agreement` 1, 0 or `UNKNOWN`.

    `asleep_since`: the last day with an invoice of a book that sleeps (`sleeping.Sleep`), None for one awake. Visits
    and income are judged as of that day, payments as of the day itself. No day that the book slept through is in
    `known`, `tenure`, `silent` and `away`; `slept` are those since the last visit.
    """

    as_of: int
    asleep_since: int | None
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
    silent: Days
    away: Days
    slept: Days
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
        """The day as of which visits and income are judged."""
        return self.as_of if self.asleep_since is None else self.asleep_since

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
        return Reason(
            _CODES[int(self.code[place])],
            {
                **{f"{name}_points": int(points) for name, points in zip(INPUTS, self.points[place], strict=True)},
                "missing": [name for name, lacks in zip(INPUTS, self.missing[place], strict=True) if lacks],
                "score": int(self.points[place].sum()),
                "needs": int(self.needs[place]),
                "invoices": int(self.invoices[place]),
                "paid": int(self.paid[place]),
                "unpaid": int(self.unpaid[place]),
                "late_days": int(self.late_days[place]),
                "overdue": int(self.overdue[place]),
                "overdue_days": int(self.overdue_days[place]),
                "long_overdue": int(self.long_overdue[place]),
                "lost": int(self.lost[place]),
                "decided": int(self.decided[place]),
                "visits": int(self.visits[place]),
                "known_days": int(self.known[place]),
                "tenure_days": int(self.tenure[place]),
                "silent_days": int(self.silent[place]),
                "away_days": int(self.away[place]),
                "slept_days": int(self.slept[place]),
                "asleep": self.asleep_since is not None,
                "gap_days": round(float(self.usual_gap[place])),
                "returns_percent": round(float(self.returns_in_a_year[place]) * 100),
                "share_percent": round(float(self.share[place]) * 100, 1),
                "agreement": int(self.agreement[place]),
            },
        )


@dataclass(frozen=True, slots=True)
class _Payments:
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


def standings(
    ledger: Ledger,
    as_of: int,
    *,
    clients: Whole | None = None,
    agreement: Whole | None = None,
    previous: Whole | None = None,
    since: Whole | None = None,
    policy: Policy = DEFAULT,
) -> Standings:
    """Judge the clients by what was known at the end of the day; nothing later is looked at.

    `clients`: the codes asked about, ascending and each once; left out, all that had an invoice by that day. Columns
    beside them: `agreement` 1 yes, 0 no, -1 unknown; `previous` the code of the standing until now, -1 for none, and
    `since` the ordinal day on which it began. The same facts and the same previous standing give the same answer.
    """
    known = ledger.known_on(as_of)
    asked = known.codes if clients is None else np.asarray(clients, dtype=np.int64)
    if np.any(asked[1:] <= asked[:-1]):
        message = "The clients asked about must be ascending and each there once."
        raise ValueError(message)
    size = len(asked)
    agreed, was = (_column(given, size, UNKNOWN) for given in (agreement, previous))
    began = _column(since, size, as_of)
    # The firm's habit and income are those of all its clients; the answer is about those asked. One more place, without
    # any row, stands for who never had an invoice.
    everyone = known.codes
    nobody = len(everyone)
    place = places_in(known.client, everyone)
    is_sale = known.amount_minor > 0
    visitor = np.where(is_sale, place, -1)
    # What the book slept through says nothing of its clients.
    slept = sleep(visitor, known.issued, as_of, visits=policy.leaving_visits, chance=policy.leaving_until)
    today = int(slept.counted(slept.until))
    come, earlier = rhythms(visitor, slept.counted(known.issued), nobody + 1)
    habit = fit_returning(come, today)
    seen, then = returning(habit, come, today), returning(habit, earlier, come.last)
    pay = _payments(known, visitor, nobody + 1, slept, policy)
    income = income_of(known, place, slept.until)
    of = np.searchsorted(everyone, asked)
    of = np.where(np.append(everyone, 0)[of] == asked, of, nobody)
    come, earlier, seen, then, pay = (_of(come, of), _of(earlier, of), _of(seen, of), _of(then, of), _of(pay, of))
    share = income.shares(nobody + 1)[of]
    invoices = np.bincount(place[is_sale], minlength=nobody + 1)[of]

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
    is_poor = none | (len(income.place) == 0)
    missing = np.stack(
        [is_untried, pay.decided + pay.long_overdue == 0, none, come.visits < _RHYTHM, agreed < 0, is_poor], axis=1
    )
    points = np.where(missing, 0, points)
    needs = np.where(was == STEADY, policy.steady_until, policy.steady_from)  # less to stay than to become
    is_bound = agreed == 1
    bound = np.where(was == LEAVING, policy.leaving_until, policy.leaving_chance)
    is_leaving = _is_silent(seen, come, bound, policy) & ~is_bound
    is_back = _is_silent(then, earlier, policy.leaving_chance, policy) & ~is_bound
    is_new = as_of - slept.told(come.first) <= policy.new_days  # nobody stays new because nothing was brought in
    is_few = (come.visits < policy.clear_visits) & (seen.silent <= policy.clear_after_days)
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
        asleep_since=slept.since,
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
        silent=seen.silent,
        away=np.where(come.visits < _RHYTHM, 0, come.last - earlier.last),
        slept=np.where(none, 0, as_of - slept.told(come.last) - seen.silent),
        usual_gap=come.usual,
        alive=seen.alive,
        returns=seen.returns,
        returns_in_a_year=seen.returns_in_a_year,
        chance=seen.chance,
        share=share,
        agreement=agreed,
    )


def _is_silent(seen: Returning, come: Rhythm, chance: Figures | float, policy: Policy) -> Flags:
    """Unusual for this client: by the model's measure and by its own longest gap, after enough visits to tell."""
    is_silent: Flags = (come.visits >= policy.leaving_visits) & seen.is_beyond & (seen.chance < chance)
    return is_silent


def _payments(known: Ledger, place: Codes, size: int, slept: Sleep, policy: Policy) -> _Payments:
    """Mark each invoice from 1 (on time) to 0 (60 days late), later ones counting more; count what is lost.

    What waits is counted to the day itself; what is remembered of losses does not fade while the book sleeps.
    """
    as_of = slept.as_of
    sales = np.flatnonzero((place >= 0) & ~known.is_undated)
    of, due, paid, lost_on = place[sales], known.due[sales], known.paid[sales], known.written_off[sales]
    is_paid = paid < NOT_YET
    gives_up = np.minimum(lost_on, due + policy.lost_after_days + 1)
    is_lost = ~is_paid & (gives_up <= as_of)
    is_overdue = ~is_paid & ~is_lost & (due < as_of)
    end = np.where(is_paid, paid, as_of)
    # While a dispute is open it is not the client who lets us wait.
    begins, ends = np.maximum(known.disputed[sales], due), np.minimum(known.dispute_ended[sales], end)
    late = np.maximum(end - due - np.maximum(ends - begins, 0), 0)
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
    believed = policy.payment_belief * policy.payment_worth
    longest = np.zeros(size, dtype=np.int64)
    longest[of[at]] = late[at]  # the last of each client is its latest
    is_long = is_overdue & (mark == 0)

    ago = slept.counted(slept.until) - slept.counted(decided_on)
    is_decided = (is_paid | is_lost) & (ago < policy.losses_within_days)
    is_lately = is_decided & (ago < YEAR)
    lost, decided, lost_lately, decided_lately, long_overdue = (
        np.bincount(of[chosen], minlength=size)
        for chosen in (is_lost & is_decided, is_decided, is_lost & is_lately, is_lately, is_long)
    )
    # The worse of the last year with what is long overdue, and of three years: who stops paying shows at once.
    unpaid_lately = (lost_lately + long_overdue) / (decided_lately + long_overdue + policy.losses_worth)
    on = on[is_paid[on]]
    return _Payments(
        paid=np.bincount(of[on], minlength=size),
        unpaid=np.bincount(of[is_overdue | is_lost], minlength=size),
        late_days=_within(of[on], late[on], size),
        mark=good / weight,
        record=(good - believed) / np.where(weight > policy.payment_worth, weight - policy.payment_worth, 1.0),
        overdue=overdue,
        overdue_days=longest,
        long_overdue=long_overdue,
        lost=lost,
        decided=decided,
        unpaid_ratio=np.maximum(unpaid_lately, lost / (decided + policy.losses_worth)),
    )


def _faded(of: Codes, rank: Codes, mark: Figures, size: int, policy: Policy) -> tuple[Figures, Figures]:
    """Sum the marks of each client, the latest (rank 0) counting most, and their weights; the belief is in both."""
    fading: Figures = np.power(0.5, rank / policy.fading_payments)
    good, weight = (np.bincount(of, each, minlength=size).astype(float) for each in (fading * mark, fading))
    return policy.payment_belief * policy.payment_worth + good, policy.payment_worth + weight


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


def _whole(points: Figures) -> Codes:
    return np.floor(points + 0.5).astype(np.int64)


def _column(given: Whole | None, size: int, filling: int) -> Codes:
    return np.full(size, filling, dtype=np.int64) if given is None else np.asarray(given, dtype=np.int64)


def _of(columns: _Columns, of: Codes) -> _Columns:
    """These clients' rows."""
    return type(columns)(*(getattr(columns, column.name)[of] for column in fields(columns)))
