"""A person's own views of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.firm.models import SavedView
from mainstay.firm.permissions import own_number
from mainstay.kernel.text import sort_key

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view: its name, and what it asks as the part of an address after the question mark."""

    name: str
    query: str


def saved_views(*, page: str, by: Actor) -> tuple[ViewRow, ...]:
    """The views that the person keeps of a list, by name."""
    rows = SavedView.objects.filter(user_id=own_number(by), page=page).values_list("name", "query")
    return tuple(sorted((ViewRow(*row) for row in rows), key=lambda view: sort_key(view.name)))
