"""What the book says of the clients at first sight: who pays slowest and best, and who went quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from mainstay.briefing.rules.learnt import LearntClient, LearntOfBook, UsualPayer
from mainstay.clients.queries.fetching import client_names
from mainstay.clients.queries.visible import require_all
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.kernel.offers import Panel, PanelPlace
from mainstay.scoring.queries.payment_habits import medians
from mainstay.scoring.queries.standings import current_standings

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.actor import Actor

LEARNT_DAYS: Final = 7
"""So long after an import Today says what was learnt."""
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class LearntPanel(Panel):
    """What was learnt, shown for some days after an import and where nobody owes anything."""

    name: ClassVar[str] = "learnt"
    place: ClassVar[PanelPlace] = PanelPlace("side", 5, terminal=65)

    learnt: LearntOfBook

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell."""
        return self.learnt.slowest is None and not self.learnt.quiet


def learnt(*, as_of: date, by: Actor) -> LearntPanel:
    """Read it; who may not see ratings is not told who went quiet. Refuses NothingToSee."""
    require_all(by)
    paid = sorted(medians(as_of=as_of).items(), key=lambda one: (one[1], one[0]))
    ends = (paid[-1], paid[0]) if len(paid) > 1 and paid[-1][1] > paid[0][1] else ()
    rated = current_standings(as_of=as_of) if may(by, SEE_RISK) else {}
    quiet = sorted(client for client, standing in rated.items() if standing.current == "drifting")
    names = client_names({client for client, _ in ends} | set(quiet[:_NAMED]))
    payers = [UsualPayer(LearntClient(*names[client][:2]), round(days)) for client, days in ends if client in names]
    slowest, best = payers if len(payers) == len(ends) and payers else (None, None)
    went = tuple(LearntClient(*names[client][:2]) for client in quiet[:_NAMED])
    return LearntPanel(LearntOfBook(slowest, best, went, len(quiet)))
