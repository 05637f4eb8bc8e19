"""Which clients of the list a person wants to see, by what they owe and how late it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ClientsWanted:
    """All clients, unless told otherwise.

    `late_over`: something open is more than so many days past due (0: anything overdue). `owed_at_least`: so much in
    major units is open in one currency, whichever it is.
    """

    is_owing: bool = False
    late_over: int | None = None
    owed_at_least: Decimal | None = None

    def fits(self, open_minor: Mapping[str, int], days_late: int) -> bool:
        """Say whether a client is wanted who owes this and whose oldest open invoice is so many days late."""
        if self.is_owing and not open_minor:
            return False
        if self.late_over is not None and days_late <= self.late_over:
            return False
        least = self.owed_at_least
        return least is None or any(Money(minor, code).decimal >= least for code, minor in open_minor.items())


EVERY_CLIENT = ClientsWanted()
