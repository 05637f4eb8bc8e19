"""The facts the outlook rests on, as columns; and what of them was known at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mainstay.insight.columns import rows_of, stacked
from mainstay.insight.working_days import WEEKEND, DaysOff, payable_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Days = NDArray[np.int64]
    Codes = NDArray[np.int64]
    Figures = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = Sequence[int] | NDArray[np.integer]

NOT_YET: Final = np.iinfo(np.int32).max
"""Stands for a day that has not come: later than every day."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Invoices as columns of one length. Days are ordinals (`date.toordinal`), `NOT_YET` where nothing happened.

    `client`, `currency`, `channel`, `group` are codes of the caller's, -1 for none; amounts are minor units of the
    invoice's currency. `payable`: the working day on which what is due may still be paid. `open_minor` is what is left
    to pay as of the day the ledger is asked about, and `late_from` the day on which the earliest part of it falls due:
    `due`, but for an invoice in instalments, whose `due` is that of the last. `is_undated`: paid, but nobody knows
    when, so that it says of a client that it came and brought income, and nothing of how it pays. `off`: the days off
    that move pay runs, the same for all.
    """

    client: Codes
    issued: Days
    due: Days
    payable: Days
    amount_minor: Codes
    currency: Codes
    paid: Days
    written_off: Days
    disputed: Days
    dispute_ended: Days
    part_paid: Days
    open_minor: Codes
    channel: Codes
    group: Codes
    is_undated: Flags
    late_from: Days
    off: DaysOff = WEEKEND

    def __len__(self) -> int:
        return len(self.client)

    def rows(self, chosen: Flags | Codes) -> Ledger:
        """Only the chosen invoices."""
        if chosen.dtype == bool and chosen.all():
            return self
        return rows_of(self, chosen)

    def part(self, start: int, end: int) -> Ledger:
        """The invoices from one place to another."""
        return self.rows(np.arange(start, end))

    def only(self, places: Sequence[int]) -> Ledger:
        """The invoices at these places."""
        return self.rows(np.asarray(places, dtype=np.int64))

    def open_on(self, as_of: int) -> list[int]:
        """The places of what was issued and neither paid nor given up at the end of the day."""
        is_open = (self.issued <= as_of) & (self.paid > as_of) & (self.written_off > as_of)
        places: list[int] = np.flatnonzero(is_open).tolist()
        return places

    def known_on(self, as_of: int) -> Ledger:
        """What was known at the end of that day: what was issued by then, and nothing that happened later.

        The one door to the facts: whatever passes here cannot tell of the future.
        """
        known = self.rows(self.issued <= as_of)
        events: dict[str, Any] = {name: _by(getattr(known, name), as_of) for name in _EVENTS}
        return replace(known, **events)

    def joined(self, others: Ledger) -> Ledger:
        """These invoices, and the others after them."""
        return stacked([self, others])

    def asked_on(self, as_of: int) -> Ledger:
        """These invoices as questions of that day: their payments taken away, and what happened to them later."""
        known: dict[str, Any] = {name: _by(getattr(self, name), as_of) for name in _EVENTS}
        return replace(self, **{**known, "paid": np.full(len(self), NOT_YET, dtype=np.int64)})

    @property
    def codes(self) -> Codes:
        """The clients there are, ascending."""
        return np.unique(self.client)

    @property
    def terms(self) -> Days:
        """Days from issue to due date; none below zero."""
        terms: Days = np.maximum(self.due - self.issued, 0)
        return terms

    @property
    def days(self) -> Days:
        """Days from issue to payment, 0 for a payment before issue; only meaningful where `is_paid`."""
        days: Days = np.maximum(self.paid - self.issued, 0)
        return days

    @property
    def is_paid(self) -> Flags:
        """Paid, and neither given up first nor nothing to pay (a credit note): what tells how the client pays."""
        is_paid: Flags = (self.paid < NOT_YET) & (self.written_off >= self.paid) & (self.amount_minor > 0)
        return is_paid

    @property
    def is_in_dispute(self) -> Flags:
        """Disputed, and the dispute has not ended."""
        is_in_dispute: Flags = (self.disputed < NOT_YET) & (self.dispute_ended == NOT_YET)
        return is_in_dispute

    def is_lost(self, as_of: int, after_days: int) -> Flags:
        """Given up, or so long past due that it counts as never paid."""
        is_given_up = (self.written_off < NOT_YET) & ~self.is_paid
        is_lost: Flags = is_given_up | ((self.paid == NOT_YET) & (as_of - self.due > after_days))
        return is_lost


_EVENTS: Final = ("paid", "written_off", "disputed", "dispute_ended", "part_paid")


def _by(days: Days, as_of: int) -> Days:
    is_later = (days > as_of) & (days < NOT_YET)
    return np.where(is_later, NOT_YET, days) if is_later.any() else days


def places_in(wanted: Codes, codes: Codes) -> Codes:
    """Where each of the wanted stands, or would stand, among ascending codes: `searchsorted` for a million of them."""
    most = int(wanted.max(initial=0))
    if most > 2 * len(wanted) or wanted.min(initial=0) < 0:
        return np.searchsorted(codes, wanted)
    return np.searchsorted(codes, np.arange(most + 1))[wanted]


def coded(words: Sequence[str]) -> list[int]:
    """Number the words, the empty one -1."""
    numbers = {word: number for number, word in enumerate(sorted(set(words) - {""}))} | {"": -1}
    return [numbers[word] for word in words]


def ledger(
    *,
    client: Whole,
    issued: Whole,
    due: Whole,
    payable: Whole | None = None,
    amount_minor: Whole,
    currency: Whole | None = None,
    paid: Whole | None = None,
    written_off: Whole | None = None,
    disputed: Whole | None = None,
    dispute_ended: Whole | None = None,
    part_paid: Whole | None = None,
    open_minor: Whole | None = None,
    channel: Whole | None = None,
    group: Whole | None = None,
    undated: Flags | None = None,
    late_from: Whole | None = None,
    off: DaysOff = WEEKEND,
) -> Ledger:
    """Make a ledger of what is known; what is left out has not happened, or is the same for all.

    Without `payable` what is due on one of the days `off` is payable on the next working day.
    """
    size = len(client)

    def days(given: Whole | None) -> Days:
        return np.full(size, NOT_YET, dtype=np.int64) if given is None else np.asarray(given, dtype=np.int64)

    def codes(given: Whole | None, filling: int) -> Codes:
        return np.full(size, filling, dtype=np.int64) if given is None else np.asarray(given, dtype=np.int64)

    return Ledger(
        codes(client, 0), days(issued), days(due), payable_on(days(due), off) if payable is None else days(payable),
        codes(amount_minor, 0), codes(currency, 0), days(paid), days(written_off), days(disputed),
        days(dispute_ended), days(part_paid), codes(amount_minor if open_minor is None else open_minor, 0),
        codes(channel, -1), codes(group, -1), np.zeros(size, dtype=bool) if undated is None else undated,
        days(due if late_from is None else late_from), off,
    )  # fmt: skip
