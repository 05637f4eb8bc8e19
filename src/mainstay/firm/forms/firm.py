"""The firm's own forms: founding and describing it, its people and their passwords, the name of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import NO_TIME_ZONE, LineField, PasswordField, TimeZoneField
from mainstay.firm.forms.places import CountryField, CurrencyByNameField, ZoneField
from mainstay.firm.phrases import SHORT_ROLE_NAMES
from mainstay.firm.rules.drafts import (
    FirmDraft,
    FoundingDraft,
    InvitationDraft,
    JoiningDraft,
    OwnName,
    PasswordDraft,
    RoleDraft,
    ViewName,
)
from mainstay.firm.rules.permissions import COLLEAGUE
from mainstay.firm.rules.saved_views import NAME_LETTERS

if TYPE_CHECKING:
    from mainstay.kernel.refusal import Refusal

_NAME_LETTERS: Final = 200
_LANGUAGES: Final = (("en", "English"), ("tr", "Türkçe"))
_CANNOT_BE = {
    "time_zone": NO_TIME_ZONE,
    "country": _("“%(value)s” is no country: write its two letters, as TR or GB."),
    "region": _("“%(value)s” is no region of that country: write its letters, as SCT for Scotland, or leave it empty."),
    "closed_days": _("“%(value)s” cannot be read: write days as 2026-12-24 and spans as 2026-12-24..2026-12-31."),
    "currency": _("“%(value)s” is no currency: write its three letters, as TRY or GBP."),
}
"""Field of the firm -> what to write there, when what was written cannot be right."""


class FirmForm(DraftForm[FirmDraft]):
    """What is known of the firm."""

    name = forms.CharField(max_length=_NAME_LETTERS, label=_("Business name"))
    country = forms.CharField(max_length=2, label=_("Country"), help_text=_("Two letters: GB, TR, DE."), min_length=2)
    region = forms.CharField(
        max_length=6,
        required=False,
        label=_("Region"),
        help_text=_("Where it has holidays of its own: SCT for Scotland. Otherwise empty."),
    )
    language = forms.ChoiceField(choices=_LANGUAGES, label=_("Language"))
    currency = forms.CharField(
        max_length=3, label=_("Currency"), help_text=_("Three letters: GBP, TRY, EUR."), min_length=3
    )
    time_zone = TimeZoneField(label=_("Time zone"), help_text=_("As Europe/Istanbul."))
    closed_days = forms.CharField(
        max_length=2_000,
        required=False,
        label=_("Days you are closed"),
        help_text=_("Besides weekends and public holidays: 2026-12-24..2026-12-31, 2026-05-22."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_region(self) -> str:
        """Capital letters, as ISO writes them."""
        return str(self.cleaned_data["region"]).upper()  # machine text

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
        sentence = _CANNOT_BE.get(wrong or "", _("“%(value)s” isn’t valid: correct it."))
        self.add_error(wrong, str(sentence) % refusal.params)


class FoundingForm(DraftForm[FoundingDraft]):
    """The firm and its owner, asked once."""

    sources: ClassVar = {
        "firm": "firm.name", "country": "firm.country", "language": "firm.language", "currency": "firm.currency",
        "time_zone": "firm.time_zone",
    }  # fmt: skip
    refused: ClassVar = {"person_is_known": "email"}

    firm = forms.CharField(max_length=_NAME_LETTERS, label=_("Business name"))
    country = CountryField(label=_("Country"))
    language = forms.ChoiceField(choices=_LANGUAGES, label=_("Language"))
    currency = CurrencyByNameField(label=_("Currency"))
    time_zone = ZoneField(label=_("Time zone"))
    name = forms.CharField(
        max_length=_NAME_LETTERS, label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.CharField(
        max_length=254,
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        validators=[validate_email],
    )
    password = PasswordField(label=_("A password"))

    def make(self, values: dict[str, Any]) -> FoundingDraft:
        """The firm and its owner."""
        owner = {name: values.pop(name) for name in ("name", "email", "password")}
        return FoundingDraft(FirmDraft(name=values.pop("firm"), **values), **owner)


class JoiningForm(DraftForm[JoiningDraft]):
    """What somebody chooses who follows the link of an invitation."""

    name = forms.CharField(max_length=_NAME_LETTERS, label=_("Your name"))
    password = PasswordField(label=_("A password"))

    def make(self, values: dict[str, Any]) -> JoiningDraft:
        """Their name and password."""
        return JoiningDraft(**values)


class PasswordForm(DraftForm[PasswordDraft]):
    """A password in the place of one that was forgotten."""

    password = PasswordField(label=_("The new password"))

    def make(self, values: dict[str, Any]) -> PasswordDraft:
        """The password."""
        return PasswordDraft(**values)


class InvitationForm(DraftForm[InvitationDraft]):
    """Who is invited."""

    name = forms.CharField(max_length=_NAME_LETTERS, label=_("Name"))
    email = forms.EmailField(max_length=254, label=_("E-mail address"))
    role = forms.ChoiceField(choices=list(SHORT_ROLE_NAMES.items()), label=_("Role"), initial=COLLEAGUE)

    def make(self, values: dict[str, Any]) -> InvitationDraft:
        """The invitation."""
        return InvitationDraft(**values)


class RoleForm(DraftForm[RoleDraft]):
    """Another role for a person; the form stands once beside each of them."""

    sources: ClassVar = {"person": "user_id"}
    refused: ClassVar = dict.fromkeys(("last_owner", "bad_person"), "role")

    person = forms.IntegerField(min_value=1, max_value=2**31 - 1, label=_("Person"), widget=forms.HiddenInput)
    role = forms.ChoiceField(
        choices=list(SHORT_ROLE_NAMES.items()), label=_("Role"), widget=forms.Select(attrs={"class": "min-w-0"})
    )

    def make(self, values: dict[str, Any]) -> RoleDraft:
        """The person and their role."""
        return RoleDraft(values["person"], values["role"])


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
