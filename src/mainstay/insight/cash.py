"""What the open invoices will bring in, week by week: expected, and with a band, for their sum knows of its parts.

Simulated from the joint outlook. A client's invoices share its effect and its share of losses, all share what is unsure
in the firm's effects; each alone is exactly as the outlook has it. The formulas: docs/developer/outlook.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.loss_rate import chances_by_share, shares_weighed
from mainstay.insight.student_t import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from mainstay.insight.correction import Correction
    from mainstay.insight.fitting import FittedFirm
    from mainstay.insight.ledger import Codes, Days, Figures
    from mainstay.insight.predicting import Forecast

    Singles = NDArray[np.float32]

WEEKS: Final = 13
_WEEK: Final = 7
_LOW, _HIGH = 0.1, 0.9
_DRAWS: Final = (400, 1_000)
"""Fewest and most draws. With a thousand the rank of the edges of the band is right to one in a hundred; where there
are thousands of invoices their sum is smooth and fewer tell as much."""
_FEW: Final = 100
"""Draws from which a standard deviation is known within a tenth."""
_CELLS: Final = 5_000_000
"""Invoices times draws, as long as the fewest draws allow it."""
_BLOCK: Final = 50_000
"""Cells simulated at once: their columns stay in the processor's cache, and memory small."""
_SEED: Final = 13
"""Any fixed number: the same facts give the same band."""


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """A week of a currency, in minor units: expected, its standard deviation, by due date; `first` its first day."""

    currency: int
    first: int
    expected: float
    alone: float
    due: float


@dataclass(frozen=True, slots=True)
class EarlierParts:
    """What of invoices in instalments falls due before the last due date, as columns.

    Amounts are minor units of a currency's code; with the day each falls due and the last day of its invoice.
    """

    currency: Codes
    minor: Codes
    due: Days
    last_due: Days


@dataclass(frozen=True, slots=True)
class CashAhead:
    """What the open invoices of one currency will bring in, in its minor units.

    Columns of thirteen weeks, the first beginning on the day after the day asked about: `starts` (ordinals),
    `expected_minor` (the mean), `low_minor` and `high_minor` (one week in ten brings less than the one, one in ten more
    than the other), `due_minor` (by due date). What was due before the first week is `overdue_minor`, after the last
    `due_later_minor`.

    `within_minor` is what is expected in all thirteen weeks, with a band of its own (bands do not add up);
    `later_minor` what is expected after them, `never_minor` what is expected never; the three add up to `open_minor`,
    and so do the columns and sums of what is due. `invoices`: how many are open.
    """

    currency: int
    invoices: int
    open_minor: int
    starts: Days
    expected_minor: Codes
    low_minor: Codes
    high_minor: Codes
    due_minor: Codes
    overdue_minor: int
    due_later_minor: int
    within_minor: int
    within_low_minor: int
    within_high_minor: int
    later_minor: int
    never_minor: int


def cash_of(firm: FittedFirm, seen: Forecast, as_of: int) -> tuple[CashAhead, ...]:
    """What the invoices forecast at the end of the day will bring in, one answer for each currency in ascending order.

    What is counted is what is left to pay (`open_minor`); an invoice with nothing left, or a credit note, brings
    nothing in. Invoices not yet written are not forecast. Nothing after the day is looked at, and nothing is left to
    chance: the same facts give the same answer.
    """
    is_open = seen.asked.open_minor > 0
    if not is_open.all():
        seen = seen.rows(np.flatnonzero(is_open))
    if not len(seen):
        return ()
    paid = paid_within(seen, as_of)
    sums = with_weekly_error(simulated(firm, seen, paid), firm.correction)
    asked = seen.asked
    due_in = _due_in(asked.due, as_of)
    found = []
    for place, currency in enumerate(np.unique(asked.currency)):
        mine = asked.currency == currency
        amounts = asked.open_minor[mine]
        open_minor = int(amounts.sum())
        never_minor = int(seen.loss_minor[mine].sum())
        ever = open_minor - never_minor
        received = firm.correction.level * _expected(seen, paid, np.flatnonzero(mine))
        upto = np.minimum(np.rint(received).astype(np.int64), ever)
        due = np.zeros(WEEKS + 2, dtype=np.int64)
        np.add.at(due, due_in[mine], amounts)
        low, high = _band(sums[place])
        within_low, within_high = _band(sums[place].sum(axis=0))
        found.append(
            CashAhead(
                currency=int(currency),
                invoices=len(amounts),
                open_minor=open_minor,
                starts=as_of + 1 + _WEEK * np.arange(WEEKS),
                expected_minor=np.diff(upto, prepend=0),
                low_minor=low,
                high_minor=high,
                due_minor=due[1:-1],
                overdue_minor=int(due[0]),
                due_later_minor=int(due[-1]),
                within_minor=int(upto[-1]),
                within_low_minor=int(within_low),
                within_high_minor=int(within_high),
                later_minor=ever - int(upto[-1]),
                never_minor=never_minor,
            )
        )
    return tuple(found)


def with_earlier_parts(found: Iterable[CashAhead], earlier: EarlierParts, as_of: int) -> tuple[CashAhead, ...]:
    """The same, but what of invoices in instalments falls due before the last due date is due on its own day."""
    return tuple(_with_earlier_parts(cash, earlier, as_of) for cash in found)


def _with_earlier_parts(cash: CashAhead, earlier: EarlierParts, as_of: int) -> CashAhead:
    parts = earlier.currency == cash.currency
    due = np.concatenate(([cash.overdue_minor], cash.due_minor, [cash.due_later_minor]))
    np.add.at(due, _due_in(earlier.due[parts], as_of), earlier.minor[parts])
    np.subtract.at(due, _due_in(earlier.last_due[parts], as_of), earlier.minor[parts])
    return replace(cash, overdue_minor=int(due[0]), due_minor=due[1:-1], due_later_minor=int(due[-1]))


def weeks_ahead(firm: FittedFirm, seen: Forecast, as_of: int, weeks: int) -> tuple[WeekAhead, ...]:
    """The first weeks of each currency as forecast before any correction, roughly, to be held against what came."""
    is_open = seen.asked.open_minor > 0
    seen = seen if is_open.all() else seen.rows(np.flatnonzero(is_open))
    if not len(seen):
        return ()
    paid = paid_within(seen, as_of)
    sums = simulated(firm, seen, paid, _FEW)
    due_in = np.maximum((seen.asked.due - as_of - 1) // _WEEK, 0)  # what is overdue is due at once
    found = []
    for place, currency in enumerate(np.unique(seen.asked.currency).tolist()):
        mine = np.flatnonzero(seen.asked.currency == currency)
        expected = np.diff(_expected(seen, paid, mine), prepend=0.0)
        due = np.bincount(due_in[mine], seen.asked.open_minor[mine], minlength=weeks)
        alone = sums[place].std(axis=0)
        found += [
            WeekAhead(currency, as_of + 1 + _WEEK * week, float(expected[week]), float(alone[week]), float(due[week]))
            for week in range(weeks)
        ]
    return tuple(found)


def _due_in(due: Days, as_of: int) -> Codes:
    """In which week something falls due, counted from 1; 0: overdue, WEEKS + 1: later."""
    return np.clip((due - as_of - 1) // _WEEK, -1, WEEKS) + 1


def _expected(seen: Forecast, paid: Figures, places: Codes) -> Figures:
    """What the invoices at these places are expected to have brought by the end of each of the weeks."""
    upto = np.zeros(WEEKS)
    for start in range(0, len(places), _BLOCK):
        some = places[start : start + _BLOCK]
        parts = (1 - seen.never[some])[:, None] * paid[some] * seen.asked.open_minor[some][:, None]
        upto = np.add.reduce(np.vstack((upto, parts)), axis=0)
    return upto


def paid_within(seen: Forecast, as_of: int) -> Figures:
    """The chance that each, if it is paid at all, is paid by the end of each of the weeks."""
    paid = np.empty((len(seen), WEEKS))
    for week in range(WEEKS):
        end = as_of + _WEEK * (week + 1)
        np.clip(1 - seen.later_than(end - seen.asked.issued), 0, 1, out=paid[:, week])
    np.maximum.accumulate(paid, axis=1, out=paid)
    return paid


def with_weekly_error(sums: Figures, correction: Correction) -> Figures:
    """The draws with an error common to all that a week brings, as the firm's own past weeks had it."""
    if not correction.spread:
        return sums * correction.level
    width = np.sqrt(np.log1p(correction.spread**2))
    chance = np.random.default_rng(_SEED).standard_normal(sums.shape)
    found: Figures = sums * correction.level * np.exp(width * chance - width**2 / 2)
    return found


def simulated(firm: FittedFirm, seen: Forecast, paid: Figures, draws: int | None = None) -> Figures:
    """Receipts in minor units: for each currency in ascending order and each week, one figure for each draw.

    A payment's rank among the days it may come is a normal number, made of three: of the payment, of its client (one
    for all the client's invoices), of the firm's effects (one set for all invoices), in the proportions in which they
    make up the variance (a Gaussian copula; Li 2000). Whether it comes at all: the client's share of losses is drawn
    from its posterior, then each invoice by its chance given that share.
    """
    draws = draws or int(np.clip(_CELLS // max(len(seen.never), 1), *_DRAWS))
    chance = np.random.default_rng(_SEED)
    currencies, currency = np.unique(seen.asked.currency, return_inverse=True)
    whole, waits = seen.whole, seen.waits
    effects = chance.standard_normal((whole.apart.shape[1], draws), dtype=np.float32)
    reach = _single(whole.apart @ np.linalg.cholesky(firm.uncertainty) / whole.scale[:, None])
    own, noise = (_single(np.sqrt(part) / whole.scale)[:, None] for part in (whole.own, whole.noise))
    weighed = np.cumsum(shares_weighed(firm.never, waits.log), axis=1)
    sums = np.zeros(len(currencies) * (WEEKS + 1) * draws)
    last: tuple[int, Singles, Codes] | None = None  # a client's invoices may stand in two blocks
    for rows in _blocks(seen, max(_BLOCK // draws, 1)):
        clients, of = np.unique(waits.client[rows], return_inverse=True)
        effect = chance.standard_normal((len(clients), draws), dtype=np.float32)
        share = _drawn(weighed[clients], chance.random((len(clients), draws), dtype=np.float32))
        if last and last[0] == clients[0]:
            effect[0], share[0] = last[1:]
        last = int(clients[-1]), effect[-1], share[-1]
        rank = reach[rows] @ effects + own[rows] * effect[of]
        rank += noise[rows] * chance.standard_normal(rank.shape, dtype=np.float32)
        never = np.take_along_axis(_single(chances_by_share(waits.tail[rows], waits.odds[rows])), share[of], axis=1)
        week = np.zeros(rank.shape, dtype=np.uint8)
        for bound in _single(normal_quantile(paid[rows])).T:
            week += rank > bound[:, None]
        week[chance.random(rank.shape, dtype=np.float32) < never] = WEEKS
        cell = (currency[rows, None] * (WEEKS + 1) + week) * draws + np.arange(draws)
        amounts = np.repeat(seen.asked.open_minor[rows].astype(float), draws)
        sums += np.bincount(cell.ravel(), amounts, len(sums))
    return sums.reshape(len(currencies), WEEKS + 1, draws)[:, :WEEKS]


def _blocks(seen: Forecast, size: int) -> Iterator[Codes]:
    """The targets that may still be paid, client by client, so many at a time."""
    rows = np.flatnonzero(~seen.is_lost)
    rows = rows[np.argsort(seen.waits.client[rows], kind="stable")]
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _drawn(upto: Figures, chance: Singles) -> Codes:
    """The place of a share on the grid, for each chance; `upto` are the cumulated weights, a row for each client."""
    share = np.zeros(chance.shape, dtype=np.uint8)
    for edge in _single(upto[:, :-1]).T:
        share += chance > edge[:, None]
    return share.astype(np.int64)


def _band(sums: Figures) -> Codes:
    """The edges between which eight of ten draws lie; receipts come in lumps, so an edge is a sum that may occur."""
    return np.rint(np.quantile(sums, (_LOW, _HIGH), axis=-1, method="inverted_cdf")).astype(np.int64)


def _single(figures: Figures) -> Singles:
    return figures.astype(np.float32)
