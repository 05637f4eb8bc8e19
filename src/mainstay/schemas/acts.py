"""Every act of every package, for the page and the commands that list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.billing.rules import acts as billing
from mainstay.clients.rules import acts as clients
from mainstay.demonstration.rules import acts as demonstration
from mainstay.firm.rules import acts as firm
from mainstay.overview.rules import acts as overview
from mainstay.timeline.rules import acts as timeline

if TYPE_CHECKING:
    from mainstay.firm.rules.permissions import Act

ALL_ACTS: Final[dict[str, Act]] = {
    act.code: act for package in (clients, timeline, billing, overview, demonstration, firm) for act in package.ACTS
}
"""Every act by its code, in the order in which a person reads them."""
