"""What would change the outlook of an invoice, or a client's standing: each time one fact is another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.columns import rows_of, stacked
from mainstay.insight.correction import AS_IT_IS
from mainstay.insight.fitting import fit
from mainstay.insight.income import earned, income_of
from mainstay.insight.ledger import NOT_YET
from mainstay.insight.ledger import ledger as columns_of
from mainstay.insight.outlook import outlook
from mainstay.insight.payment_history import payment_history
from mainstay.insight.policy import DEFAULT
from mainstay.insight.standing import LEAVING, STANDINGS, inactive_by, standings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.insight.correction import Correction
    from mainstay.insight.fitting import FittedFirm
    from mainstay.insight.inactivity import Inactivity, Invoices
    from mainstay.insight.income import Earned
    from mainstay.insight.ledger import Days, Flags, Ledger, Whole
    from mainstay.insight.payment_history import PaymentHistory

WAITED: Final = 30
"""Days without any payment that are looked ahead."""
_DAYS, _NEVER = 5.0, 0.05
"""A change of the middle by so many days, or of the chance of never by so much, is worth a sentence."""
_DAYS_A_POINT: Final = 200.0
"""Of two changes the one that moves the chance more is the larger; two days count as much as a hundredth of it."""
_BAD_NEWS: Final = ("nothing_paid", "stays_unpaid")
"""Facts of which anybody expects a later day, a higher chance of never, fewer points; of all others the opposite."""
_MOST: Final = 3
UNPAID_FOR: Final = 60
"""More days without payment that are supposed of what is due: two months, as late as an invoice can count."""
ON_TIME: Final = 3
"""So many more invoices paid on time are supposed."""
_POINTS: Final = 5
"""A change of the score by so many points is worth a sentence; a change of the standing always."""


@dataclass(frozen=True, slots=True)
class OutlookChange:
    """What one other fact would make of the middle (days from issue) and of the chance of never.

    The code says which: "dispute_settled", "part_paid" (something today), "others_paid" (all the client's other open
    invoices today; `count` of them), "nothing_paid" (the client pays nothing for `count` days).
    """

    code: str
    count: int
    q50: float
    never: float


@dataclass(frozen=True, slots=True)
class Changes:
    """The outlook as it is, and the three facts at most that would move it most, if noticeably and as expected."""

    q50: float
    never: float
    changed: tuple[OutlookChange, ...]


def what_would_change(
    ledger: Ledger,
    as_of: int,
    place: int,
    firm: FittedFirm | None = None,
    correction: Correction = AS_IT_IS,
    *,
    recorded_until: int | None = None,
) -> Changes:
    """Ask for the outlook of the open invoice at this place again and again, each time with one fact changed.

    Nothing after the day is looked at. Given what the firm has learnt, that stays, and the ledger needs no more than
    the client's own invoices; otherwise it is the whole book, learnt from anew each time as the next night will.
    What past forecasts taught (`correction`) stays. `recorded_until` is as `fit` takes it.
    """
    place = int(np.sum(ledger.issued[:place] <= as_of))
    known = ledger.known_on(as_of)
    others = [
        other
        for other in known.open_on(as_of)
        if other != place and known.client[other] == known.client[place] and known.amount_minor[other] > 0
    ]
    facts = [("part_paid", 0, _with(known, "part_paid", [place], as_of))]
    if known.is_in_dispute[place]:
        facts.append(("dispute_settled", 0, _with(known, "dispute_ended", [place], as_of)))
    if others:
        facts.append(("others_paid", len(others), _with(known, "paid", others, as_of)))

    # Only this client is silent: what the others teach by then is not known, so what was learnt today stays.
    def learnt_from(ledger: Ledger) -> FittedFirm:
        return replace(firm or fit(ledger, as_of, recorded_until=recorded_until), correction=correction)

    today = learnt_from(known)

    def asked(learnt: FittedFirm, ledger: Ledger, day: int) -> tuple[float, float]:
        seen = outlook(learnt, ledger, day, ledger.only([place]), [place])
        return float(seen.q50[0]), float(seen.never[0])

    q50, never = asked(today, known, as_of)
    found = [OutlookChange(code, count, *asked(learnt_from(other), other, as_of)) for code, count, other in facts]
    found.append(OutlookChange("nothing_paid", WAITED, *asked(today, known, as_of + WAITED)))

    def moved(one: OutlookChange) -> tuple[float, float]:
        """How far the middle and the chance move the way anybody would expect."""
        sign = 1 if one.code in _BAD_NEWS else -1
        return sign * (one.q50 - q50), sign * (one.never - never)

    def size(one: OutlookChange) -> float:
        days, chance = moved(one)
        return max(days / _DAYS_A_POINT, chance)

    found = [one for one in found if moved(one)[0] >= _DAYS or moved(one)[1] >= _NEVER]
    effects = sorted(found, key=size, reverse=True)[:_MOST]
    return Changes(q50, never, tuple(one for one in found if one in effects))


@dataclass(frozen=True, slots=True)
class StandingChange:
    """What one other fact would make of a client's standing (one of `STANDINGS`) and score.

    The code says which: "overdue_paid" (all that is overdue, `count` invoices, today), "lost_paid" (what was given up,
    today), "stays_unpaid" (what is due waits `count` days more), "paid_on_time" (the next `count` invoices), "orders"
    (an invoice today).
    """

    code: str
    count: int
    standing: str
    score: int


@dataclass(frozen=True, slots=True)
class StandingChanges:
    """The standing as the evidence has it, and the three facts at most that would turn it, or its score by five."""

    standing: str
    score: int
    changed: tuple[StandingChange, ...]


@dataclass(frozen=True, slots=True)
class Others:
    """A firm's other clients, without whom nobody can say how usual something is, or how large.

    `days` with an invoice, ascending and each once (the client's own may be among them), and `invoices` whose each of
    theirs is; `gathered` gives their record and income when told how the book was inactive.
    """

    days: Days
    invoices: Invoices
    gathered: Callable[[Inactivity], tuple[PaymentHistory, Earned]]


def standing_among(
    others: Others, known: Ledger, as_of: int, client: int, *, previous: int = -1, since: int = 0
) -> StandingChanges:
    """Ask for a client's standing again and again, each time with one fact changed as of the day.

    `known` are the client's own invoices as of the day; nothing after it is looked at. `client` is their code, and
    `previous` and `since` are those of `standings_of`. The others are gathered once, and once more where a new invoice
    would end the inactivity of the book.
    """
    inactive_before: list[tuple[Inactivity, tuple[PaymentHistory, Earned]]] = []

    def gathered(inactive: Inactivity) -> tuple[PaymentHistory, Earned]:
        for before, found in inactive_before:
            if before.is_like(inactive):
                return found
        inactive_before.append((inactive, others.gathered(inactive)))
        return inactive_before[-1][1]

    def scored(facts: Ledger) -> tuple[int, int]:
        is_sale = facts.amount_minor > 0
        mine = facts.client[is_sale], facts.issued[is_sale]
        inactive = inactive_by(np.union1d(others.days, mine[1]), lambda: chain(others.invoices(), [mine]), as_of)
        theirs, income = gathered(inactive)
        records = stacked([theirs, payment_history(facts, np.array([client]), inactive, DEFAULT)])
        found = standings_of(
            rows_of(records, np.argsort(records.client)),
            income_of(stacked([income, earned(facts, inactive.until)])),
            inactive,
            clients=np.array([client]),
            previous=[previous],
            since=[since],
        )
        return int(found.standing[0]), int(found.score[0])

    mine = known.amount_minor > 0
    waits = mine & (known.paid == NOT_YET) & (known.written_off == NOT_YET)
    is_overdue = waits & (known.late_from < as_of)
    overdue = np.flatnonzero(is_overdue)
    lost = np.flatnonzero(mine & (known.paid == NOT_YET) & (known.written_off < NOT_YET))

    standing, score = scored(known)
    facts = []
    if len(overdue):
        older = replace(
            known,
            due=np.where(is_overdue, known.due - UNPAID_FOR, known.due),
            late_from=np.where(is_overdue, known.late_from - UNPAID_FOR, known.late_from),
        )
        facts.append(("overdue_paid", len(overdue), _with(known, "paid", overdue, as_of)))
        facts.append(("stays_unpaid", UNPAID_FOR, older))
    if len(lost):
        back = _with(_with(known, "paid", lost, as_of), "written_off", lost, NOT_YET)
        facts.append(("lost_paid", len(lost), back))
    if mine.any():
        facts.append(("paid_on_time", ON_TIME, _and_more(known, mine, as_of, ON_TIME, paid=as_of)))
        if standing == LEAVING:
            facts.append(("orders", 1, _and_more(known, mine, as_of, 1, paid=NOT_YET)))
    found = [(code, count, *scored(other)) for code, count, other in facts]

    def size(one: tuple[str, int, int, int]) -> int:
        code, _, then, points = one
        gain = (score - points) if code in _BAD_NEWS else (points - score)
        return gain + (100 if then != standing and gain >= 0 else 0)

    effects = sorted((one for one in found if size(one) >= _POINTS), key=size, reverse=True)[:_MOST]
    changed = tuple(StandingChange(code, count, STANDINGS[then], points) for code, count, then, points in effects)
    return StandingChanges(STANDINGS[standing], score, changed)


def _and_more(known: Ledger, mine: Flags, day: int, count: int, *, paid: int) -> Ledger:
    """The ledger with so many more invoices of a client, all of one day: like its last one, and due at once."""
    last = np.flatnonzero(mine)[np.argmax(known.issued[mine])]
    more = columns_of(
        client=[int(known.client[last])] * count,
        issued=[day] * count,
        due=[day] * count,
        amount_minor=[int(known.amount_minor[last])] * count,
        currency=[int(known.currency[last])] * count,
        paid=[paid] * count,
    )
    return known.joined(more)


def _with(ledger: Ledger, column: str, places: Whole, day: int) -> Ledger:
    """The ledger with another day in one column."""
    days = getattr(ledger, column).copy()
    days[np.asarray(places, dtype=np.int64)] = day
    return replace(ledger, **{column: days})
