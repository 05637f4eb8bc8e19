"""How what happens about promises in the demonstration firm is recorded: by the action of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.promises.actions import record_promise
from mainstay.promises.rules.demonstration import PromiseMade
from mainstay.promises.rules.drafts import PromiseDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _promise(event: PromiseMade, stage: Stage) -> None:
    draft = PromiseDraft(event.amount, event.promised_on, event.said)
    ref = stage.refs["invoice"][event.invoice]
    record_promise(invoice_ref=ref, draft=draft, on=event.on, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {PromiseMade: _promise}
"""Kind of event -> what records one."""
