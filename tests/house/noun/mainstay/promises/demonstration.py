"""What happens about promises in the demonstration firm, and how it is recorded: by the action of the package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from mainstay.billing.rules.demonstration import InvoiceIssued
from mainstay.promises.actions import record_promise
from mainstay.promises.rules.promises import PromiseDraft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from mainstay.kernel.money import Money
    from mainstay.kernel.offers import Dated, Stage

_SAID: Final = {"en": "By Friday, for certain.", "tr": "Cumaya kadar, kesin."}
_LATER: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """A client promises to pay an invoice by a day."""

    on: date
    invoice: str
    amount: Money
    promised_on: date
    said: str


def promises_made(events: Sequence[Dated], today: date, language: str) -> Iterator[PromiseMade]:
    """A promise about every tenth invoice, three days after it was issued."""
    issued = [event for event in events if isinstance(event, InvoiceIssued)]
    for event in issued[::10]:
        on = event.on + _LATER
        if on <= today:
            yield PromiseMade(on, event.invoice, event.total, on + _LATER, _SAID[language])


def _promise(event: PromiseMade, stage: Stage) -> None:
    draft = PromiseDraft(event.amount, event.promised_on, event.said)
    ref = stage.refs["invoice"][event.invoice]
    record_promise(invoice_ref=ref, draft=draft, on=event.on, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {PromiseMade: _promise}
"""Kind of event -> what records one."""
