"""The clients whose country is not known, so that nobody knows its public holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mainstay.clients.queries.name_order import by_name
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.countries import is_unknown

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


class UnknownCountry(NamedTuple):
    """A client and the words that stand for its country."""

    ref: str
    name: str
    country: str


def unknown_countries(*, by: Actor) -> list[UnknownCountry]:
    """Every client whose country names none that is known, by name; two statements whatever their number."""
    named = clients_for(by).exclude(country="")
    unknown = [words for words in named.order_by().values_list("country", flat=True).distinct() if is_unknown(words)]
    if not unknown:
        return []
    found = named.filter(country__in=unknown).order_by(*by_name()).values_list("ref", "name", "country")
    return [UnknownCountry(*row) for row in found]
