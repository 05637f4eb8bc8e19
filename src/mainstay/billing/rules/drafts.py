"""What somebody intends to record, and everything that is wrong with it: the one validation for every surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from datetime import date

    from mainstay.kernel.money import Money

NUMBER_LENGTH = 100


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice to be issued. An empty number asks for the next of the firm's own series; `tax` is inside `total`."""

    client_ref: str
    issued_on: date
    due_on: date
    total: Money
    number: str = ""
    external_id: str = ""
    reference: str = ""
    tax: Money | None = None
    channel: str = ""

    def problems(self) -> list[Problem]:
        """List what keeps this invoice from being issued, nothing when it may be."""
        found = []
        if self.total.minor == 0:
            found.append(Problem("total", "zero_amount", str(self.total)))
        if self.total.minor < 0:
            found.append(Problem("total", "negative_amount", str(self.total)))
        if self.due_on < self.issued_on:
            found.append(Problem("due_on", "due_before_issued", str(self.due_on), {"issued_on": str(self.issued_on)}))
        if self.tax is not None and (
            self.tax.currency != self.total.currency or not 0 <= self.tax.minor <= max(self.total.minor, 0)
        ):
            found.append(Problem("tax", "tax_outside_total", str(self.tax)))
        if len(self.number) > NUMBER_LENGTH:
            found.append(Problem("number", "too_long", self.number, {"limit": NUMBER_LENGTH}))
        return found


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that came in. `key` makes a second recording of the same payment impossible; empty: no such guard."""

    client_ref: str
    paid_on: date
    amount: Money
    key: str = ""
    note: str = ""
    is_day_known: bool = True

    def problems(self) -> list[Problem]:
        """List what keeps this payment from being recorded, nothing when it may be."""
        found = []
        if self.amount.minor == 0:
            found.append(Problem("amount", "zero_amount", str(self.amount)))
        if self.amount.minor < 0:
            found.append(Problem("amount", "negative_payment", str(self.amount)))
        return found


@dataclass(frozen=True, slots=True)
class CreditNoteDraft:
    """A credit note to be issued; an empty number asks for the next of the firm's own series."""

    client_ref: str
    issued_on: date
    total: Money
    number: str = ""
    reason: str = ""

    def problems(self) -> list[Problem]:
        """List what keeps this credit note from being issued, nothing when it may be."""
        found = []
        if self.total.minor <= 0:
            found.append(Problem("total", "zero_amount" if self.total.minor == 0 else "negative_payment"))
        return found
