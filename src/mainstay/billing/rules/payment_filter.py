"""Which payments of the list a person wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

SHOWN: Final = ("all", "left", "undone")
"""Every payment; those of which something is left on account; those that were reversed, and what reversed them."""
SORTS: Final = ("paid", "client", "amount", "left")
"""By what a person may sort: the latest and the largest first, clients from A; with "-turned" the other way round."""
BY_AMOUNT: Final = ("amount", "left")
"""Those of them that compare amounts."""
TURNED: Final = "-turned"


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """All payments, unless told otherwise.

    `search` is a part of the client's name or of the number of an invoice it settled. With `until` the list is as it
    was known at the end of that day; `since` leaves out what was paid before. `people`: one of these (e-mail addresses)
    looks after the client. `refs`: these alone. `sort` is one of SORTS, with or without TURNED.
    """

    search: str = ""
    currency: str = ""
    shown: str = "all"
    since: date | None = None
    until: date | None = None
    people: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    sort: str = "paid"

    @property
    def is_plain(self) -> bool:
        """Whether nothing was left out."""
        return self == PaymentFilter(sort=self.sort)


EVERY_PAYMENT: Final = PaymentFilter()
