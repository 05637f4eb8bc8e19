"""Which invoices of the list a person wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SORTS: Final = ("number", "client", "issued", "due", "total", "open")
"""By what a person may sort: texts and days upwards, amounts the largest first."""
BY_AMOUNT: Final = ("total", "open")
"""Those of them that compare amounts."""
STATES: Final = ("open", "overdue", "risk", "settled", "all")


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Which invoices: a state of STATES, and, where not empty, a currency and an ageing bucket of `billing.rules.due`.

    An age is an age of what is open: with one, only open invoices are listed. `search` is a part of the number or the
    client, `client` the reference of one; `sort` one of SORTS, else the order of the state.
    """

    state: str = "open"
    currency: str = ""
    age: str = ""
    search: str = ""
    sort: str = ""
    client: str = ""

    @property
    def is_at_risk(self) -> bool:
        """Whether the list is that of money at risk."""
        return self.state == "risk"

    @property
    def is_overdue(self) -> bool:
        """Whether the list is that of what is overdue, whatever its age."""
        return self.state == "overdue" and not self.age

    @property
    def is_plain(self) -> bool:
        """Whether it is the list as it opens: nothing but what is open was asked for."""
        return self.state == "open" and not (self.age or self.currency or self.search or self.client)
