"""The exchange rates of the demonstration firm, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from mainstay.clients.rules.demonstration import ClientAdded
from mainstay.rates.rules.drafts import RateDraft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mainstay.kernel.offers import Dated

_BOTH: Final = {"GBP", "TRY"}
_TYPED: Final = ((63, "56.1"), (31, "57.35"), (2, "58.05"))
"""Days ago -> how many TRY a GBP was worth, as the owner typed it."""


@dataclass(frozen=True, slots=True)
class RateTyped:
    """The owner types an exchange rate."""

    on: date
    draft: RateDraft


def rates_of_the_plan(events: Sequence[Dated], today: date, language: str) -> Iterator[RateTyped]:
    """A rate between the two currencies of the firm, thrice; none where its clients pay in one."""
    del language
    if {event.currency for event in events if isinstance(event, ClientAdded)} >= _BOTH:
        for days, rate in _TYPED:
            on = today - timedelta(days=days)
            yield RateTyped(on, RateDraft("GBP", rate, "TRY", on))
