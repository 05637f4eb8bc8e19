"""A person's own views of a list."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.firm.models import SavedView
from mainstay.kernel.text import sort_key


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view: its name, and what it asks as the part of an address after the question mark."""

    name: str
    query: str


def saved_views(*, user_id: int, page: str) -> tuple[ViewRow, ...]:
    """The views that a person keeps of a list, by name."""
    rows = SavedView.objects.filter(user_id=user_id, page=page).values_list("name", "query")
    return tuple(sorted((ViewRow(*row) for row in rows), key=lambda view: sort_key(view.name)))
