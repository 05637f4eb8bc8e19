"""What happens about promises in the demonstration firm, as values; `invoice` is a key of its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mainstay.billing.rules.demonstration import InvoiceIssued

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mainstay.kernel.money import Money
    from mainstay.kernel.offers import Dated

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
