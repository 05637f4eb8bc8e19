"""Whose debts the list of receivables shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.billing.rules.due import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Sequence

SORTS: Final = ("client", "owed", "overdue", *BUCKETS)
"""By what a person may sort: clients from A, amounts the largest first; with "-turned" the other way round."""
TURNED: Final = "-turned"
AGES: Final = ("overdue", *BUCKETS)
"""What a client owes something of: anything overdue, or of one age."""


@dataclass(frozen=True, slots=True)
class ReceivableFilter:
    """Everybody who owes, unless told otherwise.

    `search`: words of the client's name, e-mail or city. `age`: one of AGES. `tag`, `group`, `people`: as in the list
    of clients. `refs`: these clients alone. `sort` is one of SORTS, with or without TURNED.
    """

    search: str = ""
    age: str = ""
    tag: str = ""
    group: str = ""
    people: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    sort: str = "owed"

    @property
    def asks_for_clients(self) -> bool:
        """Whether what is known of a client decides who is listed."""
        return bool(self.search or self.tag or self.group or self.people or self.refs)

    @property
    def is_plain(self) -> bool:
        """Whether everybody is listed."""
        return not (self.asks_for_clients or self.age)

    @property
    def is_by_name(self) -> bool:
        """Whether the list is sorted by the names of the clients."""
        return self.sort.removesuffix(TURNED) == "client"

    def fits(self, overdue_minor: int, buckets_minor: Sequence[int]) -> bool:
        """Say whether somebody is wanted of whom so much is overdue, and so much open of each age."""
        if self.age == "overdue":
            return overdue_minor > 0
        return not self.age or buckets_minor[BUCKETS.index(self.age)] > 0

    def figure(self, owed_minor: int, overdue_minor: int, buckets_minor: Sequence[int]) -> int:
        """The amount by which somebody is sorted; 0 where the list is sorted by name."""
        figures = (0, owed_minor, overdue_minor, *buckets_minor)
        return figures[SORTS.index(self.sort.removesuffix(TURNED))]


EVERY_DEBTOR: Final = ReceivableFilter()
