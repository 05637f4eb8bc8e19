"""What somebody intends to record, and everything that is wrong with it: the one validation for every surface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from mainstay.billing.rules.instalment_drafts import DraftInstalment, instalment_problems
from mainstay.billing.rules.lines import LONGEST_TEXT, lines_text, problems_of, total_of
from mainstay.kernel.money import Money
from mainstay.kernel.problem import Problem, problem_with

if TYPE_CHECKING:
    from datetime import date

    from mainstay.billing.rules.lines import DocumentLine

NUMBER_LENGTH = 100
TEXT_LENGTH = 300
"""How long a reason, a note or a reference may be."""
LARGEST_MINOR = 10**15
"""More is a slip of the hand in any currency, and sums of many such amounts still fit where they are kept."""

_LATEST: Final = timedelta(days=3_660)


def _common(total: Money, field: str, **texts: tuple[str, int]) -> list[Problem]:
    found = []
    if abs(total.minor) > LARGEST_MINOR:
        found.append(problem_with(field, "too_large", total))
    for name, (text, limit) in texts.items():
        if len(text) > limit:
            found.append(Problem(name, "too_long", text[:40] + "…", {"limit": limit}))
    return found


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice to be issued. An empty number asks for the next of the firm's own series; `tax` is inside `total`.

    `lines` add up to the total; there may be none. `instalments`, where there are any, do so, too; the last of them is
    due on `due_on`.
    """

    client_ref: str
    issued_on: date
    due_on: date
    total: Money
    number: str = ""
    external_id: str = ""
    reference: str = ""
    tax: Money | None = None
    channel: str = ""
    lines: tuple[DocumentLine, ...] = ()
    instalments: tuple[DraftInstalment, ...] = ()

    def problems(self) -> list[Problem]:
        """List what keeps this invoice from being issued, nothing when it may be."""
        found = problems_of(self.lines)
        if self.lines and len(lines_text(self.lines, self.total.currency)) > LONGEST_TEXT:
            found.append(Problem("lines", "lines_too_long"))
        if self.lines and not found and total_of(self.lines) != self.total.minor:
            lines = Money(total_of(self.lines), self.total.currency)
            found.append(problem_with("lines", "lines_differ", self.total, sum=lines))
        if self.total.minor == 0:
            found.append(Problem("total", "zero_amount", str(self.total)))
        if self.total.minor < 0:
            found.append(Problem("total", "negative_amount", str(self.total)))
        if self.due_on < self.issued_on:
            found.append(problem_with("due_on", "due_before_issued", self.due_on, issued_on=self.issued_on))
        if self.tax is not None and (
            self.tax.currency != self.total.currency or not 0 <= self.tax.minor <= max(self.total.minor, 0)
        ):
            found.append(problem_with("tax", "tax_outside_total", self.tax))
        found += instalment_problems(self.instalments, self.issued_on, self.total)
        return found + _common(
            self.total,
            "total",
            number=(self.number, NUMBER_LENGTH),
            external_id=(self.external_id, 120),
            reference=(self.reference, TEXT_LENGTH),
            channel=(self.channel, 40),
        )


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that came in; `external_id` tells which payment of another program or of a bank it is, for good."""

    client_ref: str
    paid_on: date
    amount: Money
    external_id: str = ""
    note: str = ""
    is_day_known: bool = True

    def problems(self) -> list[Problem]:
        """List what keeps this payment from being recorded, nothing when it may be."""
        found = []
        if self.amount.minor == 0:
            found.append(Problem("amount", "zero_amount", str(self.amount)))
        if self.amount.minor < 0:
            found.append(Problem("amount", "negative_payment", str(self.amount)))
        return found + _common(
            self.amount, "amount", external_id=(self.external_id, 200), note=(self.note, TEXT_LENGTH)
        )


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
        if self.total.minor == 0:
            found.append(Problem("total", "zero_amount", str(self.total)))
        if self.total.minor < 0:
            found.append(Problem("total", "negative_credit", str(self.total)))
        return found + _common(
            self.total, "total", number=(self.number, NUMBER_LENGTH), reason=(self.reason, TEXT_LENGTH)
        )


@dataclass(frozen=True, slots=True)
class WriteOffDraft:
    """A loss to be taken, in whole minor units of the invoice; None for all that is open."""

    on: date
    reason: str
    minor: int | None = None


@dataclass(frozen=True, slots=True)
class DisputeDraft:
    """What a client says is wrong with an invoice."""

    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DisputeOutcome:
    """What came of a dispute."""

    on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class ExpectedDateDraft:
    """The day on which an invoice is expected to be paid, and why."""

    on: date
    reason: str

    def problems(self, today: date) -> list[Problem]:
        """List what keeps this from being set on that day, nothing when it may be."""
        found = []
        if self.on < today:
            found.append(problem_with("on", "day_has_passed", self.on))
        elif self.on - today > _LATEST:
            found.append(problem_with("on", "day_is_far_off", self.on))
        if not self.reason.strip():
            found.append(Problem("reason", "reason_missing"))
        elif len(self.reason) > TEXT_LENGTH:
            found.append(Problem("reason", "too_long", self.reason[:40] + "…", {"limit": TEXT_LENGTH}))
        return found


@dataclass(frozen=True, slots=True)
class VoidDraft:
    """Why an invoice is taken back whole."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ReversalDraft:
    """Why a payment is taken back whole."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class RefundDraft:
    """Money given back out of what is left of a payment or credit note, in whole minor units of it."""

    on: date
    minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecoveryDraft:
    """What is left of a payment used for what was written off before, in whole minor units of it."""

    on: date
    minor: int


@dataclass(frozen=True, slots=True)
class UnallocationDraft:
    """An allocation taken back, and the invoice that it belongs to instead; "" for none."""

    on: date
    to_invoice_ref: str = ""


@dataclass(frozen=True, slots=True)
class AllocationDraft:
    """What is left of a payment put to an invoice, in whole minor units of it; None for as much as fits."""

    invoice_ref: str
    minor: int | None = None
