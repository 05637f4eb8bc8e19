"""Today as tests ask about it: everything that its panels hold, under the names of their fields."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.builders import OWNER

from mainstay.briefing.queries.morning import morning
from mainstay.kernel.offers import merged

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor


def this_morning(on: date, by: Actor = OWNER, most: int | None = None) -> SimpleNamespace:
    """The page and its panels in one; two panels with a field of one name are refused."""
    page = morning(today=on, by=by, most=most)
    parts = (page, *page.panels)
    return SimpleNamespace(**merged({one.name: getattr(part, one.name) for one in fields(part)
                                     if one.name != "has_debts" or part is page} for part in parts))  # fmt: skip
