"""Every act of every package, for the page and the commands that list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.demonstration.rules import acts as demonstration
from mainstay.firm.rules import acts as firm
from mainstay.overview.gathered import ACTS
from mainstay.overview.rules import acts as overview

if TYPE_CHECKING:
    from mainstay.firm.rules.permissions import Act

_OF_THE_FIRM: Final = frozenset(firm.ACTS)
ALL_ACTS: Final[dict[str, Act]] = {
    act.code: act
    for act in (
        *(act for act in ACTS if act not in _OF_THE_FIRM), *overview.ACTS, *demonstration.ACTS, *firm.ACTS,
    )
}  # fmt: skip
"""Every act by its code, in the order in which a person reads them."""
