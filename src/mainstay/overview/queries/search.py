"""Find anything in the book by what one remembers of it: a name, a number, a reference, an exact amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.queries.fetching import has_clients
from mainstay.clients.queries.visible import require_all
from mainstay.kernel.offers import Found
from mainstay.kernel.text import one_line
from mainstay.overview.gathered import FOUND
from mainstay.overview.rules.amount_search import possible_amounts
from mainstay.store.text_search import TextSearch

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor

FIRST: Final = 8
PAGE_LENGTH: Final = 50
_LETTERS: Final = 200
_NONE: Final[Found[Any]] = Found(0, ())


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """What fits of one kind: which package offers it, its title in the language active now, the best of it."""

    kind: str
    package: str
    title: str
    found: Found[Any]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What fits a search, kind by kind: the best eight of each, or one page of the kind asked for."""

    text: str
    kind: str
    number: int
    groups: tuple[FoundGroup, ...]
    is_book_empty: bool = False
    """Nothing was found because there is no client, and so nothing at all."""

    @property
    def count(self) -> int:
        """How many fit, of all kinds."""
        return sum(group.found.count for group in self.groups)

    @property
    def pages(self) -> int:
        """How many pages the kind asked for has."""
        return max(1, -(-self.count // PAGE_LENGTH)) if self.kind else 1

    def found(self, kind: str) -> Found[Any]:
        """What fits of one kind."""
        return next(group.found for group in self.groups if group.kind == kind)


def search(*, text: str, kind: str = "", number: int = 1, by: Actor) -> SearchPage:
    """Find what the packages offer (clients, invoices, payments) that holds every word, or is of exactly this amount.

    However it is cased and marked; the best first: exactly this, this amount, beginning with it, a word beginning
    with it, holding it anywhere. `kind` asks for one page of one kind, the first where it has not so many pages.
    One question a kind, and of what there is much one before it for where to look; where nothing is found, one more
    whether there is anything to find.
    """
    require_all(by)
    text = one_line(text)[:_LETTERS]
    kind = kind if kind in FOUND else ""
    number = max(number, 1) if kind else 1
    limit = PAGE_LENGTH if kind else FIRST
    asked = TextSearch(text, possible_amounts(text), by=by, limit=limit, offset=(number - 1) * limit)
    wanted = {kind} if kind else set(FOUND)
    groups = tuple(
        FoundGroup(one, offered.package, str(offered.title), offered.find(asked) if text and one in wanted else _NONE)
        for one, offered in FOUND.items()
    )
    page = SearchPage(text, kind, number, groups)
    if number > 1 and not page.count:
        return search(text=text, kind=kind, by=by)
    return SearchPage(text, kind, number, groups, is_book_empty=bool(text) and not page.count and not has_clients())
