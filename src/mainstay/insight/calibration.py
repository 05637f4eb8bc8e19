"""What was forecast beside what happened, on the firm's own book.

Each month of the past is forecast again with what was known then. What is not yet decided is not scored, and whether an
invoice is scored never hangs on how it went. The rules: docs/developer/outlook.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight import priors
from mainstay.insight.cash import weeks_ahead
from mainstay.insight.columns import rows_of
from mainstay.insight.correction import AS_IT_IS, Correction, Moved, cash_moved_by, moved_by, stretched_by
from mainstay.insight.fitting import fit
from mainstay.insight.ledger import NOT_YET
from mainstay.insight.outlook import outlook, outlook_of
from mainstay.insight.predicting import LATE30, corrected, predict
from mainstay.insight.reliability import ENOUGH, reliability

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.insight.fitting import FittedFirm
    from mainstay.insight.ledger import Codes, Days, Figures, Flags, Ledger
    from mainstay.insight.reliability import Reliability

LEARNT_AT_MOST: Final = 10_000
"""Invoices of a book learnt from; of a larger one whole clients up to so many. They fix the firm's scatter to some two
in a hundred (the square root of 2/n)."""
SCORED_AT_MOST: Final = 2_000
"""Invoices scored; a share of one half is then known within two in a hundred, finer than anybody draws."""
WEEKS: Final = 4
"""Weeks from the first day of each month whose cash is held against what came."""
WEEKS_ENOUGH: Final = 12
"""Weeks below which nothing is said of them."""
_WEEK: Final = 7
_WEEK_COLUMNS: Final = 5
RELIABLE: Final = 0.1
"""How far forecast and happened may differ."""
_RANGE: Final = 0.8
_FRESH: Final = 0.25
_LEAST: Final = 1e-4
_SCATTER: Final = 2_654_435_761
"""Knuth's multiplier: orders codes as has nothing to do with when a client came, and days as with no weekday."""
_DAYS: Final = 60
_EARLIEST: Final = 100 * 366
"""No calendar begins before the year 1; no book does before the year 100."""


@dataclass(frozen=True, slots=True)
class CorrectionCases:
    """What the corrections rest on; columns, one place for each invoice, as forecast on its day of issue.

    `late` and `late30` as they would have been uncorrected; `q10`, `q50`, `q90` before the range was stretched;
    `tried` and `tried30`: late and 30 days late as the cases of the months before would have moved them.
    """

    late: Figures
    late30: Figures
    q10: Figures
    q50: Figures
    q90: Figures
    tried: Figures
    tried30: Figures

    def rows(self, places: Codes) -> CorrectionCases:
        """Only the invoices at these places."""
        return rows_of(self, places)


@dataclass(frozen=True, slots=True)
class Backtest:
    """What was forecast of past invoices, and what happened by the day `as_of`; columns, one place for each invoice.

    The last of the months is that of the day `until`.
    On the day of issue: `late`, `late30`, `q10`, `q50`, `q90` as the outlook has them, and `rule`, the mean of the
    client's payments so far in days (without any the firm's, without any the terms). `place` in the ledger, `issued`,
    `due` (days from issue until which it is not late); `days` from issue to payment, `NOT_YET` where
    unpaid; `is_lost` where it counts as never paid by now. `rests_on` is what the corrections rest on. `weeks`, one row
    for each of the first four weeks of a month and currency: the currency, what was expected of the invoices then open,
    the standard deviation of what they leave unsure, what fell due, what came.

    On the first of the month after it fell due, of invoices then open: `never`, and `is_never`; `never_place` in the
    ledger. `is_sampled`: the book was too large to score all.
    """

    as_of: int
    until: int
    months: int
    place: Codes
    issued: Days
    due: Days
    late: Figures
    late30: Figures
    q10: Figures
    q50: Figures
    q90: Figures
    rule: Figures
    rests_on: CorrectionCases
    weeks: Figures
    days: Days
    is_lost: Flags
    never_place: Codes
    never: Figures
    is_never: Flags
    is_sampled: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far the outlook of this firm could be trusted in so many months, the last that of the day `until`.

    `before`, `inside`, `after`: how many payments came before, in and after the range from `q10` to `q90`, which eight
    of ten should hit. `error_days`: how far the middle was off on average, `rule_error_days` the plain rule, over
    `errors` invoices, whatever comes more than 30 days late counted as 30 days late. `cash_error_ratio`: how far the
    cash expected in a week was off on average, as a share of what came, over `weeks`; `rule_cash_error_ratio` the rule
    that everything is paid on its due date. `is_reliable`: forecast and happened differ by ten points at most.
    """

    as_of: int
    until: int
    months: int
    late: Reliability
    late30: Reliability
    never: Reliability
    before: int
    inside: int
    after: int
    is_range_enough: bool
    error_days: float
    rule_error_days: float
    errors: int
    is_error_enough: bool
    is_sampled: bool
    weeks: int = 0
    cash_error_ratio: float = 0.0
    rule_cash_error_ratio: float = 0.0

    @property
    def is_reliable(self) -> bool:
        """Forecast and happened differ by ten points at most, as far as there are enough cases to tell."""
        return not self.unreliable

    @property
    def unreliable(self) -> tuple[str, ...]:
        """Which of "late", "late30", "range" were off by more; a range that held too often misleads nobody."""
        ranged = self.before + self.inside + self.after
        off = {
            "late": self.late.is_enough and abs(self.late.predicted - self.late.happened) > RELIABLE,
            "late30": self.late30.is_enough and abs(self.late30.predicted - self.late30.happened) > RELIABLE,
            # Where many are paid on the very day on which the range begins, it holds more than eight of ten.
            "range": self.is_range_enough and self.inside / max(ranged, 1) < _RANGE - RELIABLE,
        }
        return tuple(name for name, is_off in off.items() if is_off)


def backtest(ledger: Ledger, as_of: int, months: int = 12) -> Backtest:
    """Forecast the invoices of the last months again, each on its day of issue, with what was known on that day.

    The last month is the last in which an invoice was issued by `as_of`; all is learnt anew before each month begins.
    Scored are invoices whose due date has passed. Losses take longer to be known: for them the months end with the last
    in which one fell due that is decided, so a year earlier. Nothing after the day enters.
    At most `LEARNT_AT_MOST` invoices are learnt from and `SCORED_AT_MOST` scored, the same ones every time.
    """
    codes, counts = np.unique(ledger.client[ledger.issued <= as_of], return_counts=True)
    places = np.flatnonzero(np.isin(ledger.client, sampled(codes, counts)) & (ledger.issued <= as_of))
    seen = backtest_of(ledger.rows(places), as_of, *last_days(ledger, as_of), of=int(counts.sum()), months=months)
    return replace(seen, place=places[seen.place], never_place=places[seen.never_place])


def learnt(ledger: Ledger, as_of: int) -> FittedFirm:
    """Learn from what was known at the end of the day, and from how the forecasts of the year before it turned out."""
    firm = fit(ledger, as_of)
    return replace(firm, correction=correction_of(firm, backtest(ledger, as_of), ledger))


def sampled(clients: Codes, counts: Codes) -> Codes:
    """Of a book all clients that had so many invoices, of a large one some, chosen by their code alone.

    The counts may be of all invoices: what cannot be scored (paid on a day nobody knows) only makes the choice smaller.
    """
    order = np.argsort(clients * _SCATTER % 2**32, kind="stable")
    taken = order[np.cumsum(counts[order]) <= LEARNT_AT_MOST]
    return clients[taken if len(taken) else order[:1]]  # a single client may have more


def last_days(ledger: Ledger, as_of: int) -> tuple[int, int]:
    """The last day on which an invoice was issued by a day, and the last on which one fell due that is decided then.

    Zero for none. Those of a book are the later of those of its parts.
    """
    decided = as_of - priors.LOST_AFTER_DAYS - 1
    return _last(ledger.issued, ledger, as_of), _last(ledger.due, ledger, decided)


def backtest_of(book: Ledger, as_of: int, issued: int, fell_due: int, *, of: int, months: int = 12) -> Backtest:
    """Forecast again what is known of the clients sampled, as `backtest` does; places are those among their invoices.

    `issued` and `fell_due` are the `last_days` of the whole book, and `of` so many invoices it has.
    """
    places = np.sort(np.argsort(book.issued, kind="stable")[-LEARNT_AT_MOST:])  # of a single client its latest
    book = book.rows(places).known_on(as_of)
    book = replace(book, client=np.unique(book.client, return_inverse=True)[1])
    until, decided = issued or as_of, as_of - priors.LOST_AFTER_DAYS - 1
    fits = cache(lambda day: fit(book, day))
    rows, at_issue, rests_on, weeks = _at_issue(book, as_of, _firsts(until, months), fits)
    fell_due = min((fell_due or decided) + 31, decided)  # asked of on the first of the month after it
    overdue, never = _overdue(book, as_of, _firsts(fell_due, months + 1), fits)
    due, late, late30, q10, q50, q90, rule = at_issue
    is_never = ~book.is_paid | (book.paid > book.due + priors.LOST_AFTER_DAYS)
    return Backtest(
        as_of=as_of,
        until=until,
        months=months,
        place=places[rows],
        issued=book.issued[rows],
        due=due.astype(np.int64),
        late=late,
        late30=late30,
        q10=q10,
        q50=q50,
        q90=q90,
        rule=rule,
        rests_on=rests_on,
        weeks=weeks,
        days=np.where(book.paid < NOT_YET, book.days, NOT_YET)[rows],
        is_lost=book.is_lost(as_of, priors.LOST_AFTER_DAYS)[rows],
        never_place=places[overdue],
        never=never,
        is_never=is_never[overdue],
        is_sampled=len(book) < of,
    )


def calibration(seen: Backtest) -> Calibration:
    """Put what was forecast beside what happened, each only where it is decided by the day."""
    waited = seen.as_of - seen.issued
    bound = seen.due + LATE30
    is_old = waited >= bound
    # Whether a payment falls into the range is known once its end has passed; the range is of those paid at all.
    is_over = (waited >= seen.q90) & ~seen.is_lost
    before, after = (int(np.count_nonzero(is_over & missed)) for missed in (seen.days < seen.q10, seen.days > seen.q90))
    ranged, errors = int(np.count_nonzero(is_over)), int(np.count_nonzero(is_old))

    def error(middle: Figures) -> float:
        off = np.abs(np.minimum(seen.days, bound) - np.minimum(middle, bound))[is_old]
        return float(off.mean()) if errors else 0.0

    return Calibration(
        as_of=seen.as_of,
        until=seen.until,
        months=seen.months,
        late=reliability(seen.late, seen.days > seen.due),
        late30=reliability(seen.late30[is_old], (seen.days > bound)[is_old]),
        never=reliability(seen.never, seen.is_never),
        before=before,
        inside=ranged - before - after,
        after=after,
        is_range_enough=ranged >= ENOUGH,
        error_days=error(seen.q50),
        rule_error_days=error(seen.rule),
        errors=errors,
        is_error_enough=errors >= ENOUGH,
        is_sampled=seen.is_sampled,
        weeks=len(seen.weeks),
        cash_error_ratio=_cash_error(seen.weeks, 1),
        rule_cash_error_ratio=_cash_error(seen.weeks, 3),
    )


def _cash_error(weeks: Figures, column: int) -> float:
    """How far a column of the weeks was off on average, as a share of what came; each week counts alike."""
    off = 0.0
    for currency in np.unique(weeks[:, 0]):
        mine = weeks[weeks[:, 0] == currency]
        off += len(mine) * float(np.abs(mine[:, 4] - mine[:, column]).sum() / max(mine[:, 4].sum(), 1.0))
    return off / max(len(weeks), 1)


def _at_issue(
    book: Ledger, as_of: int, firsts: list[int], fits: Callable[[int], FittedFirm]
) -> tuple[Codes, Figures, CorrectionCases, Figures]:
    """The invoices scored; of each the due day and what was forecast of it on its day of issue; and what it rests on.

    Before each month begins the forecasts of the months before it, as far as they are decided, teach their correction.
    """
    is_scored = (book.amount_minor > 0) & (book.issued >= min(firsts, default=as_of + 1)) & (book.payable <= as_of)
    rows = _spread(_some_days(book.issued, np.flatnonzero(is_scored)), SCORED_AT_MOST)
    found, rests_on = np.zeros((7, len(book))), CorrectionCases(*np.zeros((7, len(book))))
    month, firm, tried = None, None, AS_IT_IS
    weeks = [np.zeros((0, _WEEK_COLUMNS))]
    for day in map(int, np.unique(book.issued[rows])):
        first = max(first for first in firsts if first <= day)
        if firm is None or first != month:
            month, firm = first, fits(first - 1)
            past = rows[book.issued[rows] < first]
            tried, taken = _corrections(firm, book.rows(past).known_on(first - 1), rests_on.rows(past), first)
            firm = replace(firm, correction=taken)
            weeks.append(_weeks(firm, book, first, as_of))
        mine = rows[book.issued[rows] == day]
        asked = predict(replace(firm, correction=AS_IT_IS), book, day, book.rows(mine), mine)
        plain = outlook_of(firm, asked)
        moved = corrected(asked, firm.correction, firm.never)
        seen = outlook_of(firm, moved)
        found[:, mine] = seen.due, seen.late, seen.late30, seen.q10, seen.q50, seen.q90, _rule(book, day, mine)
        rests_on.late[mine], rests_on.late30[mine] = plain.late, plain.late30
        rests_on.q10[mine], rests_on.q50[mine] = moved.quantile(0.1), seen.q50
        rests_on.q90[mine] = moved.quantile(0.9)
        rests_on.tried[mine] = tried.late.applied(plain.late)
        rests_on.tried30[mine] = tried.late30.applied(plain.late30)
    return rows, found[:, rows], rests_on.rows(rows), np.concatenate(weeks)


def _weeks(firm: FittedFirm, book: Ledger, first: int, as_of: int) -> Figures:
    """The weeks from the first of a month that have ended: currency, expected, what is unsure, by due date, came."""
    rows = np.asarray(book.open_on(first - 1), dtype=np.int64)
    rows = rows[(book.amount_minor[rows] > 0) & (book.part_paid[rows] >= first)]  # what is left of others is not known
    if not len(rows):
        return np.zeros((0, _WEEK_COLUMNS))
    asked = replace(book.rows(rows), open_minor=book.amount_minor[rows])
    seen = predict(firm, book, first - 1, asked, rows)
    found = []
    for one in weeks_ahead(firm, seen, first - 1, WEEKS):
        paid = (asked.currency == one.currency) & (asked.paid >= one.first) & (asked.paid < one.first + _WEEK)
        if one.first + _WEEK <= as_of + 1:
            found.append((one.currency, one.expected, one.alone, one.due, float(asked.amount_minor[paid].sum())))
    return np.array(found).reshape(-1, _WEEK_COLUMNS)


def correction_of(firm: FittedFirm, seen: Backtest, ledger: Ledger) -> Correction:
    """What the past forecasts of a firm teach for the next; `ledger` is the one that was forecast again."""
    found = _corrections(firm, ledger.rows(seen.place).known_on(seen.as_of), seen.rests_on, seen.as_of + 1)[1]
    weeks = seen.weeks
    mean = np.ones(len(weeks))
    for currency in np.unique(weeks[:, 0]):
        mine = weeks[:, 0] == currency
        mean[mine] = max(float(weeks[mine, 1].mean()), 1.0)
    level, spread = cash_moved_by(weeks[:, [1, 2, 4]] / mean[:, None])
    return replace(found, level=level, spread=spread)


def _corrections(firm: FittedFirm, book: Ledger, cases: CorrectionCases, first: int) -> tuple[Correction, Correction]:
    """What forecasts of these invoices teach, as far as they were decided before a day: to be tried, and to be taken.

    What forecast late months ago rests on less than the firm knows now, so cases fade. Taken is only what, tried on
    each month with what was known before it, would have made the forecasts clearly better.
    """
    payable = firm.clock.due(book) + book.issued
    weight = firm.memory.fading(payable) * 0.5 ** (np.maximum(first - payable, 0) / priors.CASE_HALF_LIFE)

    def moved(plain: Figures, tried: Figures, decided: Days) -> tuple[Moved, Moved]:
        is_old = decided < first
        happened, counts = (book.paid > decided)[is_old], priors.CASE_WORTH * weight[is_old]
        gained = float(counts @ (_surprise(plain[is_old], happened) - _surprise(tried[is_old], happened)))
        found = moved_by(plain[is_old], happened, counts)
        return found, found if gained > priors.CLEARLY else AS_IT_IS.late

    # The range is of those paid at all: what is open long past due says nothing of it.
    is_over = (book.issued + cases.q90 < first) & (book.is_paid | (payable + LATE30 > first)) & (weight > _FRESH)
    days = np.where(book.is_paid, book.days, first - book.issued)[is_over]
    before, after = (stretched_by(cases.q50[is_over], end[is_over], days) for end in (cases.q10, cases.q90))
    of_late = moved(cases.late, cases.tried, payable)
    of_late30 = moved(cases.late30, cases.tried30, payable + LATE30)
    both = (Correction(one, other, before, after) for one, other in zip(of_late, of_late30, strict=True))
    return next(both), next(both)


def _surprise(chance: Figures, happened: Flags) -> Figures:
    safe = np.clip(chance, _LEAST, 1 - _LEAST)
    return np.where(happened, -np.log(safe), -np.log1p(-safe))


def _overdue(book: Ledger, as_of: int, firsts: list[int], fits: Callable[[int], FittedFirm]) -> tuple[Codes, Figures]:
    """The invoices that fell due in a month and were open when it ended, long ago; the chance seen then of never."""
    all_rows, chances = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for before, first in pairwise(firsts):
        is_asked = (book.due >= before) & (book.due < first) & (book.issued <= first) & (book.amount_minor > 0)
        is_asked &= (book.paid > first) & (book.written_off > first) & (book.due + priors.LOST_AFTER_DAYS < as_of)
        rows = _spread(np.flatnonzero(is_asked), SCORED_AT_MOST // max(len(firsts) - 1, 1))
        if not len(rows):
            continue
        all_rows.append(rows)
        chances.append(outlook(fits(first - 1), book, first, book.rows(rows), rows).never)
    return np.concatenate(all_rows), np.concatenate(chances)


def _rule(book: Ledger, day: int, rows: Codes) -> Figures:
    """The mean of the client's payments by the day; without any the firm's, without any the terms."""
    paid = book.is_paid & (book.paid <= day)
    if not paid.any():
        return book.terms[rows].astype(float)
    count = np.bincount(book.client[paid], minlength=book.client.max() + 1)[book.client[rows]]
    total = np.bincount(book.client[paid], book.days[paid], minlength=book.client.max() + 1)[book.client[rows]]
    rule: Figures = np.where(count > 0, total / np.maximum(count, 1), book.days[paid].mean())
    return rule


def _spread(rows: Codes, at_most: int) -> Codes:
    """All, or so many evenly spread."""
    if len(rows) <= at_most:
        return rows
    return rows[np.arange(at_most) * len(rows) // at_most]


def _some_days(issued: Days, rows: Codes) -> Codes:
    """Of more invoices than are scored, those of some days, for those of one day are forecast at once.

    As many days as leave so many invoices, at least `_DAYS`, so that no single one decides; spread evenly, and on no
    certain weekday.
    """
    if len(rows) <= SCORED_AT_MOST:
        return rows
    days = np.unique(issued[rows])
    stretch = np.arange(len(days)) * max(len(days) * SCORED_AT_MOST // len(rows), min(_DAYS, len(days))) // len(days)
    scattered = days * _SCATTER % (1 << 32)
    order = np.lexsort(((scattered ^ scattered >> 16) * _SCATTER % (1 << 32), stretch))
    chosen = days[order[np.unique(stretch[order], return_index=True)[1]]]
    return rows[np.isin(issued[rows], chosen)]


def _last(day: Days, ledger: Ledger, as_of: int) -> int:
    """The last of these days, by the end of a day, on which there was something to be scored; zero for none."""
    days = day[(day <= as_of) & (ledger.issued <= as_of) & (ledger.amount_minor > 0)]
    return int(days.max(initial=0))


def _firsts(as_of: int, months: int) -> list[int]:
    """The first days of so many months, the last that of the day."""
    found = []
    day = date.fromordinal(max(as_of, _EARLIEST))
    for _ in range(months):
        day = day.replace(day=1)
        found.append(day.toordinal())
        day -= timedelta(days=1)
    return found[::-1]
