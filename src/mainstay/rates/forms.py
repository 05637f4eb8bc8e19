"""What a person fills in of an exchange rate, read into a draft and written back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import CurrencyField, DayField
from mainstay.intake.amounts import number_reader
from mainstay.kernel.problem import Problem
from mainstay.rates.phrases import FIELDS, PROBLEMS, number_shown, problem_sentence
from mainstay.rates.rules.drafts import RateDraft, canonical_rate

if TYPE_CHECKING:
    from mainstay.intake.amounts import DecimalSign


class RateField(forms.CharField):
    """An exchange rate as the language writes it, or plainly in a document; cleaned to plain text."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 40})

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(error_messages={"required": PROBLEMS["rate_missing"]}, **kwargs)
        self.sign: DecimalSign | None = None

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give the rate as plain text."""
        text = str(value or "").strip()
        if not text:
            return ""
        read = number_reader(self.sign or ("comma" if get_language() == "tr" else "point"))(text)
        found = Problem("rate", "no_rate", text[:40]) if read is None else canonical_rate(f"{read:f}")
        if isinstance(found, Problem):
            raise ValidationError(problem_sentence(found))
        return found


class RateForm(DraftForm[RateDraft]):
    """An exchange rate, read aloud: one unit of EUR is worth 0.8712 in GBP, on a day."""

    sentence_of = staticmethod(problem_sentence)
    refused: ClassVar = {"rate_is_there": "on"}
    columns: ClassVar = {"one": "6 sm-3", "rate": "6 sm-3", "other": "6 sm-3", "on": "6 sm-3"}

    one = CurrencyField(label=FIELDS["one"])
    rate = RateField(label=FIELDS["rate"])
    other = CurrencyField(label=FIELDS["other"])
    on = DayField(
        label=FIELDS["on"], unhappened=_("%(day)s hasn’t come yet: enter the rate of today or of an earlier day.")
    )

    def __init__(self, *args: Any, **made_with: Any) -> None:  # noqa: ANN401 -- as DraftForm
        super().__init__(*args, **made_with)
        rate = self.fields["rate"]
        if isinstance(rate, RateField):
            rate.sign = self.decimal

    def texts(self, draft: RateDraft) -> dict[str, Any]:
        """What stands in the fields: the rate as the language writes it."""
        return {**super().texts(draft), "rate": number_shown(draft.rate)}

    def make(self, values: dict[str, Any]) -> RateDraft:
        """The rate."""
        return RateDraft(**values)
