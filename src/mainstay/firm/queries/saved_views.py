"""A person's own views of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import get_language

from mainstay.firm.permissions import own_number
from mainstay.kernel.text import name_sort_key
from mainstay.store.sql import rows

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


_OF_A_PERSON: Final = "SELECT name, query FROM firm_savedview WHERE user_id = %s AND page = %s"


class ViewRow(NamedTuple):
    """A view: its name, and what it asks as the part of an address after the question mark."""

    name: str
    query: str


def saved_views(*, page: str, by: Actor) -> tuple[ViewRow, ...]:
    """The views that the person keeps of a list, by name."""
    views = rows(ViewRow, _OF_A_PERSON, [own_number(by), page])
    return tuple(sorted(views, key=lambda view: name_sort_key(view.name, get_language() or "en")))
