"""What the pages offer to whoever looks at them: nobody is shown a button that answers no."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.web.opening import may_open

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


def what_is_open(by: Actor) -> dict[str, object]:
    """What templates ask before they show something: `opens(page)` of each way to a page, and who sees risk."""
    return {"opens": partial(may_open, by=by), "may_see_risk": may(by, SEE_RISK)}
