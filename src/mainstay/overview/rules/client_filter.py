"""Which clients of the list a person wants to see, in which order, and how many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from mainstay.fields.rules.filtering import FieldCondition

_BY_DEBT: Final = frozenset({"owed", "overdue"})


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """All clients, unless told otherwise.

    `search`: every word of it is in the folded name, e-mail, city or external id. `late_over`: something open is more
    than so many days past due (0: anything overdue). `owed_at_least`: so much in major units is open in one currency,
    whichever it is. `is_contact_due`: the next contact is due by the day of the list. `standing` and `payment`: this
    relationship and this payment rating hold, set by hand or by the evidence. `tag` and `group`: the client bears it,
    however it is cased. `is_archived`: the archived ones instead of the others. `people`: one of these (e-mail
    addresses) looks after the client. `refs`: these alone. `fields`: its custom fields meet these conditions. `sort`
    is "name", "name-down", "owed", "overdue" (most first), "slowest", or "f-" and the reference of a custom field,
    with "-down" behind it for the other way round. With `length`, page `number` of so many; else all.
    """

    search: str = ""
    has_debt: bool = False
    late_over: int | None = None
    owed_at_least: Decimal | None = None
    is_contact_due: bool = False
    standing: str = ""
    payment: str = ""
    tag: str = ""
    group: str = ""
    is_archived: bool = False
    people: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    fields: tuple[FieldCondition, ...] = ()
    sort: str = "name"
    length: int | None = None
    number: int = 1

    @property
    def asks_for_debts(self) -> bool:
        """What clients owe decides whether or where they are listed."""
        return self.has_debt or self.late_over is not None or self.owed_at_least is not None or self.sort in _BY_DEBT

    @property
    def asks_for_ratings(self) -> bool:
        """A rating decides whether a client is listed."""
        return bool(self.standing or self.payment)

    def fits_ratings(self, standing: str, payment: str) -> bool:
        """Say whether a client of these ratings is wanted."""
        return self.standing in {"", standing} and self.payment in {"", payment}

    def fits(self, open_minor: Mapping[str, int], days_late: int) -> bool:
        """Say whether a client is wanted who owes this and whose oldest open invoice is so many days late."""
        if self.has_debt and not open_minor:
            return False
        if self.late_over is not None and days_late <= self.late_over:
            return False
        least = self.owed_at_least
        return least is None or any(Money(minor, code).decimal >= least for code, minor in open_minor.items())


EVERY_CLIENT = ClientFilter()
