"""What the pages offer to whoever looks at them: nobody is shown a button that answers no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.clients.rules import acts as clients
from mainstay.firm.permissions import may
from mainstay.firm.rules import acts as firm
from mainstay.overview.gathered import ACTS
from mainstay.timeline.rules import acts as timeline
from mainstay.web.opening import ACTS_OF

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor

_IMPORTS: Final = frozenset(ACTS_OF["import"])
_NOT_RECORDED: Final = frozenset({*_IMPORTS, *firm.ACTS, *timeline.ACTS, clients.SEE_RISK})
_RECORDED: Final = tuple(act for act in ACTS if act not in _NOT_RECORDED)
"""What changes the book of the firm, whichever package offers it."""


def what_is_open(by: Actor) -> dict[str, bool]:
    """Whether somebody may record anything, import anything, erase what was written, and change any setting."""
    return {
        "may_record": any(may(by, act) for act in _RECORDED),
        "may_bring": any(may(by, act) for act in _IMPORTS),
        "may_erase": may(by, timeline.ERASE_WORDS),
        "may_see_risk": may(by, clients.SEE_RISK),
        "may_settings": any(may(by, act) for act in ACTS_OF["settings"]),
    }
