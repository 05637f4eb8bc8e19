"""What the outlook is measured against: rules anyone could follow, learning machines, two ways to forecast losses.

Each learns and forecasts under the same protocol, from features known on the day of issue.

LightGBM and scikit-learn are no part of Mainstay; a rival imports its own when it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from mainstay.insight.ledger import NOT_YET

if TYPE_CHECKING:
    from benchmarks.outlook_firms import Invented
    from numpy.typing import NDArray

    from mainstay.insight.ledger import Ledger

    Column = NDArray[Any]

_SHARES = (0.1, 0.5, 0.9)


def _quantiles(values: Column, weights: Column | None = None) -> Column:
    if weights is None:
        return np.quantile(values, _SHARES)
    order = np.argsort(values)
    passed = np.cumsum(weights[order]) / weights.sum()
    return values[order][np.minimum(np.searchsorted(passed, _SHARES), len(values) - 1)]


def _paid_by(book: Ledger, day: int) -> Column:
    return np.flatnonzero(book.paid <= day)


class Forecaster(Protocol):
    """What learns of a book and forecasts its invoices: ours, or a rival."""

    name: str

    def learn(self, book: Ledger, day: int) -> None:
        """Learn from what was known at the end of the day."""

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:
        """Chance of late and the three quantiles of these rows, on the day they are issued."""


class GlobalPrior:
    """Every invoice as all before it."""

    name = "global prior"

    def learn(self, book: Ledger, day: int) -> None:
        """Keep what was paid."""
        rows = _paid_by(book, day)
        self.answer = np.array([0.5, 30, 30, 30])
        if len(rows):
            self.answer = np.append(np.mean(book.paid[rows] > book.due[rows]), _quantiles(book.days[rows]))

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:  # noqa: ARG002 -- as all rivals
        """The same for all."""
        return np.tile(self.answer, (len(rows), 1))


class _AroundPoint:
    """A point for each client, and the firm's usual errors around it."""

    def learn(self, book: Ledger, day: int) -> None:
        """Gather the errors such points would have had."""
        rows = _paid_by(book, day)
        self.middle = float(np.median(book.days[rows])) if len(rows) else 30.0
        errors = [
            book.days[row] - self.point(book, int(book.issued[row]), int(book.client[row])) for row in rows[-600:]
        ]
        self.errors = np.array(errors or [0.0])

    def point(self, book: Ledger, day: int, client: int) -> float:
        """The expected days of the client's next invoice."""
        mine = np.flatnonzero((book.client == client) & (book.paid <= day))
        return self.of(book.days[mine[np.argsort(book.paid[mine])]]) if len(mine) else self.middle

    def of(self, days: Column) -> float:
        """The point, from the client's payments in their order."""
        raise NotImplementedError

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:
        """The point, and how often errors would carry it past the due date."""
        found = []
        for row in rows:
            point = self.point(book, day, int(book.client[row]))
            late = (np.sum(point + self.errors > book.terms[row]) + 0.5) / (len(self.errors) + 1)
            found.append([late, *(point + np.quantile(self.errors, _SHARES))])
        return np.array(found)


class ClientMean(_AroundPoint):
    """The client's mean."""

    name = "client mean"

    def of(self, days: Column) -> float:
        """The mean of all payments."""
        return float(days.mean())


class LastValue(_AroundPoint):
    """As last time."""

    name = "last value"

    def of(self, days: Column) -> float:
        """The last payment."""
        return float(days[-1])


class OnTheDueDate:
    """Everything on its due date, but for the share of the client's invoices (or the firm's) that came late."""

    name = "on the due date"

    def learn(self, book: Ledger, day: int) -> None:
        """Nothing to learn beforehand."""

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:
        """Three times the due date."""
        known = _paid_by(book, day)
        is_late = book.paid[known] > book.due[known]
        usual = (is_late.sum() + 0.5) / (len(known) + 1)
        found = []
        for row in rows:
            mine = is_late[book.client[known] == book.client[row]]
            late = (mine.sum() + 4 * usual) / (len(mine) + 4)
            found.append([late, *[float(book.terms[row])] * 3])
        return np.array(found)


# -- learning machines -------------------------------------------------------------------------------------------------


def features(book: Ledger) -> Column:
    """What was known of each invoice on the day of its issue: itself, and its client's payments and open invoices."""
    found = np.full((len(book), 14), np.nan)
    late = np.maximum(book.paid - book.due, 0)
    of = {client: np.flatnonzero(book.client == client) for client in np.unique(book.client)}
    for row in range(len(book)):
        day = book.issued[row]
        mine = of[book.client[row]]
        paid = mine[book.paid[mine] <= day]
        paid = paid[np.argsort(book.paid[paid])]
        still = mine[(book.issued[mine] < day) & (book.paid[mine] > day)]
        found[row, :6] = (
            np.log(max(book.amount_minor[row], 1)), book.terms[row], book.channel[row], book.group[row], day % 7,
            book.due[row] % 7,
        )  # fmt: skip
        found[row, 6:8] = len(paid), len(still)
        if len(paid):
            days = book.days[paid]
            fading = 0.8 ** np.arange(len(days))[::-1]
            found[row, 8:13] = (
                days.mean(), days[-1], fading @ days / fading.sum(), np.mean(late[paid] > 0), days.std(),
            )  # fmt: skip
        if len(still):
            found[row, 13] = (day - book.issued[still]).max()
    return found


class _Machine:
    """Features are worked out once for a book; what is learnt from is what was paid by then."""

    book: Ledger | None = None
    x: Column

    def rows_known(self, book: Ledger, day: int) -> Column:
        """The rows to learn from."""
        if self.book is not book:
            self.book, self.x = book, features(book)
        return _paid_by(book, day)


class LightGbm(_Machine):
    """Boosted trees: one for being late, one for each quantile."""

    name = "LightGBM"

    def learn(self, book: Ledger, day: int) -> None:
        """Fit four models."""
        from lightgbm import LGBMClassifier, LGBMRegressor

        rows = self.rows_known(book, day)
        common: dict[str, Any] = {
            "n_estimators": 120, "learning_rate": 0.04, "num_leaves": 10, "min_child_samples": 25, "n_jobs": 1,
            "subsample": 0.8, "subsample_freq": 1, "colsample_bytree": 0.8, "verbosity": -1, "random_state": 1,
        }  # fmt: skip
        self.late = LGBMClassifier(**common).fit(self.x[rows], book.paid[rows] > book.due[rows])
        self.days = [
            LGBMRegressor(objective="quantile", alpha=share, **common).fit(self.x[rows], book.days[rows])
            for share in _SHARES
        ]

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:  # noqa: ARG002 -- as all rivals
        """The four answers, the quantiles put in order."""
        x = self.x[rows]
        quantiles = np.sort(np.stack([model.predict(x) for model in self.days], axis=1), axis=1)
        return np.column_stack((self.late.predict_proba(x)[:, 1], quantiles))


class RandomForest(_Machine):
    """A forest for being late, and one whose leaves say which payments resemble an invoice."""

    name = "random forest"

    def learn(self, book: Ledger, day: int) -> None:
        """Fit both."""
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        rows = self.rows_known(book, day)
        x = np.nan_to_num(self.x[rows], nan=-1)
        common: dict[str, Any] = {"n_estimators": 200, "min_samples_leaf": 8, "n_jobs": 1, "random_state": 1}
        self.late = RandomForestClassifier(**common).fit(x, book.paid[rows] > book.due[rows])
        self.trees = RandomForestRegressor(**common).fit(x, book.days[rows])
        self.leaves, self.known = self.trees.apply(x), book.days[rows]

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:  # noqa: ARG002 -- as all rivals
        """Quantiles of the payments that share leaves (Meinshausen 2006)."""
        x = np.nan_to_num(self.x[rows], nan=-1)
        quantiles = []
        for leaf in self.trees.apply(x):
            shared = self.leaves == leaf
            quantiles.append(_quantiles(self.known, (shared / shared.sum(axis=0)).sum(axis=1)))
        return np.column_stack((self.late.predict_proba(x)[:, 1], np.array(quantiles)))


class HazardBoosting(_Machine):
    """Boosted trees for the chance of being paid in each span of days, given that it was not paid before."""

    name = "hazard boosting"
    step = 3
    last = 40

    def learn(self, book: Ledger, day: int) -> None:
        """One row for each span an invoice was open in; those still open teach too."""
        from sklearn.ensemble import HistGradientBoostingClassifier

        self.rows_known(book, day)
        rows = np.flatnonzero(book.issued <= day)
        spans = np.minimum(np.minimum(book.days[rows], day - book.issued[rows]) // self.step, self.last - 1) + 1
        at = np.concatenate([np.arange(count) for count in spans])
        of = np.repeat(rows, spans)
        is_paid = (book.paid[of] <= day) & (book.days[of] // self.step == at)
        self.model = HistGradientBoostingClassifier(
            max_iter=120, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=40, random_state=1
        ).fit(self._with(of, at, book), is_paid)

    def _with(self, of: Column, at: Column, book: Ledger) -> Column:
        return np.column_stack((self.x[of], at, at * self.step - book.terms[of]))

    def predict(self, book: Ledger, day: int, rows: Column) -> Column:  # noqa: ARG002 -- as all rivals
        """Hazards put together to a distribution, straight within each span."""
        at = np.tile(np.arange(self.last), len(rows))
        hazard = self.model.predict_proba(self._with(np.repeat(rows, self.last), at, book))[:, 1]
        still = np.cumprod(1 - hazard.reshape(len(rows), self.last), axis=1)
        passed = np.column_stack((np.zeros(len(rows)), 1 - still))
        edges = np.arange(self.last + 1) * self.step - 0.5
        late = [1 - np.interp(terms + 0.5, edges, share) for terms, share in zip(book.terms[rows], passed, strict=True)]
        quantiles = [np.interp(_SHARES, share, edges) for share in passed]
        return np.column_stack((late, np.array(quantiles)))


# -- never paid --------------------------------------------------------------------------------------------------------

_EDGES = np.array([0, 30, 60, 90])
_PROVISION = np.array([0.003, 0.016, 0.036, 0.066, 0.106])
"""The provision matrix of IFRS 9, illustrative example 12: current, 1-30, 31-60, 61-90, more than 90 days past due."""
_PROVISION_WORTH = 10.0


def _decided(firm: Invented) -> tuple[Ledger, Column, Column]:
    """Invoices whose fate was known on the day: paid, or lost; the day it was known."""
    known = firm.ledger.known_on(firm.as_of)
    lost = known.is_lost(firm.as_of, 365)
    chosen = lost | known.is_paid
    end = np.where(known.is_paid, known.paid, np.minimum(known.written_off, known.due + 365))
    return known.rows(chosen), lost[chosen], end[chosen]


class AgeingBuckets:
    """The share lost of what once stood in the same column of the ageing; a textbook's where there is little."""

    name = "ageing buckets"

    def predict(self, firm: Invented) -> Column:
        """One share for each column."""
        decided, lost, end = _decided(firm)
        counts, losses = np.zeros(5), np.zeros(5)
        for column in range(5):
            begins = -(10**6) if column == 0 else _EDGES[column - 1] + 1
            stood = end > decided.due + begins
            counts[column], losses[column] = stood.sum(), (stood & lost).sum()
        share = (losses + _PROVISION * _PROVISION_WORTH) / (counts + _PROVISION_WORTH)
        rows = firm.open_rows
        found: Column = share[np.searchsorted(_EDGES, firm.as_of - firm.ledger.due[rows])]
        return found


class LogisticLandmarks:
    """A logistic regression on what was seen of each decided invoice every 30 days while it was open."""

    name = "logistic landmarks"

    def predict(self, firm: Invented) -> Column:
        """From days past due, amount and the client's habit; ageing buckets where nothing was lost yet."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler

        decided, lost, end = _decided(firm)
        x, y = [], []
        for row in range(len(decided)):
            for day in range(int(decided.issued[row]), int(end[row]), 30):
                x.append(self._seen(firm.ledger, day, decided, row))
                y.append(lost[row])
        if not any(y):
            return AgeingBuckets().predict(firm)
        scale = StandardScaler().fit(x)
        model = LogisticRegression(C=1.0, max_iter=500).fit(scale.transform(x), y)
        asked = [self._seen(firm.ledger, firm.as_of, firm.ledger, int(row)) for row in firm.open_rows]
        found: Column = model.predict_proba(scale.transform(asked))[:, 1]
        return found

    def _seen(self, book: Ledger, day: int, of: Ledger, row: int) -> list[float]:
        mine = (book.client == of.client[row]) & (book.paid <= day) & (book.paid < NOT_YET)
        past = day - of.due[row]
        usual = float(np.mean(book.paid[mine] - book.due[mine])) if mine.any() else 5.0
        return [
            past,
            max(past, 0) ** 0.5,
            np.log(max(of.amount_minor[row], 1)),
            usual,
            max(past - usual, 0) ** 0.5,
            mine.sum() ** 0.5,
        ]
