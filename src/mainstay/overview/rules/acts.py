"""What can be done with the whole book, and who may; and every act of every package, for those who list them."""

from __future__ import annotations

from typing import Final

from mainstay.billing.rules import acts as billing
from mainstay.clients.rules import acts as clients
from mainstay.firm.rules import acts as firm
from mainstay.firm.rules.permissions import OWNER_ALONE, Act
from mainstay.timeline.rules import acts as timeline

EXPORT_ALL: Final = Act("book.export_all", "Export everything", OWNER_ALONE)
MAKE_DEMONSTRATION: Final = Act("book.make_demonstration", "Make the demonstration firm", OWNER_ALONE, is_fixed=True)
REMOVE_DEMONSTRATION: Final = Act(
    "book.remove_demonstration", "Remove the demonstration firm", OWNER_ALONE, is_fixed=True
)
ACTS: Final = (EXPORT_ALL, MAKE_DEMONSTRATION, REMOVE_DEMONSTRATION)

ALL_ACTS: Final[dict[str, Act]] = {
    act.code: act for act in (*clients.ACTS, *timeline.ACTS, *billing.ACTS, *ACTS, *firm.ACTS)
}
"""Every act by its code, in the order in which a person reads them."""
