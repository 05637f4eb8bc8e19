"""What a person fills in about a promise."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import AmountField, DayField, LineField
from mainstay.kernel.money import Money
from mainstay.promises.phrases import problem_sentence
from mainstay.promises.rules.promises import TEXT_LENGTH, PromiseDraft


class PromiseForm(DraftForm[PromiseDraft]):
    """What a client promised to pay of an invoice, and by when."""

    sentence_of = staticmethod(problem_sentence)
    refused: ClassVar = {"promised_more_than_is_owed": "amount"}
    columns: ClassVar = {"amount": "6", "by": "6"}
    sources: ClassVar = {"by": "promised_on"}

    amount = AmountField(label=_("Amount"))
    by = DayField(label=_("By when"))
    said = LineField(label=_("What they said"), required=False, max_length=TEXT_LENGTH)

    def make(self, values: dict[str, Any]) -> PromiseDraft:
        """The promise."""
        return PromiseDraft(Money(values["amount"], self.money_in), values["by"], values["said"])
