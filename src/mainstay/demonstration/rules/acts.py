"""What can be done with the demonstration firm, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import OWNER_ALONE, Act

MAKE_DEMONSTRATION: Final = Act("demonstration.make", "Make the demonstration firm", OWNER_ALONE, is_fixed=True)
REMOVE_DEMONSTRATION: Final = Act("demonstration.remove", "Remove the demonstration firm", OWNER_ALONE, is_fixed=True)

ACTS: Final = (MAKE_DEMONSTRATION, REMOVE_DEMONSTRATION)
