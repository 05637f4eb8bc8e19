"""What the book's facts lead to, asked of insight as of any day: of each open invoice, each client, and the whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from mainstay.billing.queries.expected_dates import expected_days
from mainstay.billing.queries.outlooks import OutlookToStore
from mainstay.clients.queries.fetching import client_ids
from mainstay.clients.queries.standings import overrides_now, standings_since
from mainstay.clients.rules.ratings import PAYMENT, RELATIONSHIP
from mainstay.insight.calibration import backtest_of, calibration, correction_of, last_days, sampled
from mainstay.insight.cash import with_earlier_parts
from mainstay.insight.columns import rows_of, stacked
from mainstay.insight.concentration import concentration_of
from mainstay.insight.fitting import fit
from mainstay.insight.income import earned, income_of
from mainstay.insight.outlook import outlook_of
from mainstay.insight.payment_history import payment_history
from mainstay.insight.payment_rating import PAYMENTS, payment_ratings_of
from mainstay.insight.policy import DEFAULT
from mainstay.insight.predicting import joined, predict
from mainstay.insight.proposing import typical_amounts, usual
from mainstay.insight.similarity import similarity_of
from mainstay.insight.standing import STANDINGS, STEADY, STEPPING_STONE, inactive_by, standings_of
from mainstay.scoring.queries.ledger import BLOCK, BookReader
from mainstay.scoring.queries.packed_columns import EPOCH
from mainstay.scoring.rules.own_dates import cash_with_own_days, own_days, own_days_key
from mainstay.scoring.rules.scores import VERSIONS, CurrencyScores, ahead_of, dependence_of
from mainstay.store.snapshots import one_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from mainstay.insight.calibration import Calibration
    from mainstay.insight.correction import Correction
    from mainstay.insight.fitting import FittedFirm
    from mainstay.insight.inactivity import Inactivity
    from mainstay.insight.income import Earned, Income
    from mainstay.insight.ledger import Ledger
    from mainstay.insight.outlook import Outlook
    from mainstay.insight.payment_history import PaymentHistory
    from mainstay.insight.payment_rating import PaymentRatings
    from mainstay.insight.predicting import Forecast, Predicted
    from mainstay.insight.proposing import Usual
    from mainstay.insight.similarity import Similarity
    from mainstay.insight.standing import Standings
    from mainstay.scoring.queries.ledger import BookLedger
    from mainstay.scoring.rules.scores import Ahead, Dependence

_LEARNT_FROM: Final = 50_000
"""Invoices from which a firm's habits are learnt; of a larger book, whole clients are taken evenly until there are so
many. What is then forecast of a client rests on all that client's own invoices."""

_WORDS: Final = {RELATIONSHIP: STANDINGS, PAYMENT: PAYMENTS}
"""Rating -> its words by insight's codes."""
_RISKIEST: Final = 3
_written: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of the whole book as of a day; `open` are the open invoices and `seen` their outlook, side by side.

    `invoices` and `clients` are so many, `undated` of the invoices were paid on a day nobody knows; `words[code]` is a
    currency. `firm` is what was learnt. `standings` and `similarity` have a place for each client of the book,
    ascending by id; `in_force` is the standing that holds: the owner's word, else the evidence's. So have `payments`,
    how they pay, and `payment_in_force`, -1 where nothing is known. `income` is that of the last year; it, `usual` and
    `typical` (of the invoices learnt from) are what proposals rest on. `own_days` is the key of the days that people
    expect invoices on.
    """

    as_of: date
    invoices: int
    clients: int
    undated: int
    words: tuple[str, ...]
    firm: FittedFirm
    open: BookLedger
    seen: Outlook
    standings: Standings
    in_force: NDArray[np.int64]
    payments: PaymentRatings
    payment_in_force: NDArray[np.int64]
    similarity: Similarity
    income: Income
    usual: Usual
    typical: dict[int, int]
    currencies: tuple[CurrencyScores, ...]
    calibration: Calibration | None
    own_days: str


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the invoices of some clients come to; that of others can be put after it.

    One row of `counted`: how many invoices, and how many of them undated. `earned_while_active` is to the day the book
    fell inactive.
    """

    record: PaymentHistory
    earned: Earned
    earned_while_active: Earned
    usual: Usual
    open: BookLedger
    counted: NDArray[np.int64]


class WordsUntil(NamedTuple):
    """Clients, ascending by id; one rating each had until now as insight's code (-1: none), and since which day."""

    client: NDArray[np.int64]
    word: NDArray[np.int64]
    since: NDArray[np.int64]

    def among(self, clients: NDArray[np.int64], as_of: date) -> WordsUntil:
        """The same of other clients, ascending; those not among ours have none."""
        previous, since = np.full(len(clients), -1), np.full(len(clients), as_of.toordinal())
        both = np.isin(self.client, clients)
        at = np.searchsorted(clients, self.client[both])
        previous[at], since[at] = self.word[both], self.since[both]
        return WordsUntil(clients, previous, since)


class StandingUntil(NamedTuple):
    """Both ratings that the clients had until now."""

    relationship: WordsUntil
    payment: WordsUntil

    @classmethod
    def of(cls, scored: Scores) -> StandingUntil:
        """What was scored on an earlier day."""
        relationship, payment = scored.standings, scored.payments
        return cls(
            WordsUntil(relationship.client, relationship.standing, relationship.since),
            WordsUntil(payment.client, payment.rating, payment.since),
        )


def scores_of_book(
    *,
    as_of: date,
    is_compared: bool = True,
    standings: StandingUntil | None = None,
    on_step: Callable[[str], None] = lambda _step: None,
) -> Scores:
    """Score the book by what was known at the end of a day; nothing is written.

    Some clients are looked at at a time: memory is taken for clients and for what is open, not for all that is past.
    With `is_compared`, a year is forecast again and held against what happened, and what that teaches
    is made use of. The standing until now is the one in
    `standings`, else the one kept of that day; the owner's own word is left aside. `on_step` is called with the step
    that begins: "reading", "forecasting", "rating".
    """
    on_step("reading")
    today = as_of.toordinal()
    with one_moment():  # nothing is told meanwhile: it may be written down
        reader = BookReader(as_of=as_of)
        clients = np.array(client_ids(), dtype=np.int64)
        until = standings or standing_until(as_of)
        relationship, payment = until.relationship.among(clients, as_of), until.payment.among(clients, as_of)
        ruled, payments_ruled = _ruled(as_of, RELATIONSHIP), _ruled(as_of, PAYMENT)
        own = expected_days(as_of=as_of)
        inactive = inactive_by(reader.days(), reader.visits, today)
        sample = sample_of(reader)
        firm = fit(sample.dated().ledger, today, recorded_until=reader.recorded_until)
        compared = None
        if is_compared:
            compared = compared_with_past(reader, today)
            firm = replace(firm, correction=compared.correction)
        whole, forecast, seen = _gathered(reader, firm, inactive)
        earlier = reader.earlier_parts()
    on_step("forecasting")
    places, days = own_days(whole.open.invoice, own)
    cashes = cash_with_own_days(firm, forecast, today, places, days)
    ahead = {cash.currency: ahead_of(cash) for cash in with_earlier_parts(cashes, earlier, today)}
    on_step("rating")
    invoices, undated = whole.counted.sum(axis=0).tolist()
    income, income_while_active = income_of(whole.earned), income_of(whole.earned_while_active)
    others = payment_history(sample.ledger.only([]), np.setdiff1d(clients, reader.clients), inactive, DEFAULT)
    records = stacked([whole.record, others])
    records = rows_of(records, np.argsort(records.client))
    scored = standings_of(
        records,
        income_while_active,
        inactive,
        clients=clients,
        previous=relationship.word,
        since=relationship.since,
    )
    payments = payment_ratings_of(records, as_of=today, clients=clients, previous=payment.word, since=payment.since)
    in_force = _with_ruled(scored.standing, clients, ruled)
    asked = whole.open.ledger
    expected = asked.issued + np.rint(seen.q50).astype(np.int64)
    expected[places] = days
    currencies = tuple(
        _currencies(
            reader.currencies,
            asked,
            seen,
            ahead=ahead,
            hangs={one.currency: dependence_of(one) for one in concentration_of(income, asked, expected, today)},
            incomes=_by_standing(income, clients, in_force),
        )
    )
    return Scores(
        as_of=as_of,
        invoices=invoices,
        clients=len(whole.usual.client),
        undated=undated,
        words=reader.currencies,
        firm=firm,
        open=whole.open,
        seen=seen,
        standings=scored,
        in_force=in_force,
        payments=payments,
        payment_in_force=_with_ruled(payments.rating, clients, payments_ruled),
        similarity=similarity_of(scored, income_while_active),
        income=income,
        usual=whole.usual,
        typical=typical_amounts(sample.ledger),
        currencies=currencies,
        calibration=compared.calibration if compared else None,
        own_days=own_days_key(own),
    )


class ComparedPast(NamedTuple):
    """Past forecasts beside what happened, and what they teach for the next."""

    calibration: Calibration
    correction: Correction


def compared_with_past(reader: BookReader, today: int) -> ComparedPast:
    """Forecast the last year of the book again; of a large one some clients'."""
    some = sampled(reader.clients, reader.counts)
    past = reader.read(some).dated().ledger
    of = len(past) if len(some) == len(reader.clients) else int(reader.counts.sum())
    seen = backtest_of(past, today, *last_days(past, today), of=of)
    return ComparedPast(calibration(seen), correction_of(fit(past, today), seen, past))


def sample_of(reader: BookReader) -> BookLedger:
    """The invoices a firm's habits are learnt from: all of a small book, of a large one those of every nth client."""
    step = max(-(-int(reader.counts.sum()) // _LEARNT_FROM), 1)
    return reader.read(reader.clients[::step])


def predicted_of(firm: FittedFirm, dated: BookLedger, today: int) -> tuple[BookLedger, Predicted]:
    """Of some clients' invoices of known days those open at the end of a day (its ordinal), and what is forecast."""
    places = np.asarray(dated.ledger.open_on(today), dtype=np.int64)
    asked = dated.rows(places)
    return asked, predict(firm, dated.ledger, today, asked.ledger, places)


def _gathered(reader: BookReader, firm: FittedFirm, inactive: Inactivity) -> tuple[_Gathered, Forecast, Outlook]:
    """Go through the book, some clients at a time."""
    parts, forecasts, outlooks = [], [], []
    for clients in reader.blocks():
        read = reader.read(clients)
        known, dated = read.ledger.known_on(inactive.as_of), read.dated()
        asked, seen = predicted_of(firm, dated, inactive.as_of)
        counted = [len(known), int(known.is_undated.sum())]
        outlooks.append(outlook_of(firm, seen))
        forecasts.append(seen.alone())
        parts.append(
            _Gathered(
                record=payment_history(known, clients, inactive, DEFAULT),
                earned=earned(known, inactive.as_of),
                earned_while_active=earned(known, inactive.until),
                usual=usual(known, inactive.as_of),
                open=asked,
                counted=np.array([counted]),
            )
        )
    whole = stacked(parts)
    parts.clear()
    seen_whole = stacked(outlooks)
    outlooks.clear()
    return whole, joined(forecasts), seen_whole


def open_predicted(reader: BookReader, today: int, correction: Correction) -> tuple[FittedFirm, BookLedger, Predicted]:
    """What a firm's habits are, the invoices open at the end of the reader's day (its ordinal), and their forecast."""
    learnt = fit(sample_of(reader).dated().ledger, today, recorded_until=reader.recorded_until)
    firm = replace(learnt, correction=correction)
    parts = [predicted_of(firm, reader.read(some).dated(), today) for some in reader.blocks()]
    return firm, stacked([part[0] for part in parts]), joined([part[1] for part in parts])


def live_currencies(reader: BookReader, today: int, correction: Correction) -> dict[str, CurrencyScores]:
    """The figures of each currency open at the end of the reader's day (its ordinal), worked out now, and no income."""
    firm, asked, predicted = open_predicted(reader, today, correction)
    places, days = own_days(asked.invoice, expected_days(as_of=date.fromordinal(today)))
    cashes = cash_with_own_days(firm, predicted, today, places, days)
    ahead = {cash.currency: ahead_of(cash) for cash in with_earlier_parts(cashes, reader.earlier_parts(), today)}
    found = _currencies(reader.currencies, asked.ledger, outlook_of(firm, predicted), ahead=ahead, hangs={}, incomes={})
    return {one.currency: one for one in found}


def rows_to_store(as_of: date, asked: BookLedger, seen: Outlook) -> Iterator[OutlookToStore]:
    """Each open invoice's id and what was forecast of it, as it is kept; the reason is JSON."""
    for start in range(0, len(seen), BLOCK):
        places = np.arange(start, min(start + BLOCK, len(seen)))
        yield from _rows_to_store(as_of, asked.invoice[places], asked.ledger.issued[places], rows_of(seen, places))


def _rows_to_store(
    as_of: date, ids: NDArray[np.int64], issued: NDArray[np.int64], seen: Outlook
) -> Iterator[OutlookToStore]:
    days = [_iso(issued + np.rint(column).astype(np.int64)) for column in (seen.q10, seen.q50, seen.q90)]
    chances = [_ppm(column) for column in (seen.late, seen.late30, seen.never)]
    columns = zip(seen.reasons(), ids.tolist(), *days, *chances, strict=True)
    for reason, invoice, early, expected, late, *figures in columns:
        said = _written({"code": reason.code, **reason.params})
        on, version = as_of.isoformat(), VERSIONS["outlook"]
        yield OutlookToStore._make((invoice, on, version, early, expected, late, *figures, said))


def _iso(ordinals: NDArray[np.int64]) -> list[str]:
    days: list[str] = np.datetime_as_string((ordinals - EPOCH).astype("datetime64[D]")).tolist()
    return days


def _ppm(chances: NDArray[np.float64]) -> list[int]:
    parts: list[int] = np.rint(np.clip(chances, 0, 1) * 1_000_000).astype(np.int64).tolist()
    return parts


def standing_until(as_of: date) -> StandingUntil:
    """Both ratings kept of each client on the day."""
    return StandingUntil(*(_words_until(as_of, rating) for rating in (RELATIONSHIP, PAYMENT)))


def _words_until(as_of: date, rating: str) -> WordsUntil:
    words = _WORDS[rating]
    stored = {client: (word, began) for client, word, began in standings_since(as_of=as_of, rating=rating)}
    columns = [(client, words.index(word), began.toordinal()) for client, (word, began) in sorted(stored.items())]
    return WordsUntil(*np.array(columns, dtype=np.int64).reshape(-1, 3).T)


def _ruled(as_of: date, rating: str) -> dict[int, int]:
    """The word the owner gave of one rating, where one holds on the day: client -> insight's code."""
    rows = overrides_now(on=as_of, rating=rating).values_list("client_id", "standing")
    return {client: _WORDS[rating].index(word) for client, word in rows}


def _with_ruled(words: NDArray[np.int64], clients: NDArray[np.int64], ruled: dict[int, int]) -> NDArray[np.int64]:
    """What holds: the owner's word, else the evidence's."""
    in_force = words.copy()
    in_force[np.searchsorted(clients, list(ruled))] = list(ruled.values())
    return in_force


def _currencies(
    words: tuple[str, ...],
    asked: Ledger,
    seen: Outlook,
    *,
    ahead: dict[int, Ahead],
    hangs: dict[int, Dependence],
    incomes: dict[tuple[int, int], int],
) -> Iterator[CurrencyScores]:
    """What is said of each currency with something open, or income."""
    for code, currency in enumerate(words):
        mine = asked.currency == code
        if mine.any() or code in hangs:
            yield CurrencyScores(
                currency=currency,
                invoices=int(mine.sum()),
                open_minor=int(asked.open_minor[mine].sum()),
                at_risk_minor=int(seen.loss_minor[mine].sum()),
                steady_minor=incomes.get((code, STEADY), 0),
                stepping_minor=incomes.get((code, STEPPING_STONE), 0),
                ahead=ahead.get(code),
                dependence=hangs.get(code),
                riskiest=_riskiest(asked.client[mine], seen.loss_minor[mine]),
            )


def _riskiest(client: NDArray[np.int64], loss_minor: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """The clients with most at risk and how much, the most first; of two alike the lower id."""
    clients, places = np.unique(client, return_inverse=True)
    losses = np.bincount(places, weights=loss_minor, minlength=len(clients)).astype(np.int64)
    first = np.argsort(-losses, kind="stable")[:_RISKIEST]
    return tuple(
        (one, minor) for one, minor in zip(clients[first].tolist(), losses[first].tolist(), strict=True) if minor
    )


def _by_standing(income: Income, clients: NDArray[np.int64], standing: NDArray[np.int64]) -> dict[tuple[int, int], int]:
    """Income of the last 365 days in minor units by currency and standing."""
    found: dict[tuple[int, int], int] = {}
    codes = standing[income.places(clients)].tolist()
    for currency, code, minor in zip(income.currency.tolist(), codes, income.minor.tolist(), strict=True):
        found[currency, code] = found.get((currency, code), 0) + minor
    return found
