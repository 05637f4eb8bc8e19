"""How the outlook holds on firms of seven kinds and four sizes, beside the truth's own figures and simple rivals.

Strictly temporal: the last 30 % of each firm's invoices are forecast on their day of issue, and each again on its
working due day and 15, 30, 60, 90 days after it where it is still unpaid; the firm is learnt anew every 30 days. All
firms of a kind and size are scored together, as many as give 20,000 scored invoices at size 1. A bound counts as held
within two standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmarks.figures import Figure, at_most, plain, within
from benchmarks.outlook_kinds import KINDS, SIZES, drawn
from benchmarks.outlook_rivals import ClientMean, GlobalPrior, LightGbm, OnTheDueDate, RandomForest
from tests.insight.whole_ledgers import cash_ahead, receivable

from mainstay.insight.calibration import learnt as learnt_from
from mainstay.insight.ledger import NOT_YET
from mainstay.insight.outlook import outlook

if TYPE_CHECKING:
    from benchmarks.outlook_kinds import Drawn
    from benchmarks.outlook_rivals import Forecaster
    from numpy.typing import NDArray

    from mainstay.insight.fitting import FittedFirm

    Column = NDArray[Any]

NAME = "kinds"
SUMMARY = "how the outlook holds on firms of seven kinds, from 30 invoices to 3,000"
_SCORED = 20_000
_TESTED = 0.7
_AGES = (0, 15, 30, 60, 90)
_WEEKS = 6
_EVERY = 30
_SHORT = 1e-4
_SHARES = np.array([0.1, 0.5, 0.9])


@dataclass(frozen=True, slots=True)
class Scored:
    """Pooled over firms: what was forecast and what happened; one entry for each invoice, or each invoice at an age.

    `days`: from issue, a large number for never; `ours`, `truth`, `rivals`: late, q10, q50, q90. `ages`: age, ours,
    the truth's, happened. `inside`, `weeks`: weeks whose cash lay in the band, and all, where the band has two sides.
    """

    late: Column
    days: Column
    ours: Column
    truth: Column
    rivals: dict[str, Column]
    ages: Column
    inside: int
    weeks: int


def measure(size: float) -> list[Figure]:
    """Judge every kind at every size."""
    found: list[Figure] = []
    for kind in KINDS:
        for invoices in SIZES:
            found += _figures(f"{kind}, {invoices}", scored(kind, invoices, int(_SCORED * size), seed=5))
    return found


def rivals(invoices: int) -> list[type[Forecaster]]:
    """Whom the outlook is held against; learning machines only where they are installed and have something to learn."""
    found: list[type[Forecaster]] = [GlobalPrior, ClientMean, OnTheDueDate]
    if invoices >= 300 and find_spec("lightgbm") and find_spec("sklearn"):  # noqa: PLR2004 -- the third size
        found += [LightGbm, RandomForest]
    return found


def scored(kind: str, invoices: int, wanted: int, seed: int, *, with_rivals: bool = True) -> Scored:
    """Draw firms until enough invoices are scored."""
    parts: list[Scored] = []
    while sum(part.late.size for part in parts) < wanted:
        firm = drawn(kind, invoices, seed * 10_000 + len(parts))
        parts.append(_Scoring(firm, rivals(invoices) if with_rivals else []).scored())

    def pooled(name: str) -> Column:
        return np.concatenate([getattr(part, name) for part in parts])

    return Scored(
        late=pooled("late"),
        days=pooled("days"),
        ours=pooled("ours"),
        truth=pooled("truth"),
        rivals={name: np.concatenate([part.rivals[name] for part in parts]) for name in parts[0].rivals},
        ages=pooled("ages"),
        inside=sum(part.inside for part in parts),
        weeks=sum(part.weeks for part in parts),
    )


class _Scoring:
    """Asks of one firm, day by day."""

    def __init__(self, firm: Drawn, others: list[type[Forecaster]]) -> None:
        self.firm, self.book = firm, firm.ledger
        self.told = replace(self.book, due=firm.payable)  # rivals are told the working due day as the due date
        self.others = [other() for other in others]
        self.first = int(np.quantile(self.book.issued, _TESTED))
        self.ours = np.zeros((len(self.book), 4))
        self.theirs = {one.name: np.zeros((len(self.book), 4)) for one in self.others}
        self.ages: list[tuple[float, ...]] = []
        self.inside, self.weeks = 0, 0

    def questions(self) -> dict[int, list[tuple[int, int]]]:
        """For each day the rows asked about: at issue (age -1), or so many days past the working due day."""
        found: dict[int, list[tuple[int, int]]] = {}
        for row in np.flatnonzero(self.book.issued >= self.first).tolist():
            found.setdefault(int(self.book.issued[row]), []).append((-1, row))
            for age in _AGES:
                day = int(self.firm.payable[row]) + age
                if self.book.paid[row] > day:
                    found.setdefault(day, []).append((age, row))
        return dict(sorted(found.items()))

    def scored(self) -> Scored:
        """Ask all, learning anew every so many days."""
        book, rows = self.book, np.flatnonzero(self.book.issued >= self.first)
        learnt, made = None, -_EVERY
        for day, asked in self.questions().items():
            if learnt is None or day >= made + _EVERY:
                learnt, made = self.learn(day), day
            self.ask(learnt, day, np.array([row for _, row in asked]), np.array([age for age, _ in asked]))
        return Scored(
            late=(book.paid > self.firm.payable)[rows],
            days=np.where(book.paid < NOT_YET, book.days, NOT_YET)[rows],
            ours=self.ours[rows],
            truth=np.column_stack((self.firm.late, self.firm.quantiles))[rows],
            rivals={name: found[rows] for name, found in self.theirs.items()},
            ages=np.array(self.ages).reshape(-1, 4),
            inside=self.inside,
            weeks=self.weeks,
        )

    def learn(self, day: int) -> FittedFirm:
        """Learn what was known when the day began, and hold the cash then ahead against what came."""
        learnt = learnt_from(self.book, day - 1)
        for one in self.others:
            one.learn(self.told, day - 1)
        for ahead in cash_ahead(learnt, self.book, day - 1) if day <= int(self.book.issued[-1]) else ():
            rows = receivable(self.book, day - 1)
            week = (self.book.paid[rows] - day) // 7
            is_in = week < _WEEKS
            came = np.bincount(week[is_in], self.book.amount_minor[rows][is_in], _WEEKS)
            low, high = ahead.low_minor[:_WEEKS], ahead.high_minor[:_WEEKS]
            self.inside += int(((came >= low) & (came <= high))[low > 0].sum())
            self.weeks += int((low > 0).sum())
        return learnt

    def ask(self, learnt: FittedFirm, day: int, rows: Column, ages: Column) -> None:
        """Forecast these rows."""
        seen = outlook(learnt, self.book, day, self.book.rows(rows), rows)
        new = ages < 0
        self.ours[rows[new]] = np.stack((seen.late, seen.q10, seen.q50, seen.q90), axis=1)[new]
        for one in self.others if new.any() else ():
            self.theirs[one.name][rows[new]] = one.predict(self.told, day, rows[new])
        for place in np.flatnonzero(~new).tolist():
            row, age = rows[place], int(ages[place])
            truth = float(self.firm.never_at(rows[place : place + 1], age)[0])
            self.ages.append((age, float(seen.never[place]), truth, float(self.book.paid[row] == NOT_YET)))


def brier(chance: Column, happened: Column) -> float:
    """The mean squared error of a chance."""
    return float(np.mean((chance - happened) ** 2))


def log_loss(chance: Column, happened: Column) -> float:
    """How surprising what happened was on average."""
    safe = np.clip(chance, _SHORT, 1 - _SHORT)
    return float(-np.mean(np.where(happened, np.log(safe), np.log(1 - safe))))


def pinball(days: Column, quantiles: Column) -> float:
    """Twice the mean loss of the three quantiles, over what is paid at all."""
    paid = days < NOT_YET
    off = days[paid, None] - quantiles[paid]
    return float(2 * np.mean(np.maximum(_SHARES * off, (_SHARES - 1) * off)))


def worst_decile(chance: Column, happened: Column) -> tuple[float, float]:
    """How far the worst of ten parts by forecast is off, and by how much beyond 3 points or two standard errors."""
    order = np.argsort(chance, kind="stable")
    off, over = 0.0, -1.0
    for part in np.array_split(order, 10):
        seen, came = float(chance[part].mean()), float(happened[part].mean())
        allowed = max(0.03, 2 * (max(seen * (1 - seen), 0.0) / len(part)) ** 0.5)
        off, over = max(off, abs(seen - came)), max(over, abs(seen - came) - allowed)
    return off, over


def _figures(label: str, seen: Scored) -> list[Figure]:
    return [*_of_late(label, seen), *_of_never(label, seen), *_of_cash(label, seen)]


def _of_late(label: str, seen: Scored) -> list[Figure]:
    ours, truth = seen.ours[:, 0], seen.truth[:, 0]
    off, over = worst_decile(ours, seen.late)
    found = [
        plain(f"{label}: late foreseen", float(ours.mean()), "", float(seen.late.mean()), "happened"),
        Figure(
            f"{label}: worst decile of late",
            off,
            worst_decile(truth, seen.late)[0],
            "truth",
            "",
            "3 points, 2 SE",
            over <= 0,
        ),
        plain(f"{label}: Brier", brier(ours, seen.late), "", brier(truth, seen.late), "truth"),
        plain(
            f"{label}: QS3",
            pinball(seen.days, seen.ours[:, 1:]),
            "days",
            pinball(seen.days, seen.truth[:, 1:]),
            "truth",
        ),
    ]
    for name, theirs in seen.rivals.items():
        found.append(
            at_most(f"{label}: Brier", brier(ours, seen.late), brier(theirs[:, 0], seen.late), name, "", times=1.02)
        )
        found.append(
            at_most(
                f"{label}: QS3",
                pinball(seen.days, seen.ours[:, 1:]),
                pinball(seen.days, theirs[:, 1:]),
                name,
                "days",
                times=1.02,
            )
        )
    return found


def _of_never(label: str, seen: Scored) -> list[Figure]:
    found = []
    for age in _AGES:
        _, never, true, happened = seen.ages[seen.ages[:, 0] == age].T
        count = len(happened)
        if not count:
            continue
        error = 2 * (float(np.sum(true * (1 - true)))) ** 0.5 / max(float(happened.sum()), 1.0)
        ratio = float(never.sum()) / max(float(happened.sum()), 1.0)
        allowed = max(0.1, error)
        found.append(
            Figure(f"{label}: never at {age}, foreseen / happened of {int(happened.sum())}", ratio,
                   float(true.sum()) / max(float(happened.sum()), 1.0), "truth", "", f"1 ± {allowed:.2f}",
                   abs(ratio - 1) <= allowed)
        )  # fmt: skip
        excess = _losses_each(never, happened) - _losses_each(true, happened)
        within_error = max(0.03 * log_loss(true, happened), 2 * float(excess.std()) / count**0.5)
        found.append(
            Figure(f"{label}: never at {age}, log-loss", log_loss(never, happened), log_loss(true, happened), "truth",
                   "", "3 %, 2 SE", float(excess.mean()) <= within_error)
        )  # fmt: skip
    return found


def _of_cash(label: str, seen: Scored) -> list[Figure]:
    if not seen.weeks:
        return []
    return [within(f"{label}: cash band of {seen.weeks} weeks", seen.inside / seen.weeks, 0.72, 0.88, "")]


def _losses_each(chance: Column, happened: Column) -> Column:
    safe = np.clip(chance, _SHORT, 1 - _SHORT)
    found: Column = np.where(happened, -np.log(safe), -np.log(1 - safe))
    return found
