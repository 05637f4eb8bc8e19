"""How the exchange rates of the demonstration firm are recorded: by the actions of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.rates.actions.rates import set_rate
from mainstay.rates.rules.demonstration import RateTyped

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _set(event: RateTyped, stage: Stage) -> None:
    set_rate(draft=event.draft, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {RateTyped: _set}
"""Kind of event -> what records one."""
