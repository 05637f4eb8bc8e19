"""The days on which people expect invoices to be paid, in the place of the forecast's: in the cash ahead. Pure."""

from __future__ import annotations

from dataclasses import fields, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.insight.cash import WEEKS, CashAhead, cash_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from mainstay.insight.fitting import FittedFirm
    from mainstay.insight.predicting import Forecast

_WEEK: Final = 7
_SAME: Final = ("currency", "starts")


def own_days(invoices: NDArray[np.int64], own: Mapping[int, date]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of those invoices (by id) that somebody expects on a day, and these days (ordinals)."""
    found = [(place, own[key].toordinal()) for place, key in enumerate(invoices.tolist()) if key in own] if own else []
    places, days = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return places, days


def cash_with_own_days(
    firm: FittedFirm, seen: Forecast, as_of: int, places: NDArray[np.int64], days: NDArray[np.int64]
) -> tuple[CashAhead, ...]:
    """The cash ahead as `cash_of` has it, but what is expected on a day of its own comes in the week of that day.

    `places` are those of the invoices that somebody expects on the `days`. What of them may never come stays what the
    forecast says, so that the money at risk is the same everywhere: the rest is sure to come in that week.
    """
    if not len(places):
        return cash_of(firm, seen, as_of)
    others = np.setdiff1d(np.arange(len(seen)), places)
    found = {cash.currency: cash for cash in cash_of(firm, seen.rows(others), as_of)}
    theirs = seen.rows(places)
    coming = theirs.asked.open_minor - theirs.loss_minor
    weeks = np.clip((days - as_of - 1) // _WEEK, 0, WEEKS)  # WEEKS: after them
    for cash in cash_of(firm, theirs, as_of):
        mine = theirs.asked.currency == cash.currency
        received = np.zeros(WEEKS + 1, dtype=np.int64)
        np.add.at(received, weeks[mine], coming[mine])
        within = int(received[:-1].sum())
        own = replace(
            cash,
            expected_minor=received[:-1],
            low_minor=received[:-1],
            high_minor=received[:-1],
            within_minor=within,
            within_low_minor=within,
            within_high_minor=within,
            later_minor=int(received[-1]),
        )
        before = found.get(cash.currency)
        found[cash.currency] = own if before is None else _both(before, own)
    return tuple(found[currency] for currency in sorted(found))


def own_days_key(own: Mapping[int, date]) -> str:
    """A short text that differs where the expected days differ; "" for none."""
    return blake2b(repr(sorted(own.items())).encode(), digest_size=8).hexdigest() if own else ""


def _both(one: CashAhead, other: CashAhead) -> CashAhead:
    names = [field.name for field in fields(one) if field.name not in _SAME]
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in names})
