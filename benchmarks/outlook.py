"""When will it be paid, will it ever be: the outlook beside simple rules and learning machines, and what it costs.

Strictly temporal, on the IBM sample: the last 30 % by issue date are forecast on the day of issue, everything is learnt
anew each month, and nothing later than that day is looked at. Cold: a fifth of the clients at a time lose their past,
so that their first three invoices of the test are the first the firm ever sent them.
"""

from __future__ import annotations

import csv
import os
import sys
from datetime import date, datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from benchmarks.figures import Figure, at_least, at_most, best_of, plain, within
from benchmarks.outlook_firms import Invented, firms
from benchmarks.outlook_rivals import (
    AgeingBuckets,
    ClientMean,
    GlobalPrior,
    HazardBoosting,
    LastValue,
    LightGbm,
    LogisticLandmarks,
    RandomForest,
)

from mainstay.insight.fitting import FittedFirm, fit
from mainstay.insight.ledger import NOT_YET, Ledger, ledger
from mainstay.insight.outlook import outlook

if TYPE_CHECKING:
    from benchmarks.outlook_rivals import Forecaster
    from numpy.typing import NDArray

    Column = NDArray[Any]

NAME = "outlook"
SUMMARY = "when invoices are paid, and whether, on the IBM sample and on invented firms"
SAMPLE = Path(os.environ.get("MAINSTAY_SHARED_DATA", "../shared/data")) / "ibm-late-payments.csv"
"""Beside the project, as the tests look for it."""
_TESTED = 0.3
_FOLDS = 5
_FIRST = 3
_FIRM_SIZES = {30: 400, 100: 300, 300: 120, 1_000: 100}
"""Invoices of a firm -> how many such firms are invented."""
_BANDS = (0.0, 0.02, 0.1, 0.5, 0.9, 1.01)
_SHORT = 1e-4


class Limits(NamedTuple):
    """What is asked of the outlook."""

    auc: float
    brier: float
    log_loss: float
    mae: float
    pinball: float
    covered: tuple[float, float]


WARM = Limits(0.895, 0.1145, 0.367, 5.45, 3.40, (0.77, 0.86))
COLD = Limits(0.70, 0.184, 0.540, 7.95, 5.00, (0.75, 0.88))


class Ours:
    """The outlook, under the same protocol as its rivals."""

    name = "outlook"
    firm: FittedFirm

    def learn(self, book: Ledger, day: int) -> None:
        """Learn from what was known at the end of the day."""
        self.firm = fit(book, day)

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:
        """Chance of late and the three quantiles of these rows, on the day they are issued."""
        seen = outlook(self.firm, book, day, book.rows(rows), rows)
        return np.stack((seen.late, seen.q10, seen.q50, seen.q90), axis=1)


def measure(size: float) -> list[Figure]:
    """Score all, then take the time."""
    rivals: list[type[Forecaster]] = [GlobalPrior, ClientMean, LastValue]
    if find_spec("lightgbm") and find_spec("sklearn"):
        rivals += [LightGbm, RandomForest, HazardBoosting]
    else:
        sys.stderr.write(
            "Without LightGBM and scikit-learn some rivals are left out: pip install lightgbm scikit-learn\n"
        )
    found: list[Figure] = []
    if not SAMPLE.is_file():
        sys.stderr.write(f"There is no {SAMPLE} (MAINSTAY_SHARED_DATA names its folder): the sample is left out.\n")
    else:
        book = ibm_book(SAMPLE)
        for label, limits, task in (("warm", WARM, warm), ("cold", COLD, cold)):
            found += _against_limits(label, limits, scores(*task(book, Ours)))
            for rival in rivals:
                found += [
                    plain(f"{label} {name}", value, rival.name) for name, value in scores(*task(book, rival)).items()
                ]
    return [*found, *_losses(size), *_times()]


def ibm_book(path: Path) -> Ledger:
    """The sample as a ledger; its disputes have no day and so cannot be known at issue."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def days(name: str) -> Column:
        return np.array([datetime.strptime(row[name], "%m/%d/%Y").toordinal() for row in rows])  # noqa: DTZ007 -- days

    def codes(name: str) -> Column:
        return np.unique([row[name] for row in rows], return_inverse=True)[1]

    return ledger(
        client=codes("customerID"),
        issued=days("InvoiceDate"),
        due=days("DueDate"),
        amount_minor=np.array([round(float(row["InvoiceAmount"]) * 100) for row in rows]),
        paid=days("SettledDate"),
        channel=codes("PaperlessBill"),
        group=codes("countryCode"),
    )


def warm(book: Ledger, forecaster: type[Forecaster]) -> tuple[Column, Column, Column]:
    """Days, whether late, and what was forecast, of the last part of the book."""
    return _predicted(book, book.issued >= first_tested_day(book), forecaster)


def cold(book: Ledger, forecaster: type[Forecaster]) -> tuple[Column, Column, Column]:
    """The same of clients whose past is taken away: their first three invoices."""
    parts = []
    for fold in range(_FOLDS):
        mine = book.client % _FOLDS == fold
        left = book.rows(~(mine & (book.issued < first_tested_day(book))))
        order = np.lexsort((left.issued, left.client))
        start = np.flatnonzero(np.append(True, np.diff(left.client[order]) > 0))
        nth = np.empty(len(left), dtype=int)
        nth[order] = np.arange(len(left)) - np.repeat(start, np.diff(np.append(start, len(left))))
        parts.append(_predicted(left, (left.client % _FOLDS == fold) & (nth < _FIRST), forecaster))
    days, late, seen = (np.concatenate(part) for part in zip(*parts, strict=True))
    return days, late, seen


def first_tested_day(book: Ledger) -> int:
    """The day of issue from which on invoices are forecast, not only learnt from."""
    return int(np.sort(book.issued)[int((1 - _TESTED) * len(book))])


def _predicted(book: Ledger, tested: Column, forecaster: type[Forecaster]) -> tuple[Column, Column, Column]:
    made = forecaster()
    month = None
    seen = np.zeros((len(book), 4))
    for day in map(int, np.unique(book.issued[tested])):
        if (now := date.fromordinal(day).replace(day=1)) != month:
            made.learn(book, day - 1)
            month = now
        rows = np.flatnonzero(tested & (book.issued == day))
        seen[rows] = made.predict(book, day, rows)
    return book.days[tested], (book.paid > book.due)[tested], seen[tested]


def scores(days: Column, late: Column, seen: Column) -> dict[str, float]:
    """How good it was; the mean pinball loss counts twice, so that at the middle it is the absolute error."""
    chance, low, middle, high = seen.T
    safe = np.clip(chance, _SHORT, 1 - _SHORT)
    pairs = chance[late][:, None] - chance[~late][None, :]

    def pinball(quantile: Column, share: float) -> float:
        return float(np.mean(np.maximum(share * (days - quantile), (share - 1) * (days - quantile))))

    return {
        "AUC": float(np.mean(pairs > 0) + np.mean(pairs == 0) / 2),
        "Brier": float(np.mean((chance - late) ** 2)),
        "log-loss": float(-np.mean(np.where(late, np.log(safe), np.log(1 - safe)))),
        "MAE": float(np.mean(np.abs(days - middle))),
        "pinball": 2 * (pinball(low, 0.1) + pinball(middle, 0.5) + pinball(high, 0.9)) / 3,
        "covered": float(np.mean((days >= low) & (days <= high))),
    }


def _against_limits(label: str, limits: Limits, found: dict[str, float]) -> list[Figure]:
    return [
        at_least(f"{label} AUC", found["AUC"], limits.auc, "limit", ""),
        at_most(f"{label} Brier", found["Brier"], limits.brier, "limit", ""),
        at_most(f"{label} log-loss", found["log-loss"], limits.log_loss, "limit", ""),
        at_most(f"{label} MAE", found["MAE"], limits.mae, "limit", "days"),
        at_most(f"{label} pinball", found["pinball"], limits.pinball, "limit", "days"),
        within(f"{label} covered", found["covered"], *limits.covered, ""),
    ]


# -- never paid --------------------------------------------------------------------------------------------------------


def losses_predicted(firm: Invented) -> Column:
    """What the outlook says of the open invoices of an invented firm: the chance that each is never paid."""
    rows = firm.open_rows
    return outlook(fit(firm.ledger, firm.as_of), firm.ledger, firm.as_of, firm.ledger.rows(rows), rows).never


def _losses(size: float) -> list[Figure]:
    rivals: list[Any] = [AgeingBuckets()]
    if find_spec("sklearn"):
        rivals.append(LogisticLandmarks())
    found = []
    for invoices, count in _FIRM_SIZES.items():
        made = firms(invoices, max(int(count * size), 2), seed=2)
        never = np.concatenate([firm.is_never[firm.open_rows] for firm in made])
        ours = np.concatenate([losses_predicted(firm) for firm in made])
        happened = float(never.mean())
        label = f"never, {invoices} invoices"
        found.append(within(f"{label}: predicted / happened", float(ours.mean()) / happened, 0.85, 1.15, ""))
        for rival in rivals:
            theirs = np.concatenate([rival.predict(firm) for firm in made])
            found.append(
                at_most(f"{label}: log-loss", _log_loss(ours, never), _log_loss(theirs, never), rival.name, "")
            )
            found.append(plain(f"{label}: predicted / happened", float(theirs.mean()) / happened, rival.name))
        for low, high in pairwise(_BANDS):
            chosen = (ours >= low) & (ours < high)
            if chosen.any():
                name = f"{label}: happened of {chosen.sum()} where {low:.0%}–{min(high, 1):.0%} was predicted"
                found.append(plain(name, float(never[chosen].mean()), "", float(ours[chosen].mean()), "outlook"))
    return found


def _log_loss(chance: Column, never: Column) -> float:
    safe = np.clip(chance, _SHORT, 1 - _SHORT)
    return float(-np.mean(np.where(never, np.log(safe), np.log(1 - safe))))


# -- time --------------------------------------------------------------------------------------------------------------


def _times() -> list[Figure]:
    found = []
    for invoices, limit in ((5_000, 0.25), (50_000, 1.0)):
        book, day = _large(invoices)

        def work(book: Ledger = book, day: int = day) -> None:
            rows = np.flatnonzero(book.paid == NOT_YET)
            outlook(fit(book, day), book, day, book.rows(rows), rows)

        (seconds,) = best_of(3, work)
        found.append(at_most(f"{invoices:,} invoices fitted, the open ones predicted", seconds, limit, "limit", "s"))

        def all_of_it(book: Ledger = book, day: int = day) -> None:
            outlook(fit(book, day), book, day, book)

        (seconds,) = best_of(3, all_of_it)
        found.append(at_most(f"{invoices:,} invoices fitted and as many predicted", seconds, limit, "limit", "s"))
    return found


def _large(invoices: int) -> tuple[Ledger, int]:
    chance = np.random.default_rng(7)
    start, span = 735_000, 1_500
    client = chance.integers(0, invoices // 25, invoices)
    issued = start + np.sort(chance.integers(0, span, invoices))
    terms = chance.choice([14, 30, 45], invoices)
    late = chance.gamma(1.5, 6, invoices // 25)[client] + chance.lognormal(1, 1, invoices)
    paid = issued + terms + late.astype(int) - 4
    book = ledger(
        client=client,
        issued=issued,
        due=issued + terms,
        amount_minor=chance.lognormal(11, 1, invoices).astype(np.int64),
        currency=client % 3,
        paid=np.where(chance.random(invoices) < 0.03, NOT_YET, paid),  # noqa: PLR2004 -- so many never pay
        channel=chance.integers(0, 3, invoices),
        group=client % 7,
    )
    day = start + span
    known = book.known_on(day)
    return known, day
