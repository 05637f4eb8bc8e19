"""What a person fills in about invoices and money, read into drafts and written back."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mainstay.billing.phrases.sentences import problem_sentence
from mainstay.billing.rules.drafts import (
    NUMBER_LENGTH,
    TEXT_LENGTH,
    AllocationDraft,
    CreditNoteDraft,
    DisputeDraft,
    DisputeOutcome,
    ExpectedDateDraft,
    InvoiceDraft,
    PaymentDraft,
    RecoveryDraft,
    RefundDraft,
    ReversalDraft,
    UnallocationDraft,
    VoidDraft,
    WriteOffDraft,
)
from mainstay.billing.rules.instalment_drafts import DraftInstalment
from mainstay.billing.rules.lines import DESCRIPTION_LENGTH, ONE, UNIT_LENGTH, DocumentLine, total_of
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import AmountField, CurrencyField, DayField, LineField
from mainstay.firm.forms.rows import QuantityField, RowsField
from mainstay.kernel import formatting
from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mainstay.kernel.problem import Problem

D = TypeVar("D")

USUAL_TERMS_DAYS: Final = 30
SETTLES: Final = "settles-"
"""Stands before the reference of an invoice in the name of the field that says how much of it a payment settles."""
_REFUSED: Final = {
    "number_is_taken": "number", "too_early": "on", "more_than_is_open": "amount", "draft_refused": "amount",
    "amount_not_positive": "amount", "reason_missing": "reason", "text_too_long": "reason",
}  # fmt: skip
_COLUMNS: Final = {"amount": "6 sm-4", "currency": "6 sm-4", "on": "6 sm-4", "number": "12 sm-4"}


def _happened() -> DayField:
    return DayField(label=_("Day"), unhappened=_("%(day)s is in the future: enter the date it happened."))


def _is_typed(row: Mapping[str, str]) -> bool:
    return any(text.strip() for text in row.values())


def _why(label: object, *, is_needed: bool = True) -> LineField:
    sentence = _("Give a reason: it is kept with the record.")
    return LineField(label=label, required=is_needed, max_length=TEXT_LENGTH, error_messages={"required": sentence})


def _number() -> LineField:
    widget = forms.TextInput(attrs={"placeholder": _("the next number")})
    return LineField(label=_("Number"), required=False, max_length=NUMBER_LENGTH, widget=widget)


class _MoneyForm(DraftForm[D]):
    """A form about money of one client; its amounts are in the currency that it names, else in `money_in`."""

    sentence_of = staticmethod(problem_sentence)
    refused: ClassVar = _REFUSED
    columns: ClassVar = _COLUMNS

    def __init__(self, *args: Any, client_ref: str = "", **made_with: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **made_with)
        self.client_ref = client_ref

    def money(self, minor: int, values: dict[str, Any]) -> Money:
        """The amount in the currency of the form."""
        return Money(minor, values.get("currency") or self.money_in)


class InvoiceForm(_MoneyForm[InvoiceDraft]):
    """An invoice to be issued; without a due day it is due `terms_days` after it was issued.

    Where it has lines they make the amount, and an amount given beside them has to be theirs. In instalments it is due
    on the day of the last, whatever stands in `due`.
    """

    sources: ClassVar = {
        "amount": "total", "currency": "total.currency", "on": "issued_on", "due": "due_on", "tax": "tax",
    }  # fmt: skip
    columns: ClassVar = {"on": "6 md-3", "due": "6 md-3", "currency": "5 md-2", "number": "7 md-4"}

    amount = AmountField(label=_("Amount"), required=False, currency_from="currency")
    currency = CurrencyField(label=_("Currency"), required=False)
    on = DayField(label=_("Issued"), unhappened=_("%(day)s is in the future: enter the date of the invoice."))
    due = DayField(label=_("Due"), required=False)
    number = _number()
    tax = AmountField(label=_("Tax inside the amount"), required=False, currency_from="currency")
    reference = LineField(label=_("Reference"), required=False, max_length=TEXT_LENGTH)
    lines = RowsField(
        {
            "description": LineField(label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH),
            "quantity": QuantityField(label=_("Quantity"), blank=ONE),
            "unit": LineField(label=_("Unit"), required=False, max_length=UNIT_LENGTH),
            "price": AmountField(label=_("Price")),
        },
        label=_("Lines"),
        currency_from="currency",
    )
    instalments = RowsField(
        {"due": DayField(label=_("Due")), "amount": AmountField(label=_("Amount"))},
        label=_("Instalments"),
        currency_from="currency",
    )

    def __init__(self, *args: Any, terms_days: int = USUAL_TERMS_DAYS, **made_with: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **made_with)
        self.terms_days = terms_days

    def make(self, values: dict[str, Any]) -> InvoiceDraft:
        """The invoice."""
        tax = values["tax"]
        lines = tuple(DocumentLine(price_minor=line.pop("price"), **line) for line in map(dict, values["lines"]))
        parts = (DraftInstalment(one["due"], one["amount"]) for one in values["instalments"])
        instalments = tuple(sorted(parts, key=attrgetter("due")))
        due_on = instalments[-1].due if instalments else values["due"]
        minor = values["amount"] if values["amount"] is not None else total_of(lines)
        return InvoiceDraft(
            client_ref=self.client_ref,
            issued_on=values["on"],
            due_on=due_on or values["on"] + timedelta(days=self.terms_days),
            total=self.money(minor, values),
            number=values["number"],
            reference=values["reference"],
            tax=None if tax is None else self.money(tax, values),
            lines=lines,
            instalments=instalments,
        )

    def clean(self) -> dict[str, Any]:
        """See, too, that there is an amount or a line."""
        if not self.errors and not self.cleaned_data["amount"] and not any(map(_is_typed, self.cleaned_data["lines"])):
            self.add_error("amount", AmountField.default_error_messages["required"])
        return super().clean()


class PaymentForm(_MoneyForm[PaymentDraft]):
    """Money that came in; `invoices` are the references of those it may settle, each with a field of its own."""

    sources: ClassVar = {"currency": "amount.currency", "on": "paid_on"}
    columns: ClassVar = {"amount": "7 sm-4", "currency": "5 sm-3", "on": "12 sm-5"}

    amount = AmountField(label=_("Amount"), currency_from="currency")
    currency = CurrencyField(label=_("Currency"), error_messages={"invalid_choice": _("Choose a currency.")})
    on = DayField(
        label=_("Date received"),
        unhappened=_("%(day)s is in the future: enter the date the money came in."),
    )
    note = LineField(
        label=_("Note"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=_("What the bank statement says."),
    )

    def __init__(self, *args: Any, invoices: Iterable[str] = (), **made_with: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **made_with)
        self.list_invoices(invoices)

    def list_invoices(self, refs: Iterable[str]) -> None:
        """Ask beside each of these invoices how much of it the payment settles."""
        plain = {"size": 7, "maxlength": 100, "inputmode": "decimal", "autocomplete": "off"}
        for ref in refs:
            self.fields.setdefault(
                f"{SETTLES}{ref}",
                AmountField(
                    label=_("Amount for an invoice"),
                    required=False,
                    currency_from="currency",
                    widget=forms.TextInput(attrs={**plain, "class": "d-inline-block w-auto px-2"}),
                ),
            )

    def make(self, values: dict[str, Any]) -> PaymentDraft:
        """The payment."""
        amount = self.money(values["amount"], values)
        return PaymentDraft(self.client_ref, values["on"], amount, note=values["note"])

    @property
    def settles(self) -> tuple[tuple[str, int | None], ...]:
        """Reference of an invoice and what of it the payment settles, for those that it does."""
        typed = ((name, self.cleaned_data.get(name)) for name in self.fields if name.startswith(SETTLES))
        return tuple((name.removeprefix(SETTLES), minor) for name, minor in typed if minor)

    def clean(self) -> dict[str, Any]:
        """See, too, that the invoices take no more than came in."""
        values = super().clean()
        taken = sum(minor or 0 for _ref, minor in self.settles) if not self.errors else 0
        if taken > max(values.get("amount") or 0, 0):
            language = get_language() or "en"
            sentence = gettext("The invoices take %(taken)s, but %(amount)s came in: lower one of them.")
            figures = {"taken": taken, "amount": values["amount"]}
            shown = {name: formatting.money(minor, values["currency"], language) for name, minor in figures.items()}
            self.add_error(None, sentence % shown)
        return values


class CreditNoteForm(_MoneyForm[CreditNoteDraft]):
    """A credit note to be issued."""

    sources: ClassVar = {"amount": "total", "currency": "total.currency", "on": "issued_on"}

    amount = AmountField(label=_("Amount"), currency_from="currency")
    currency = CurrencyField(label=_("Currency"), required=False)
    on = _happened()
    number = _number()
    reason = _why(_("Reason"))

    def make(self, values: dict[str, Any]) -> CreditNoteDraft:
        """The credit note."""
        total = self.money(values["amount"], values)
        return CreditNoteDraft(self.client_ref, values["on"], total, values["number"], values["reason"])


class WriteOffForm(_MoneyForm[WriteOffDraft]):
    """A loss to be taken, of one invoice; without an amount all that is open."""

    sources: ClassVar = {"amount": "minor"}

    amount = AmountField(label=_("Amount"), required=False)
    on = _happened()
    reason = _why(_("Reason"))

    def make(self, values: dict[str, Any]) -> WriteOffDraft:
        """The loss."""
        return WriteOffDraft(values["on"], values["reason"], values["amount"])


class DisputeForm(_MoneyForm[DisputeDraft]):
    """What a client says is wrong with an invoice."""

    on = _happened()
    reason = _why(_("What the client says"), is_needed=False)

    def make(self, values: dict[str, Any]) -> DisputeDraft:
        """The dispute."""
        return DisputeDraft(**values)


class DisputeOutcomeForm(_MoneyForm[DisputeOutcome]):
    """What came of a dispute."""

    refused: ClassVar = {**_REFUSED, "reason_missing": "outcome", "text_too_long": "outcome"}

    on = _happened()
    outcome = _why(_("What came of it"), is_needed=False)

    def make(self, values: dict[str, Any]) -> DisputeOutcome:
        """The end of the dispute."""
        return DisputeOutcome(**values)


class ExpectedDateForm(_MoneyForm[ExpectedDateDraft]):
    """When an invoice is expected to be paid, and why."""

    on = DayField(label=_("Expected date"))
    reason = _why(_("Why do you expect it then?"))

    def make(self, values: dict[str, Any]) -> ExpectedDateDraft:
        """The date."""
        return ExpectedDateDraft(**values)

    def problems_of(self, draft: ExpectedDateDraft) -> list[Problem]:
        """A day that has passed is one, too, where the form knows today."""
        return [] if self.today is None else draft.problems(self.today)


class VoidForm(_MoneyForm[VoidDraft]):
    """Why an invoice is taken back whole."""

    on = _happened()
    reason = _why(_("Reason"))

    def make(self, values: dict[str, Any]) -> VoidDraft:
        """The void."""
        return VoidDraft(**values)


class ReversalForm(_MoneyForm[ReversalDraft]):
    """Why a payment is taken back whole."""

    columns: ClassVar = {}

    on = DayField(label=_("Day"))
    reason = _why(_("Reason"))

    def make(self, values: dict[str, Any]) -> ReversalDraft:
        """The reversal."""
        return ReversalDraft(**values)


class RefundForm(_MoneyForm[RefundDraft]):
    """Money given back out of what is left of a payment or credit note."""

    sources: ClassVar = {"amount": "minor"}

    amount = AmountField(label=_("Amount"))
    on = _happened()
    note = LineField(label=_("How it was paid back"), required=False, max_length=TEXT_LENGTH)

    def make(self, values: dict[str, Any]) -> RefundDraft:
        """The refund."""
        return RefundDraft(values["on"], values["amount"], values["note"])


class RecoveryForm(_MoneyForm[RecoveryDraft]):
    """What is left of a payment used for what was written off before."""

    sources: ClassVar = {"amount": "minor"}

    amount = AmountField(label=_("Amount"))
    on = _happened()

    def make(self, values: dict[str, Any]) -> RecoveryDraft:
        """The recovery."""
        return RecoveryDraft(values["on"], values["amount"])


class UnallocationForm(_MoneyForm[UnallocationDraft]):
    """An allocation taken back, or moved to the invoice that it belongs to."""

    sources: ClassVar = {"to": "to_invoice_ref"}

    on = _happened()
    to = LineField(label=_("Invoice it belongs to"), required=False, max_length=NUMBER_LENGTH)

    def make(self, values: dict[str, Any]) -> UnallocationDraft:
        """The day, and the other invoice."""
        return UnallocationDraft(values["on"], values["to"])


class AllocationForm(_MoneyForm[AllocationDraft]):
    """What is left of a payment put to an invoice; without an amount as much as fits."""

    sources: ClassVar = {"invoice": "invoice_ref", "amount": "minor"}
    columns: ClassVar = {"invoice": "12 sm", "amount": "12 sm-4"}

    invoice = forms.CharField(
        label=_("Allocate to invoice"),
        widget=forms.Select,
        error_messages={"required": _("Choose an invoice that is still open.")},
    )
    amount = AmountField(
        label=_("Amount"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": _("as much as possible"), "inputmode": "decimal", "autocomplete": "off",
                "maxlength": 100,
            }
        ),
    )  # fmt: skip

    def make(self, values: dict[str, Any]) -> AllocationDraft:
        """The allocation."""
        return AllocationDraft(values["invoice"], values["amount"])
