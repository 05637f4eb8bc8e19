"""The firm's own forms: its description, an invitation, one's name, the name of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import LineField
from mainstay.firm.phrases import SHORT_ROLE_NAMES
from mainstay.firm.rules.drafts import FirmDraft, InvitationDraft, OwnName, ViewName
from mainstay.firm.rules.permissions import COLLEAGUE
from mainstay.firm.rules.saved_views import NAME_LETTERS

if TYPE_CHECKING:
    from mainstay.kernel.refusal import Refusal

_NAME_LETTERS = 200
_CANNOT_BE = {
    "time_zone": _("There is no time zone “%(value)s”: write it as Europe/Istanbul."),
    "country": _("“%(value)s” is no country: write its two letters, as TR or GB."),
    "currency": _("“%(value)s” is no currency: write its three letters, as TRY or GBP."),
}
"""Field of the firm -> what to write there, when what was written cannot be right."""


class FirmForm(DraftForm[FirmDraft]):
    """What is known of the firm."""

    name = forms.CharField(max_length=_NAME_LETTERS, label=_("Name of your firm"))
    country = forms.CharField(max_length=2, label=_("Country"), help_text=_("Two letters: GB, TR, DE."), min_length=2)
    language = forms.ChoiceField(choices=(("en", "English"), ("tr", "Türkçe")), label=_("Language"))
    currency = forms.CharField(
        max_length=3, label=_("Currency"), help_text=_("Three letters: GBP, TRY, EUR."), min_length=3
    )
    time_zone = forms.CharField(max_length=64, label=_("Time zone"), help_text=_("As Europe/Istanbul."))

    def clean_country(self) -> str:
        """Capital letters, as ISO writes them."""
        return str(self.cleaned_data["country"]).upper()  # machine text

    def clean_currency(self) -> str:
        """Capital letters, as ISO writes them."""
        return str(self.cleaned_data["currency"]).upper()  # machine text

    def make(self, values: dict[str, Any]) -> FirmDraft:
        """The firm as it is to be."""
        return FirmDraft(**values)

    def refuse(self, refusal: Refusal) -> None:
        """Put the sentence how to write it beside the field that holds what cannot be right."""
        if refusal.code != "bad_firm_details":
            super().refuse(refusal)
            return
        value = refusal.params["value"]
        wrong = next((name for name, said in self.cleaned_data.items() if said == value), None)
        sentence = _CANNOT_BE.get(wrong or "", _("“%(value)s” cannot be right: correct it."))
        self.add_error(wrong, str(sentence) % refusal.params)


class InvitationForm(DraftForm[InvitationDraft]):
    """Who is invited."""

    name = forms.CharField(max_length=_NAME_LETTERS, label=_("Name"))
    email = forms.EmailField(max_length=254, label=_("E-mail address"))
    role = forms.ChoiceField(choices=list(SHORT_ROLE_NAMES.items()), label=_("Role"), initial=COLLEAGUE)

    def make(self, values: dict[str, Any]) -> InvitationDraft:
        """The invitation."""
        return InvitationDraft(**values)


class OwnNameForm(DraftForm[OwnName]):
    """What a person is called."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=_NAME_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages=dict.fromkeys(("required", "max_length"), _("Write your name, in 200 letters at most.")),
    )

    def make(self, values: dict[str, Any]) -> OwnName:
        """The name."""
        return OwnName(**values)

    def refuse(self, refusal: Refusal) -> None:
        """Say beside the name how it is written."""
        is_name = refusal.code == "bad_person"
        self.add_error("name", _("Write your name, in 200 letters at most.") if is_name else str(refusal))


class ViewNameForm(DraftForm[ViewName]):
    """What a view of a list is called."""

    refused: ClassVar = dict.fromkeys(("view_has_no_name", "view_name_is_taken"), "name")

    name = LineField(
        label=_("Name of the view"),
        required=False,
        widget=forms.TextInput(
            attrs={"placeholder": _("Name of the view"), "maxlength": NAME_LETTERS, "required": True}
        ),
    )

    def make(self, values: dict[str, Any]) -> ViewName:
        """The name."""
        return ViewName(**values)
