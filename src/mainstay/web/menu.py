"""What the pages offer to whoever looks at them: nobody is shown a button that answers no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.billing.rules import acts as billing
from mainstay.clients.rules import acts as clients
from mainstay.firm.permissions import may
from mainstay.web.opening import ACTS_OF

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor

_IMPORTS: Final = frozenset(ACTS_OF["import"])
_RECORDED: Final = tuple(
    act for act in (*clients.ACTS, *billing.ACTS) if act not in _IMPORTS and act is not clients.SEE_RISK
)


def what_is_open(by: Actor) -> dict[str, bool]:
    """Whether somebody may record anything, import anything, and change any setting."""
    return {
        "may_record": any(may(by, act) for act in _RECORDED),
        "may_bring": any(may(by, act) for act in _IMPORTS),
        "may_see_risk": may(by, clients.SEE_RISK),
        "may_settings": any(may(by, act) for act in ACTS_OF["settings"]),
    }
