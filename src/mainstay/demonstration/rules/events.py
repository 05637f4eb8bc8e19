"""What happens in the demonstration firm, as values: one small record per event, named by keys of the plan's own.

`client`, `invoice` and `payment` are such keys ("isik-insaat", "isik-insaat-03"); the references of the book are made
when the plan is played.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.money import Money


@dataclass(frozen=True, slots=True)
class DemonstrationContact:
    """A person at a client's; nobody real, at a domain that cannot exist."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class ClientAdded:
    """A client comes to the firm."""

    on: date
    client: str
    name: str
    email: str
    phone: str
    city: str
    country: str
    currency: str
    language: str
    terms_days: int
    client_group: str
    contacts: tuple[DemonstrationContact, ...]


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """An invoice goes out; `tax` is inside `total`."""

    on: date
    invoice: str
    client: str
    due_on: date
    total: Money
    tax: Money
    reference: str


@dataclass(frozen=True, slots=True)
class InvoiceVoided:
    """An invoice is voided by a credit note over its whole total."""

    on: date
    invoice: str
    reason: str


@dataclass(frozen=True, slots=True)
class InvoiceDisputed:
    """The client disputes an invoice."""

    on: date
    invoice: str
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeClosed:
    """The dispute about an invoice ends."""

    on: date
    invoice: str
    outcome: str


@dataclass(frozen=True, slots=True)
class CreditNoteIssued:
    """A credit note goes out and is used up by one invoice."""

    on: date
    client: str
    invoice: str
    total: Money
    reason: str


@dataclass(frozen=True, slots=True)
class InvoiceWrittenOff:
    """What is open on an invoice is written off."""

    on: date
    invoice: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentReceived:
    """Money comes in; `settles` pairs invoices with minor units, and what is left stays on the client's account."""

    on: date
    payment: str
    client: str
    amount: Money
    settles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LossRecovery:
    """A payment that settles nothing else recovers part of what was written off."""

    on: date
    invoice: str
    payment: str
    minor: int


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """The bank takes a payment back."""

    on: date
    payment: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentRefunded:
    """What is left of a payment goes back to the client."""

    on: date
    payment: str
    minor: int
    note: str


Event = (
    ClientAdded
    | InvoiceIssued
    | InvoiceVoided
    | InvoiceDisputed
    | DisputeClosed
    | CreditNoteIssued
    | InvoiceWrittenOff
    | PaymentReceived
    | LossRecovery
    | PaymentReversed
    | PaymentRefunded
)

ORDER_IN_A_DAY: Final[tuple[type[Event], ...]] = (
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
    events: tuple[Event, ...]

    @property
    def clients(self) -> tuple[ClientAdded, ...]:
        """The clients in the order in which they came."""
        return tuple(event for event in self.events if isinstance(event, ClientAdded))
