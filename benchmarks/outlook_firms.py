"""Invented firms whose clients sometimes never pay, made of causes and not of the outlook's formulas.

Clients have a way of paying (punctual by standing order, a weekly or monthly pay run, forgetful until reminded, slow
and erratic), some fail on a day of which nobody is told and leave open whatever is open, some quarrels end in nothing.
No square roots, no normal or Student distribution, no Beta share of losses per client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mainstay.insight.ledger import NOT_YET, ledger

if TYPE_CHECKING:
    from mainstay.insight.ledger import Ledger

LOST_AFTER = 365
_YEAR = 365
_WAYS = ("punctual", "weekly", "monthly", "forgetful", "slow")
_ASTRAY, _WRITTEN_OFF = 0.05, 0.3
_REMINDERS = (14, 30, 45, 60, 90)


@dataclass(frozen=True, slots=True)
class Invented:
    """A firm's whole life, the day it is asked about, and the day each invoice is truly paid (`NOT_YET`: never)."""

    ledger: Ledger
    as_of: int

    @property
    def open_rows(self) -> np.ndarray:
        """Invoices open on the day: not given up, and none of them so old that it counts as lost already."""
        rows = np.array(self.ledger.open_on(self.as_of), dtype=int)
        found: np.ndarray = rows[self.as_of - self.ledger.due[rows] <= LOST_AFTER]
        return found

    @property
    def is_never(self) -> np.ndarray:
        """What happened: not paid within a year of the due date."""
        return self.ledger.paid > self.ledger.due + LOST_AFTER


def firms(invoices: int, count: int, seed: int) -> list[Invented]:
    """So many firms with about so many invoices each at the day they are asked about."""
    return [_firm(invoices, np.random.default_rng((seed, invoices, number))) for number in range(count)]


def _firm(invoices: int, chance: np.random.Generator) -> Invented:
    span = int(np.clip(invoices * 6, 240, 1_500))
    clients = max(int(invoices / chance.uniform(6, 16)), 2)
    share = 1 / np.arange(1, clients + 1) ** 0.8
    who = chance.choice(clients, size=invoices + max(invoices // 10, 2), p=share / share.sum())
    size = len(who)
    start = 735_000
    issued = start + np.sort(chance.integers(0, span, size))
    terms = chance.choice([7, 14, 30, 30, 30, 45, 60], clients)[who]
    way = chance.choice(len(_WAYS), clients, p=[0.3, 0.25, 0.15, 0.2, 0.1])[who]
    lazy = chance.gamma(1.2, 4.0, clients)[who]
    due = issued + terms
    early = -chance.integers(0, 6, size)
    pay_run = due + lazy.astype(int) + (4 - (due + lazy.astype(int))) % 7
    month_end = due + lazy.astype(int) + chance.integers(0, 31, size)
    reminded = due + np.array(_REMINDERS)[np.minimum(chance.geometric(0.55, size) - 1, 4)] + chance.integers(0, 8, size)
    slow = due + chance.lognormal(2.6 + lazy / 12, 0.9, size).astype(int)
    paid = np.choose(way, [due + early, pay_run, month_end, reminded, slow])
    paid = np.where(chance.random(size) < _ASTRAY, paid + chance.integers(5, 60, size), paid)  # gone astray
    # A firm has its luck: between almost none and a tenth of its clients fail in a year.
    failing = chance.gamma(1.2, 0.045)
    ends = start + chance.exponential(_YEAR / max(failing, 1e-6), clients)[who]
    warned = ends - chance.integers(20, 60, clients)[who]
    never = (paid >= warned) | (issued >= warned)
    never |= chance.random(size) < chance.beta(0.5, 80)  # a quarrel that ends in nothing
    paid = np.where(never, NOT_YET, np.maximum(paid, issued))
    # Nobody invoices a client who has failed.
    kept = issued < ends
    written_off = np.where(never & (chance.random(size) < _WRITTEN_OFF), due + chance.integers(90, 300, size), NOT_YET)
    made = ledger(
        client=who,
        issued=issued,
        due=due,
        amount_minor=chance.lognormal(11, 1, size).astype(np.int64),
        paid=paid,
        written_off=written_off,
    )
    return Invented(made.rows(kept), start + span)
