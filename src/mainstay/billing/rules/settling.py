"""How allocations move what is open on an invoice: the arithmetic, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Source(StrEnum):
    """What an allocation takes its amount from."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"


def source_of(payment_id: int | None, credit_note_id: int | None) -> Source:
    """What an allocation took from, by the columns of which one at most is filled."""
    return Source.PAYMENT if payment_id else Source.CREDIT_NOTE if credit_note_id else Source.WRITE_OFF


@dataclass(frozen=True, slots=True)
class Movement:
    """One allocation as a figure: positive settles, negative takes a settlement back."""

    source: Source
    minor: int
    allocated_on: date
    is_day_known: bool = True


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of an invoice and where the rest went, in minor units; the four parts add up to the total."""

    total_minor: int
    open_minor: int
    paid_minor: int = 0
    credited_minor: int = 0
    written_off_minor: int = 0
    settled_on: date | None = None
    has_reversals: bool = False
    is_settled_day_known: bool = True


def fits_from(total_minor: int, uses: Iterable[tuple[date, int]], minor: int) -> date | None:
    """The first day from which `minor` more fits into the total, that day and on every day after it.

    `uses` are the days and amounts by which the total was used (negative: given back), in any order. None when it
    fits on any day. What was given back later was in use before, so that an earlier day would use it twice. ValueError
    when it does not fit even in the end.
    """
    by_day: dict[date, int] = {}
    for day, used in uses:
        by_day[day] = by_day.get(day, 0) + used
    left = total_minor - sum(by_day.values())
    if minor > left:
        msg = "it does not fit"
        raise ValueError(msg)
    for day in sorted(by_day, reverse=True):
        left += by_day[day]
        if minor > left:
            return day
    return None


def balance_of(total_minor: int, movements: Iterable[Movement]) -> Balance:
    """Work an invoice's balance out from all its allocations, in any order.

    `settled_on` is the last day on which the settled sum changed, once nothing is open: what was allocated and taken
    back on one day changed nothing. ValueError when the movements settle more than the total or take back more than
    was settled.
    """
    parts = dict.fromkeys(Source, 0)
    by_day: dict[date, int] = {}
    undated = 0
    has_reversals = False
    for movement in movements:
        parts[movement.source] += movement.minor
        by_day[movement.allocated_on] = by_day.get(movement.allocated_on, 0) + movement.minor
        undated += 0 if movement.is_day_known else movement.minor
        has_reversals = has_reversals or movement.minor < 0
    open_minor = total_minor - sum(parts.values())
    if open_minor < 0 or min(parts.values()) < 0:
        msg = "allocations settle more than there is"
        raise ValueError(msg)
    return Balance(
        total_minor=total_minor,
        open_minor=open_minor,
        paid_minor=parts[Source.PAYMENT],
        credited_minor=parts[Source.CREDIT_NOTE],
        written_off_minor=parts[Source.WRITE_OFF],
        settled_on=max(day for day, minor in by_day.items() if minor) if open_minor == 0 else None,
        has_reversals=has_reversals,
        is_settled_day_known=undated == 0,
    )
