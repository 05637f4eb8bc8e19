"""What happens to documents and money in the demonstration firm, as values: one small record per event.

`client`, `invoice` and `payment` are keys of its plan ("isik-insaat", "isik-insaat-03"); the references of the book are
made when the events are recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.money import Money


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """An invoice goes out; `tax` is inside `total`, `instalments` are due dates with minor units where it has any."""

    on: date
    invoice: str
    client: str
    due_on: date
    total: Money
    tax: Money
    reference: str
    instalments: tuple[tuple[date, int], ...] = ()


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
class PaymentExpected:
    """The owner expects an open invoice to be paid on a day, and says why."""

    on: date
    invoice: str
    expected_on: date
    reason: str


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
