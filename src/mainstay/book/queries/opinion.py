"""What the book's facts lead to, asked of insight as of any day: of each open invoice, each client, and the whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mainstay.book.queries.ledger import book_ledger
from mainstay.book.rules.opinion import VERSIONS, CurrencyOpinion, ahead_of, dependence_of
from mainstay.clients.models import Client, Standing, StandingOverride
from mainstay.firm.reading import one_moment
from mainstay.insight.calibration import backtest, calibration
from mainstay.insight.cash import cash_of
from mainstay.insight.concentration import concentration
from mainstay.insight.fitting import fit
from mainstay.insight.foreseeing import foresee
from mainstay.insight.income import income_of
from mainstay.insight.ledger import places_in
from mainstay.insight.likeness import likeness
from mainstay.insight.outlook import outlook_of
from mainstay.insight.standing import STANDINGS, STEADY, STEPPING_STONE, standings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from numpy.typing import NDArray

    from mainstay.book.queries.ledger import BookLedger
    from mainstay.insight.calibration import Calibration
    from mainstay.insight.fitting import Firm
    from mainstay.insight.foreseeing import Foreseen
    from mainstay.insight.ledger import Ledger
    from mainstay.insight.likeness import Likeness
    from mainstay.insight.outlook import Outlook
    from mainstay.insight.standing import Standings

_LEARNT_FROM: Final = 50_000
"""Invoices from which a firm's habits are learnt; of a larger book, whole clients are taken evenly until there are so
many. What is then foreseen of a client rests on all that client's own invoices."""

_written: Final = json.JSONEncoder(ensure_ascii=False).encode
_EPOCH: Final = 719_163
"""1970-01-01 as `date.toordinal` counts it, where numpy's days begin."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion of the whole book as of a day; `open` are the open invoices and `seen` their outlook, side by side.

    `read` is everything read; `firm` is what was learnt from it. `standings` and `likeness` have a place for each
    client of the book, ascending by id; `in_force` is the standing that holds: the owner's word, else the evidence's.
    """

    as_of: date
    read: BookLedger
    firm: Firm
    open: BookLedger
    seen: Outlook
    standings: Standings
    in_force: NDArray[np.int64]
    likeness: Likeness
    currencies: tuple[CurrencyOpinion, ...]
    calibration: Calibration | None


def opinion(*, as_of: date, is_compared: bool = True, tell: Callable[[str], None] = lambda _step: None) -> Opinion:
    """Judge the book by what was known at the end of a day; nothing is written.

    With `is_compared`, a year is foreseen again and held against what happened, which takes most of the time. The
    standing until now is the one kept before that day, the owner's own word left aside. `tell` is called with the
    step that begins: "reading", "foreseeing", "judging", "comparing".
    """
    tell("reading")
    with one_moment():
        read = book_ledger(as_of=as_of)
    today = as_of.toordinal()
    tell("foreseeing")
    dated = read.dated()
    firm, asked, found = foreseen(dated, today)
    seen = outlook_of(firm, found)
    ahead = {cash.currency: ahead_of(cash) for cash in cash_of(firm, found, today)}
    tell("judging")
    clients, previous, since = _standing_until(as_of)
    judged = standings(read.ledger, today, clients=clients, previous=previous, since=since)
    expected = read.ledger.due.copy()
    expected[np.searchsorted(read.invoice, asked.invoice)] = asked.ledger.issued + np.rint(seen.q50).astype(np.int64)
    hangs = {one.currency: dependence_of(one) for one in concentration(read.ledger, today, expected=expected)}
    in_force = _in_force(judged, as_of)
    incomes = _incomes(read.ledger, judged, in_force)
    currencies = []
    for code, currency in enumerate(read.currencies):
        mine = asked.ledger.currency == code
        if not mine.any() and code not in hangs:
            continue
        currencies.append(
            CurrencyOpinion(
                currency=currency,
                invoices=int(mine.sum()),
                open_minor=int(asked.ledger.open_minor[mine].sum()),
                at_risk_minor=int(seen.loss_minor[mine].sum()),
                steady_minor=incomes.get((code, STEADY), 0),
                stepping_minor=incomes.get((code, STEPPING_STONE), 0),
                ahead=ahead.get(code),
                dependence=hangs.get(code),
            )
        )
    tell("comparing")
    return Opinion(
        as_of=as_of,
        read=read,
        firm=firm,
        open=asked,
        seen=seen,
        standings=judged,
        in_force=in_force,
        likeness=likeness(judged, read.ledger),
        currencies=tuple(currencies),
        calibration=calibration(backtest(dated.ledger, today)) if is_compared else None,
    )


def foreseen(dated: BookLedger, today: int) -> tuple[Firm, BookLedger, Foreseen]:
    """Learn from the invoices of known days and foresee those open at the end of a day (its ordinal).

    What was learnt, the open invoices, and what was foreseen of them.
    """
    firm = learnt(dated, today)
    places = np.asarray(dated.ledger.open_on(today), dtype=np.int64)
    asked = dated.rows(places)
    return firm, asked, foresee(firm, dated.ledger, today, asked.ledger, places)


def learnt(dated: BookLedger, today: int) -> Firm:
    """What the firm has learnt from its invoices of known days by the end of a day (its ordinal)."""
    return fit(_enough(dated.ledger), today)


def rows_to_keep(as_of: date, asked: BookLedger, seen: Outlook) -> Iterator[tuple[Any, ...]]:
    """Each open invoice's id and what was foreseen of it, as it is kept; the reason is JSON."""
    issued = asked.ledger.issued
    days = [_iso(issued + np.rint(column).astype(np.int64)) for column in (seen.q10, seen.q50, seen.q90)]
    chances = [_ppm(column) for column in (seen.late, seen.late30, seen.never)]
    columns = zip(seen.reasons(), asked.invoice.tolist(), *days, *chances, strict=True)
    for reason, invoice, early, expected, late, *figures in columns:
        said = _written({"code": reason.code, **reason.params})
        yield (invoice, as_of.isoformat(), VERSIONS["outlook"], early, expected, late, *figures, said)


def _iso(ordinals: NDArray[np.int64]) -> list[str]:
    days: list[str] = np.datetime_as_string((ordinals - _EPOCH).astype("datetime64[D]")).tolist()
    return days


def _ppm(chances: NDArray[np.float64]) -> list[int]:
    parts: list[int] = np.rint(np.clip(chances, 0, 1) * 1_000_000).astype(np.int64).tolist()
    return parts


def _enough(ledger: Ledger) -> Ledger:
    """All of a small book; of a large one every second, third, ... client, so that about as many invoices remain."""
    step = -(-len(ledger) // _LEARNT_FROM)
    if step <= 1:
        return ledger
    keep: NDArray[np.bool_] = places_in(ledger.client, ledger.codes) % step == 0
    return ledger.rows(keep)


def _standing_until(as_of: date) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every client there is, the standing kept of it on the day, as insight's code (-1: none), and since when."""
    clients = np.array(sorted(Client.objects.values_list("id", flat=True)), dtype=np.int64)
    previous, since = np.full(len(clients), -1), np.full(len(clients), as_of.toordinal())
    rows = Standing.objects.filter(since_on__lte=as_of).order_by("since_on", "id")
    kept = {row[0]: row[1:] for row in rows.values_list("client_id", "standing", "since_on")}
    at = np.searchsorted(clients, np.array(list(kept), dtype=np.int64))
    previous[at] = [STANDINGS.index(code) for code, _ in kept.values()]
    since[at] = [began.toordinal() for _, began in kept.values()]
    return clients, previous, since


def _in_force(judged: Standings, as_of: date) -> NDArray[np.int64]:
    """The standing the owner gave, where one holds on the day, else that of the evidence; insight's codes."""
    standing = judged.standing.copy()
    rows = StandingOverride.objects.filter(set_on__lte=as_of).exclude(lifted_on__lte=as_of).order_by("id")
    for client, code in rows.values_list("client_id", "standing"):
        standing[np.searchsorted(judged.client, client)] = STANDINGS.index(code)
    return standing


def _incomes(ledger: Ledger, judged: Standings, standing: NDArray[np.int64]) -> dict[tuple[int, int], int]:
    """Income of the last 365 days in minor units by currency and standing."""
    known = ledger.known_on(judged.as_of)
    income = income_of(known, places_in(known.client, judged.client), judged.as_of)
    found: dict[tuple[int, int], int] = {}
    codes = zip(income.currency.tolist(), standing[income.place].tolist(), income.minor.tolist(), strict=True)
    for currency, code, minor in codes:
        found[currency, code] = found.get((currency, code), 0) + minor
    return found
