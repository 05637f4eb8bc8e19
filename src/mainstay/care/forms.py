"""What a person fills in about a call, read into a draft and written back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.care.phrases import FIELDS, OUTCOMES, PROBLEMS, problem_sentence
from mainstay.care.rules.drafts import NOTE_LENGTH, CallDelayDraft, CallDraft
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import AmountField, DayField, LineField, LinesField
from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from mainstay.kernel.problem import Problem


class CallForm(DraftForm[CallDraft]):
    """What came of a call; in a browser each outcome is a button."""

    sentence_of = staticmethod(problem_sentence)
    refused: ClassVar = {"call_currency_missing": "amount"}
    columns: ClassVar = {"call_back_on": "sm-4", "amount": "6 sm-4", "promised_on": "6 sm-4"}

    note = LinesField(
        label=FIELDS["note"], required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 1})
    )
    call_back_on = DayField(label=FIELDS["call_back_on"], required=False)
    amount = AmountField(label=FIELDS["amount"], required=False)
    promised_on = DayField(label=FIELDS["promised_on"], required=False)
    outcome = forms.ChoiceField(
        label=FIELDS["outcome"],
        required=False,
        choices=list(OUTCOMES.items()),
        error_messages={"invalid_choice": PROBLEMS["unknown_outcome"]},
    )

    def make(self, values: dict[str, Any]) -> CallDraft:
        """What came of it."""
        minor = values.pop("amount")
        amount = Money(minor, self.money_in) if minor is not None and self.money_in else None
        return CallDraft(amount=amount, **values).tidied()

    def problems_of(self, draft: CallDraft) -> list[Problem]:
        """A day that has passed is one, too, where the form knows today."""
        return draft.problems(self.today)


class CallDelayForm(DraftForm[CallDelayDraft]):
    """Until when a call is put off."""

    refused: ClassVar = {"call_put_off_to_no_day": "until"}
    columns: ClassVar = {"until": "sm-5", "reason": "sm-7"}

    until = DayField(label=_("Until"))
    reason = LineField(label=_("Why later"), required=False, max_length=NOTE_LENGTH)

    def make(self, values: dict[str, Any]) -> CallDelayDraft:
        """The day and the reason."""
        return CallDelayDraft(**values)
