"""How the calls of the demonstration firm are recorded: by the action of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.care.actions.calls import log_call
from mainstay.care.rules.demonstration import CallMade

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _call(event: CallMade, stage: Stage) -> None:
    ref = stage.refs["client"][event.client]
    log_call(client_ref=ref, draft=event.draft, today=event.on, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {CallMade: _call}
"""Kind of event -> what records one."""
