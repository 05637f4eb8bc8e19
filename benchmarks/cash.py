"""What open invoices bring in, week by week: how often the band holds, beside two plain rules; and what it costs.

Strictly temporal: on every day asked about all is learnt anew from what was known that day, and what the invoices open
then brought in is what happened. A week nothing may come in has a band from 0, which more than eight of ten weeks keep
to; so weeks are scored where the band has two sides, and all by their rank among the draws, ties broken by chance
(Czado, Gneiting, Held 2009).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from benchmarks.figures import Figure, at_most, best_of, peak_mb, plain, within
from benchmarks.outlook import SAMPLE, first_tested_day, ibm_book
from benchmarks.outlook_firms import firms
from tests.insight.whole_ledgers import cash_ahead, receivable

from mainstay.insight.calibration import backtest, calibration
from mainstay.insight.cash import WEEKS, paid_within, simulated
from mainstay.insight.fitting import fit
from mainstay.insight.ledger import NOT_YET, Ledger, ledger
from mainstay.insight.predicting import predict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Column = NDArray[Any]

NAME = "cash"
SUMMARY = "what open invoices bring in by week, on the IBM sample and on invented firms"
_COVERED = (0.72, 0.88)
_ENOUGH = 100
"""Bands of two sides below which the share that holds is unsure by more than half the way to a limit."""
_BAND = (0.1, 0.9)
_EARLY = 6
_FIRM_SIZES = {100: 150, 300: 80, 1_000: 50}
_RULES = ("all on the due date", "due date and mean delay")


class Compared(NamedTuple):
    """One row for each day asked about, one column for each week: what came, the band, the rank; the 13-week totals."""

    came: Column
    expected: Column
    low: Column
    high: Column
    rank: Column
    rank_of_total: Column
    rules: Column
    """Days, rules, weeks."""

    @property
    def is_two_sided(self) -> Column:
        """Where the band has two sides, which is known beforehand."""
        sided: Column = self.low > 0
        return sided

    @property
    def is_inside(self) -> Column:
        """Where what came lies in the band."""
        inside: Column = (self.came >= self.low) & (self.came <= self.high)
        return inside


def measure(size: float) -> list[Figure]:
    """Score the bands and the means, then take the time."""
    found: list[Figure] = []
    if SAMPLE.is_file():
        book = ibm_book(SAMPLE)
        days = range(first_tested_day(book), int(book.issued.max()) + 1, max(int(1 / size), 1))
        found += _of_sample(scored([(book, day) for day in days]))
    else:
        sys.stderr.write(f"There is no {SAMPLE} (MAINSTAY_SHARED_DATA names its folder): the sample is left out.\n")
    for invoices, count in _FIRM_SIZES.items():
        made = firms(invoices, max(int(count * size), 2), seed=2)
        asked = [(firm.ledger, firm.as_of - before) for firm in made for before in (90, 0)]
        found += _of_firms(f"firms of {invoices}", scored(asked))
    return [*found, *_times()]


def scored(asked: Iterable[tuple[Ledger, int]]) -> Compared:
    """What was forecast for each book on the day, and what happened."""
    chance = np.random.default_rng(1)
    rows = [_one(book, day, chance) for book, day in asked if len(receivable(book, day))]
    return Compared(*(np.array(column) for column in zip(*rows, strict=True)))


def _one(book: Ledger, day: int, chance: np.random.Generator) -> tuple[object, ...]:
    rows = receivable(book, day)
    firm = fit(book, day)
    (ahead,) = cash_ahead(firm, book, day)
    seen = predict(firm, book, day, book.rows(rows), rows)
    draws = simulated(firm, seen, paid_within(seen, day))[0]
    open_rows = book.rows(rows)
    came = _by_week(open_rows, open_rows.paid, day)
    known = book.known_on(day)
    delay = round(float(np.mean((known.paid - known.due)[known.is_paid]))) if known.is_paid.any() else 0
    rules = [_by_week(open_rows, np.maximum(open_rows.due + late, day + 1), day) for late in (0, delay)]
    total = _rank(draws.sum(axis=0)[None], came.sum()[None], chance)[0]
    return came, ahead.expected_minor, ahead.low_minor, ahead.high_minor, _rank(draws, came, chance), total, rules


def _by_week(invoices: Ledger, paid: Column, day: int) -> Column:
    """What comes in each week, were these the days of payment."""
    week = (paid - day - 1) // 7
    is_in = week < WEEKS
    return np.bincount(week[is_in], invoices.amount_minor[is_in], WEEKS).astype(np.int64)


def _rank(draws: Column, came: Column, chance: np.random.Generator) -> Column:
    off = np.rint(draws - came[:, None])
    found: Column = (off < 0).mean(axis=1) + (off == 0).mean(axis=1) * chance.random(len(came))
    return found


def _of_sample(seen: Compared) -> list[Figure]:
    two, inside = seen.is_two_sided, seen.is_inside
    found = [within(f"band of {two.sum()} weeks holds", float(inside[two].mean()), *_COVERED, "")]
    for week in range(WEEKS):
        if (count := two[:, week].sum()) >= _ENOUGH:
            share = float(inside[two[:, week], week].mean())
            found.append(within(f"band of week {week + 1} holds ({count} days)", share, *_COVERED, ""))
    found.append(plain("all weeks, by rank", _middle(seen.rank), ""))
    return [*found, *_errors("", seen)]


def _of_firms(label: str, seen: Compared) -> list[Figure]:
    found = [within(f"{label}: weeks 1–{_EARLY} by rank", _middle(seen.rank[:, :_EARLY]), *_COVERED, "")]
    if (count := seen.is_two_sided.sum()) >= _ENOUGH:
        share = float(seen.is_inside[seen.is_two_sided].mean())
        found.append(within(f"{label}: band of {count} weeks holds", share, *_COVERED, ""))
    found.append(plain(f"{label}: 13-week totals by rank", _middle(seen.rank_of_total), ""))
    return [*found, *_errors(f"{label}: ", seen)]


def _middle(rank: Column) -> float:
    return float(np.mean((rank >= _BAND[0]) & (rank <= _BAND[1])))


def _errors(label: str, seen: Compared) -> list[Figure]:
    """Mean absolute errors as shares of what came, each beside both rules."""

    def error(forecast: Column) -> tuple[float, float]:
        off = forecast - seen.came
        whole = seen.came.sum()
        return float(np.abs(off).sum() / whole), float(np.abs(off.sum(axis=1)).sum() / whole)

    ours = error(seen.expected)
    found = [plain(f"{label}expected of what came", float(seen.expected.sum() / seen.came.sum()), "")]
    for place, name in enumerate(_RULES):
        theirs = error(seen.rules[:, place])
        found.append(at_most(f"{label}error by week", ours[0], theirs[0], name, "of what came"))
        found.append(plain(f"{label}error of 13-week totals", ours[1], "of what came", theirs[1], name))
    return found


def _times() -> list[Figure]:
    found = []
    for invoices, limit in ((5_000, 1.0), (50_000, 5.0)):
        book, day = _open_book(invoices)

        def all_of_it(book: Ledger = book, day: int = day) -> None:
            cash_ahead(fit(book, day), book, day)

        before = peak_mb()
        (seconds,) = best_of(3, all_of_it)
        label = f"{invoices:,} open of {len(book):,} invoices"
        found.append(at_most(f"{label}: fitted, cash ahead", seconds, limit, "limit", "s cpu"))
        found.append(plain(f"{label}: peak memory", peak_mb(), "MB", before, "before it began"))
        (seconds,) = best_of(2, lambda book=book, day=day: calibration(backtest(book, day)))  # type: ignore[misc]
        found.append(at_most(f"{label}: a year compared", seconds, 5.0, "limit", "s cpu"))
    return found


def _open_book(open_invoices: int) -> tuple[Ledger, int]:
    """A book with so many open invoices, twice as many paid, in three currencies."""
    chance = np.random.default_rng(7)
    day, size, clients = 735_000, 3 * open_invoices, open_invoices // 10
    client = chance.integers(0, clients, size)
    issued = day - chance.integers(0, 600, size)
    terms = chance.choice([14, 30, 45], size)
    late = chance.gamma(1.5, 6, clients)[client] + chance.lognormal(1, 1, size)
    paid = np.minimum(issued + terms + late.astype(int) - 4, day)
    youngest = np.argsort(-issued, kind="stable")[:open_invoices]
    paid[youngest] = NOT_YET
    book = ledger(
        client=client,
        issued=issued,
        due=issued + terms,
        amount_minor=chance.lognormal(11, 1, size).astype(np.int64),
        currency=client % 3,
        paid=paid,
        channel=chance.integers(0, 3, size),
        group=client % 7,
    )
    return book, day
