"""How allocations move what is open on an invoice: the arithmetic, without a database."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    is_rewound: bool = False
    is_settled_day_known: bool = True


def balance_of(total_minor: int, movements: Iterable[Movement]) -> Balance:
    """Work an invoice's balance out from all its allocations, in any order.

    `settled_on` is the last day anything moved, once nothing is open. ValueError when the movements settle more than
    the total or take back more than was settled.
    """
    parts = dict.fromkeys(Source, 0)
    last_on: date | None = None
    is_rewound = False
    is_day_known = True
    for movement in movements:
        parts[movement.source] += movement.minor
        last_on = movement.allocated_on if last_on is None else max(last_on, movement.allocated_on)
        is_rewound = is_rewound or movement.minor < 0
        is_day_known = is_day_known and movement.is_day_known
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
        settled_on=last_on if open_minor == 0 else None,
        is_rewound=is_rewound,
        is_settled_day_known=is_day_known,
    )


def with_movement(balance: Balance, movement: Movement, *, last_on: date | None) -> Balance:
    """Add one movement to a balance; `last_on` is the day of the latest movement before it, None for the first."""
    after = balance_of(
        balance.total_minor,
        [
            Movement(Source.PAYMENT, balance.paid_minor, last_on or movement.allocated_on),
            Movement(Source.CREDIT_NOTE, balance.credited_minor, last_on or movement.allocated_on),
            Movement(Source.WRITE_OFF, balance.written_off_minor, last_on or movement.allocated_on),
            movement,
        ],
    )
    return replace(
        after,
        is_rewound=after.is_rewound or balance.is_rewound,
        is_settled_day_known=after.is_settled_day_known and balance.is_settled_day_known,
    )
