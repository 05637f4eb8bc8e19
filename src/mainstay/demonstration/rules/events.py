"""What happens in the demonstration firm: events of clients and billing, which say themselves what each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mainstay.billing.rules.demonstration import (
    CreditNoteIssued,
    DisputeClosed,
    InvoiceDisputed,
    InvoiceIssued,
    InvoiceVoided,
    InvoiceWrittenOff,
    LossRecovery,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from mainstay.clients.rules.demonstration import ClientAdded

if TYPE_CHECKING:
    from mainstay.kernel.offers import Dated

ORDER_IN_A_DAY: Final[tuple[type[Dated], ...]] = (
    ClientAdded,
    InvoiceIssued,
    InvoiceVoided,
    InvoiceDisputed,
    DisputeClosed,
    CreditNoteIssued,
    InvoiceWrittenOff,
    PaymentReceived,
    LossRecovery,
    PaymentReversed,
    PaymentRefunded,
)
"""What happens first when several things happen on one day."""


@dataclass(frozen=True, slots=True)
class DemonstrationPlan:
    """The demonstration firm and everything that ever happened in it, the oldest first."""

    name: str
    country: str
    language: str
    currency: str
    time_zone: str
    events: tuple[Dated, ...]

    @property
    def clients(self) -> tuple[ClientAdded, ...]:
        """The clients in the order in which they came."""
        return tuple(event for event in self.events if isinstance(event, ClientAdded))
