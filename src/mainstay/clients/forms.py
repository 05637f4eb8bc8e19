"""What a person fills in about a client, read into a draft and written back."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.clients.phrases import FIELDS, problem_sentence
from mainstay.clients.rules.drafts import LANGUAGES, LENGTHS, NAME_LENGTH, ClientDraft
from mainstay.firm.forms import AmountField, CurrencyField, DraftForm, LineField, LinesField, WholeField

_LANGUAGE_NAMES: Final = {"": "–", "en": "English", "tr": "Türkçe"}


def _line(name: str, **more: Any) -> LineField:  # noqa: ANN401 -- handed on
    limit = LENGTHS.get(name, NAME_LENGTH)
    return LineField(label=FIELDS[name], required=False, max_length=limit, **more)


def _lines(name: str, rows: int) -> LinesField:
    return LinesField(
        label=FIELDS[name], required=False, max_length=LENGTHS[name], widget=forms.Textarea(attrs={"rows": rows})
    )


class ClientForm(DraftForm[ClientDraft]):
    """The details of a client."""

    told = staticmethod(problem_sentence)

    name = _line("name")
    email = _line("email", widget=forms.EmailInput)
    phone = _line("phone", widget=forms.TextInput(attrs={"type": "tel"}))
    website = _line("website")
    street = _lines("street", 2)
    postal_code = _line("postal_code")
    city = _line("city")
    region = _line("region")
    country = _line("country")
    tax_number = _line("tax_number")
    client_group = _line("client_group")
    language = forms.ChoiceField(
        label=FIELDS["language"], required=False, choices=[(code, _LANGUAGE_NAMES[code]) for code in ("", *LANGUAGES)]
    )
    terms_days = WholeField(
        label=FIELDS["terms_days"], required=False, unread=_("“%(value)s” is not a number of days: write it as 30.")
    )
    currency = CurrencyField(label=FIELDS["currency"], required=False)
    credit_limit = AmountField(label=FIELDS["credit_limit"], required=False, currency_from="currency")
    deposit_percent = WholeField(
        label=FIELDS["deposit_percent"],
        required=False,
        unread=_("“%(value)s” is not a whole percentage: write it as 30."),
    )
    notes = _lines("notes", 6)

    def make(self, values: dict[str, Any]) -> ClientDraft:
        """The client as it is to be; what the form has no field for stays as it was seen."""
        external_id = self.seen.external_id if self.seen is not None else ""
        limit = values.pop("credit_limit")
        return ClientDraft(external_id=external_id, credit_limit_minor=limit, **values).tidied()
