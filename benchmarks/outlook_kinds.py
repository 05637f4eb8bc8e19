"""Firms of seven kinds whose clients pay by the calendar, drawn day by day; the truth of each invoice is known.

Each invoice has a chance for every day from 30 before to 420 after the working day on which its due date is payable,
and one of never: what is drawn from it is what happens, and the figures of that table are the truth's own forecast.
No root, no Student distribution, no bins, no Beta: nothing of the model's form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mainstay.insight.ledger import NOT_YET, ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mainstay.insight.ledger import Ledger

    Column = NDArray[Any]

BEFORE, AFTER = 30, 420
_REL: Final = np.arange(-BEFORE, AFTER + 1)
_SPANS: Final = {30: 300, 100: 450, 300: 600, 3_000: 1_000}
"""Invoices of a firm -> days of its life."""
_START: Final = 736_000
_FORGOTTEN: Final = (30, 200)
_BAD: Final = 0.12
_LOOSE: Final = 4


@dataclass(frozen=True, slots=True)
class Invoices:
    """Invoices before their payment: whose of so many clients each is, when it is issued, and payable."""

    who: Column
    issued: Column
    payable: Column
    clients: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A firm's whole life: the ledger, and of each invoice the truth.

    `payable`: the working day on which the due date may be paid without being late. `chances`: of payment on each day
    from `BEFORE` days before it to `AFTER` days after, given that it is paid at all; `never`: of never.
    """

    ledger: Ledger
    payable: Column
    chances: Column
    never: Column

    @property
    def late(self) -> Column:
        """The truth's own chance of late, on the day of issue."""
        found: Column = self.never + (1 - self.never) * self.chances[:, BEFORE + 1 :].sum(axis=1)
        return found

    def never_at(self, rows: Column, age: int) -> Column:
        """The truth's own chance of never for invoices still unpaid so many days past the working due day."""
        waits = self.chances[rows, BEFORE + age + 1 :].sum(axis=1)
        found: Column = self.never[rows] / (self.never[rows] + (1 - self.never[rows]) * waits)
        return found

    @property
    def quantiles(self) -> Column:
        """The truth's own days from issue by which 10, 50, 90 % of those paid at all are paid."""
        passed = np.cumsum(self.chances, axis=1)
        at = [np.argmax(passed >= share - 1e-12, axis=1) for share in (0.1, 0.5, 0.9)]
        found: Column = np.stack([_REL[place] for place in at], axis=1) + (self.payable - self.ledger.issued)[:, None]
        return found


def drawn(kind: str, invoices: int, seed: int) -> Drawn:
    """One firm of a kind with about so many invoices."""
    chance = np.random.default_rng((seed, invoices, list(KINDS).index(kind)))
    clients = max(int(invoices / chance.uniform(6, 16)), 2)
    span = _SPANS.get(invoices, 600)
    share = 1 / np.arange(1, clients + 1) ** 0.8
    who = chance.choice(clients, size=invoices, p=share / share.sum())
    issued = _START + np.sort(chance.integers(0, span, invoices))
    terms = chance.choice([14, 30, 30, 30, 45, 60], clients)[who]
    if kind == "instalments":  # once a month, on the client's own day
        count = max(invoices // clients, 1)
        who = np.tile(np.arange(clients), count)
        issued = (
            _START
            + chance.integers(0, 30, clients)[who]
            + np.round(30.44 * np.repeat(np.arange(count), clients)).astype(int)
        )
        terms = np.full(len(who), 30)
        order = np.argsort(issued, kind="stable")
        who, issued = who[order], issued[order]
    due = issued + terms
    payable = due + _weekend(due)
    chances, never = KINDS[kind](chance, Invoices(who, issued, payable, clients))
    chances = chances / chances.sum(axis=1, keepdims=True)
    chances = _moved(chances, payable, lambda days: _weekend(days) > 0)
    # Nothing is paid before it is issued.
    early = (payable - issued)[:, None] + _REL[None] < 0
    on_issue = np.clip(BEFORE - (payable - issued), 0, None)
    chances[np.arange(len(who)), on_issue] += np.where(early, chances, 0).sum(axis=1)
    chances[early] = 0
    place = (chances.cumsum(axis=1) < chance.random(len(who))[:, None]).sum(axis=1).clip(0, len(_REL) - 1)
    paid = np.where(chance.random(len(who)) < never, NOT_YET, payable + _REL[place])
    made = ledger(
        client=who, issued=issued, due=due, amount_minor=chance.lognormal(11, 1, len(who)).astype(np.int64), paid=paid
    )
    return Drawn(made, payable, chances, never)


def _weekend(days: Column) -> Column:
    """Days until Monday from a Saturday or Sunday, otherwise none."""
    of_week = days % 7  # ordinal 1 was a Monday
    found: Column = np.where(of_week == 6, 2, np.where(of_week == 0, 1, 0))  # noqa: PLR2004 -- Saturday
    return found


def _moved(chances: Column, payable: Column, is_off: Callable[[Column], Column]) -> Column:
    """Move the chance of every day off to the next day that is none."""
    found = chances.copy()
    for place in range(len(_REL) - 1):
        off = is_off(payable + _REL[place])
        found[off, place + 1] += found[off, place]
        found[off, place] = 0
    return found


def _normal(of: Column) -> Column:
    found: Column = of / of.sum(axis=1, keepdims=True)
    return found


def _mixed(weights: Column, *shapes: Column) -> Column:
    """The shapes of each row, weighed."""
    found = np.zeros_like(shapes[0])
    for place, shape in enumerate(shapes):
        found += weights[:, place, None] * _normal(shape)
    return found


def _on_the_day(size: int) -> Column:
    return np.tile((_REL == 0).astype(float), (size, 1))


def _early(mean: Column) -> Column:
    """Before the day, the nearer the likelier."""
    return np.where(_REL[None] < 0, np.exp(_REL[None] / mean[:, None]), 0.0)


def _after(middle: Column, spread: Column) -> Column:
    """After the day, lognormal around a middle."""
    days = np.maximum(_REL, 0.5)[None]
    return np.where(
        _REL[None] > 0, np.exp(-((np.log(days) - np.log(middle[:, None])) ** 2) / 2 / spread[:, None] ** 2) / days, 0.0
    )


def _weights(chance: np.random.Generator, means: Column, worth: float, clients: int) -> Column:
    return chance.dirichlet(np.maximum(np.asarray(means) * worth, 0.02), clients)


def on_the_due_day(chance: np.random.Generator, of: Invoices) -> tuple[Column, Column]:
    """60 to 80 % on the working due day, a tenth early, the rest some days late; 3 % never."""
    on = chance.uniform(0.6, 0.8)
    weights = _weights(chance, np.array([0.1, on, 0.9 - on]), 6, of.clients)[of.who]
    late = chance.gamma(2, 4, of.clients)[of.who] + 2
    size = len(of.who)
    return _mixed(weights, _early(np.full(size, 4.0)), _on_the_day(size), _after(late, np.full(size, 0.9))), np.full(
        size, 0.03
    )


def instalments(chance: np.random.Generator, of: Invoices) -> tuple[Column, Column]:
    """Monthly: 40 % on the day, 17 % late, the rest before."""
    weights = _weights(chance, np.array([0.43, 0.4, 0.17]), 3, of.clients)[of.who]
    early = chance.gamma(2, 3, of.clients)[of.who] + 1
    size = len(of.who)
    late = chance.gamma(2, 4, of.clients)[of.who] + 1
    return _mixed(weights, _early(early), _on_the_day(size), _after(late, np.full(size, 1.0))), np.full(size, 0.01)


def always_late(chance: np.random.Generator, of: Invoices) -> tuple[Column, Column]:
    """Pay a median of twenty days over, each around its own middle."""
    middle = 20 * chance.lognormal(0, 0.5, of.clients)[of.who]
    weights = _weights(chance, np.array([0.03, 0.07, 0.9]), 10, of.clients)[of.who]
    size = len(of.who)
    return _mixed(weights, _early(np.full(size, 4.0)), _on_the_day(size), _after(middle, np.full(size, 0.45))), np.full(
        size, 0.015
    )


def pay_runs(chance: np.random.Generator, of: Invoices) -> tuple[Column, Column]:
    """On the last working day of the month, the 15th, Fridays, each quarter: the first run not before due."""
    way = chance.choice(5, of.clients, p=[0.3, 0.2, 0.25, 0.05, 0.2])[of.who]
    slack = chance.choice([0, 0, 3, 10], of.clients)[of.who]
    size = len(of.who)
    found = np.zeros((size, len(_REL)))
    base = (_REL[None] == slack[:, None]).astype(float)
    for number in range(_LOOSE):
        mine = np.flatnonzero(way == number)
        if len(mine):
            found[mine] = _moved(base[mine], of.payable[mine], partial(_is_no_run, number))
    loose = _mixed(
        np.tile([0.1, 0.5, 0.4], (size, 1)),
        _early(np.full(size, 4.0)),
        _on_the_day(size),
        _after(slack + 4.0, np.full(size, 0.8)),
    )
    share = np.where(way == _LOOSE, 1.0, 0.08)[:, None]
    return share * loose + (1 - share) * found, np.full(size, 0.015)


def _is_no_run(number: int, days: Column) -> Column:
    found: Column = ~_RUNS[number][days - _START + 500]
    return found


def _runs() -> list[Column]:
    """For each way of paying in runs, whether each day from 500 before the first is a run; all are working days."""
    days = [date.fromordinal(_START - 500 + at) for at in range(4_000)]
    friday, middle = 4, 15
    found = []
    for day in days:
        ahead = day + timedelta(days=3 if day.weekday() == friday else 1)
        is_last = ahead.month != day.month
        is_middle = day.day == middle or (day.weekday() == 0 and day.day in {middle + 1, middle + 2})
        ways = (is_last, is_middle, day.weekday() == friday, is_last and day.month % 3 == 0)
        found.append([way and day.weekday() <= friday for way in ways])
    return list(np.array(found).T)


_RUNS: Final = _runs()


def slipped(chance: np.random.Generator, of: Invoices) -> tuple[Column, Column]:
    """Two in a hundred are forgotten or queried, and paid 30 to 200 days after."""
    size = len(of.who)
    forgotten = np.tile((np.isin(_REL, np.arange(*_FORGOTTEN))).astype(float), (size, 1))
    weights = _weights(chance, np.array([0.25, 0.4, 0.35]), 5, of.clients)[of.who]
    pace = _mixed(
        weights,
        _early(np.full(size, 5.0)),
        _on_the_day(size),
        _after(chance.gamma(2, 4, of.clients)[of.who] + 2, np.full(size, 0.8)),
    )
    return 0.98 * pace + 0.02 * _normal(forgotten), np.full(size, 0.02)


def drift(chance: np.random.Generator, of: Invoices) -> tuple[Column, Column]:
    """From the middle of its life on all clients of the firm pay twelve days later, or sooner."""
    size = len(of.who)
    quick = _mixed(
        _weights(chance, np.array([0.2, 0.6, 0.2]), 5, of.clients)[of.who],
        _early(np.full(size, 4.0)),
        _on_the_day(size),
        _after(np.full(size, 6.0), np.full(size, 0.8)),
    )
    slow = _mixed(
        _weights(chance, np.array([0.05, 0.2, 0.75]), 5, of.clients)[of.who],
        _early(np.full(size, 4.0)),
        _on_the_day(size),
        _after(chance.gamma(4, 3, of.clients)[of.who] + 3, np.full(size, 0.6)),
    )
    is_late = of.issued - of.issued[0] > (of.issued[-1] - of.issued[0]) * chance.uniform(0.4, 0.6)
    is_late ^= bool(chance.integers(2))
    return np.where(is_late[:, None], slow, quick), np.full(size, 0.015)


def losses(chance: np.random.Generator, of: Invoices) -> tuple[Column, Column]:
    """Losses come in clients: one in eight loses us a quarter of what it owes, the others next to nothing."""
    size = len(of.who)
    is_bad = chance.random(of.clients) < _BAD
    never = np.where(is_bad, chance.uniform(0.1, 0.5, of.clients), 0.004)[of.who]
    weights = _weights(chance, np.array([0.15, 0.45, 0.4]), 5, of.clients)[of.who]
    pace = _mixed(
        weights,
        _early(np.full(size, 5.0)),
        _on_the_day(size),
        _after(chance.gamma(2, 5, of.clients)[of.who] + 2, np.full(size, 0.8)),
    )
    return pace, never


KINDS: Final[dict[str, Callable[..., tuple[Column, Column]]]] = {
    "on the due day": on_the_due_day,
    "instalments": instalments,
    "always late": always_late,
    "pay runs": pay_runs,
    "slipped": slipped,
    "drift": drift,
    "losses": losses,
}
SIZES: Final = tuple(_SPANS)
