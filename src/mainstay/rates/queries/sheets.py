"""The sheet of an export that exchange rates offer; `mainstay rates import` reads it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.kernel.offers import SheetQuery
from mainstay.rates.rules.drafts import rate_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def _in_figures(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The rate as a plain number: a float would lose digits."""
    return {**row, "Is worth:t": rate_text(int(row["Is worth:t"]))}


SHEETS: Final = (
    SheetQuery(
        26,
        "Exchange rates",
        """
        SELECT r.ref AS "Mainstay ref:t", r.valid_on AS "Day:d", r.one AS "One unit of:t",
               r.billionths AS "Is worth:t", r.other AS "In:t"
        FROM rates_exchangerate r ORDER BY r.valid_on, r.pair
        """,
        _in_figures,
    ),
)
