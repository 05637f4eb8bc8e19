"""What a payment settled and when, as an export writes it in one cell; and whether uses fit, on every day. Pure."""

from __future__ import annotations

import json
from datetime import date
from decimal import InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from mainstay.kernel.money import Money, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable


class Applied(NamedTuple):
    """What of a payment settles an invoice from a day, in minor units; negative where it was taken back."""

    invoice: str
    issued_on: date
    on: date
    minor: int


def applied_text(parts: Iterable[Applied], currency: str) -> str:
    """Write them as an export does, all of them in one cell."""
    return json.dumps(
        [
            {
                "invoice": part.invoice,
                "issued_on": str(part.issued_on),
                "on": str(part.on),
                "amount": decimal_text(part.minor, currency),
            }
            for part in parts
        ],
        ensure_ascii=False,
    )


def applied_from(text: str, currency: str) -> tuple[Applied, ...]:
    """Read what `applied_text` wrote; ValueError for anything else."""
    try:
        return tuple(
            Applied(
                str(one["invoice"]),
                date.fromisoformat(one["issued_on"]),
                date.fromisoformat(one["on"]),
                Money.parse(one["amount"], currency).minor,
            )
            for one in json.loads(text)
        )
    except (TypeError, KeyError, AttributeError, InvalidOperation) as error:
        raise ValueError(text) from error


def fits_each_day(total_minor: int, uses: Iterable[tuple[date, int]]) -> bool:
    """Whether at the end of every day between nothing and the total is in use (negative: given back)."""
    by_day: dict[date, int] = {}
    for day, used in uses:
        by_day[day] = by_day.get(day, 0) + used
    so_far = 0
    for day in sorted(by_day):
        so_far += by_day[day]
        if not 0 <= so_far <= total_minor:
            return False
    return True


def reversed_places(moves: Iterable[tuple[int, date, int]]) -> list[int | None] | None:
    """For each move (of what, when, how much) the place of the one that it takes back; None for the others.

    None instead of the list where something is taken back that was not there, or before it was.
    """
    found: list[int | None] = []
    standing: dict[tuple[int, int], list[tuple[int, date]]] = {}
    for place, (of, on, minor) in enumerate(moves):
        if minor > 0:
            standing.setdefault((of, minor), []).append((place, on))
            found.append(None)
            continue
        before = standing.get((of, -minor), [])
        taken = next((one for one in before if one[1] <= on), None)
        if taken is None:
            return None
        before.remove(taken)
        found.append(taken[0])
    return found
