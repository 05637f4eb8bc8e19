"""What a person fills in of a custom field and into custom fields, read into drafts and written back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from mainstay.fields.phrases import FIELDS, KINDS, LISTED, PROBLEMS, problem_sentence
from mainstay.fields.rules.drafts import NAME_LENGTH, FieldDraft, FieldValuesDraft
from mainstay.fields.rules.values import VALUE_LENGTH, canonical, plain_number
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import DayField, LineField, LinesField
from mainstay.intake.amounts import number_reader
from mainstay.kernel import formatting
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.fields.rules.definitions import FieldRow
    from mainstay.intake.amounts import DecimalSign

_LONGEST_CHOICES: Final = 6_000


class FieldForm(DraftForm[FieldDraft]):
    """A custom field."""

    sentence_of = staticmethod(problem_sentence)
    refused: ClassVar = {
        "field_name_is_taken": "name", "choice_is_in_use": "choices", "field_kind_is_fixed": "kind",
    }  # fmt: skip
    columns: ClassVar = {"kind": "sm-6", "is_listed": "sm-6"}

    name = LineField(
        label=FIELDS["name"], max_length=NAME_LENGTH, error_messages={"required": PROBLEMS["name_missing"]}
    )
    kind = forms.ChoiceField(
        label=FIELDS["kind"],
        choices=list(KINDS.items()),
        error_messages={"invalid_choice": PROBLEMS["unknown_kind"], "required": PROBLEMS["unknown_kind"]},
    )
    is_listed = forms.ChoiceField(label=FIELDS["is_listed"], required=False, choices=list(LISTED.items()))
    choices = LinesField(
        label=FIELDS["choices"],
        required=False,
        max_length=_LONGEST_CHOICES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def make(self, values: dict[str, Any]) -> FieldDraft:
        """The field."""
        return FieldDraft(**values).tidied()


class NumberField(forms.CharField):
    """A number as the language writes it, or plainly in a document; cleaned to the text that is stored."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 40})

    def __init__(self, *, decimal: DecimalSign | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(required=False, **kwargs)
        self.sign = decimal

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give the number as it is stored."""
        text = str(value or "").strip()
        if not text:
            return ""
        sign: DecimalSign = self.sign or ("comma" if get_language() == "tr" else "point")
        read = number_reader(sign)(text)
        found: str | Problem = Problem("value", "no_number", text[:40])
        if read is not None:
            found = canonical("number", (), plain_number(read))
        if isinstance(found, Problem):
            raise ValidationError(problem_sentence(found))
        return found


class FieldValuesForm(DraftForm[FieldValuesDraft]):
    """The custom fields of a client, each in the grammar of its kind and called by its reference; empty for none."""

    sentence_of = staticmethod(problem_sentence)

    def __init__(self, *args: Any, asked: Iterable[FieldRow] = (), **made_with: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **made_with)
        there = dict(self.seen.values) if self.seen is not None else {}
        for row in asked:
            value = there.get(row.ref, "")
            self.fields[row.ref] = self._field(row, value)
            if self.seen is not None:
                self.initial[row.ref] = self._shown(row.kind, value)

    def make(self, values: dict[str, Any]) -> FieldValuesDraft:
        """The values as they are stored."""
        return FieldValuesDraft(tuple((name, _stored(values[name])) for name in self.fields if name in values))

    def _field(self, row: FieldRow, value: str) -> forms.Field:
        if row.kind == "number":
            return NumberField(label=row.name, decimal=self.decimal)
        if row.kind == "date":
            field = DayField(label=row.name, required=False)
            field.today, field.is_plain = self.today, self.decimal is not None
            return field
        if row.kind == "choice":
            # What was a choice once stays one for whoever has it.
            choices = dict.fromkeys((*row.choices, *([value] if value else ())))
            return forms.ChoiceField(
                label=row.name,
                required=False,
                choices=[("", "–"), *((choice, choice) for choice in choices)],
                error_messages={
                    # Django fills in the value: a percent sign in a choice stays one.
                    "invalid_choice": str(PROBLEMS["no_choice"])
                    % {"value": "%(value)s", "choices": ", ".join(row.choices).replace("%", "%%")}
                },
            )
        return LineField(label=row.name, required=False, max_length=VALUE_LENGTH)

    def _shown(self, kind: str, value: str) -> object:
        if value and kind == "date":
            return date.fromisoformat(value)
        if value and kind == "number" and self.decimal is None:
            exact = Decimal(value)
            return formatting.decimal(exact, max(-int(exact.as_tuple().exponent), 0), get_language() or "en")
        return value


def _stored(value: object) -> str:
    return "" if value is None else str(value)
