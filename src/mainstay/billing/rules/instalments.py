"""An invoice due in parts on several days: what is open of each part, and how the parts are written in a file. Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.kernel.money import Money, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BETWEEN: Final = "; "


class InstalmentPart(NamedTuple):
    """What of an invoice falls due on a day, as ISO text, in minor units."""

    due_on: str
    minor: int


def open_of_instalment(minor: int, later_minor: int, open_minor: int) -> int:
    """What is open of a part when so much is open of its invoice: payments cover the earliest part first.

    `later_minor` is what falls due after it. `billing.queries.fragments` says the same in SQL.
    """
    return max(0, min(minor, open_minor - later_minor))


def with_later(parts: Sequence[InstalmentPart]) -> Iterator[tuple[InstalmentPart, int]]:
    """Each part, in the order of their days, with what falls due after it."""
    later = sum(part.minor for part in parts)
    for part in parts:
        later -= part.minor
        yield part, later


def parts_text(parts: Iterable[InstalmentPart], currency: str) -> str:
    """Write the parts as an export does: "2026-02-09 300.00; 2026-03-11 400.00"."""
    return _BETWEEN.join(f"{part.due_on} {decimal_text(part.minor, currency)}" for part in parts)


def parts_from(text: str, currency: str) -> tuple[InstalmentPart, ...]:
    """Read what `parts_text` wrote; ValueError for anything else."""
    found = []
    for written in text.split(_BETWEEN.strip()):
        day, _, amount = written.strip().partition(" ")
        found.append(InstalmentPart(date.fromisoformat(day).isoformat(), Money.parse(amount, currency).minor))
    return tuple(sorted(found))
