"""The firm's own forms: founding and describing it, its people and their passwords, the name of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.business import AccountCurrencyField, AccountNumberField, WebAddressField
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import NO_TIME_ZONE, LineField, PasswordField
from mainstay.firm.forms.places import CountryField, CurrencyByNameField, ZoneField
from mainstay.firm.forms.rows import RowsField
from mainstay.firm.phrases import SHORT_ROLE_NAMES, problem_sentence
from mainstay.firm.rules.bank_accounts import BANK_LENGTH, BankAccount
from mainstay.firm.rules.drafts import (
    DETAIL_LENGTHS,
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
from mainstay.kernel.zones import time_zones

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


def _detail(name: str, label: Any, **more: Any) -> LineField:  # noqa: ANN401 -- handed on
    """A detail that may be left empty."""
    return LineField(label=label, required=False, max_length=DETAIL_LENGTHS[name], **more)


class FirmForm(DraftForm[FirmDraft]):
    """What is known of the firm."""

    sentence_of: ClassVar = staticmethod(problem_sentence)
    columns: ClassVar = {
        "country": "12 sm-8", "region": "12 sm-4", "currency": "12 sm-8", "language": "12 sm-4",
        "postal_code": "5 sm-4", "city": "7 sm-8", "tax_office": "12 sm-6", "tax_number": "12 sm-6",
        "vat_number": "12 sm-6", "company_number": "12 sm-6",
    }  # fmt: skip

    name = forms.CharField(max_length=_NAME_LETTERS, label=_("Business name"))
    country = CountryField(label=_("Country"))
    region = forms.CharField(
        max_length=6,
        required=False,
        label=_("Region"),
        help_text=_("Where it has holidays of its own: SCT for Scotland. Otherwise empty."),
    )
    language = forms.ChoiceField(choices=_LANGUAGES, label=_("Language"))
    currency = CurrencyByNameField(label=_("Currency"))
    time_zone = ZoneField(label=_("Time zone"), widget=forms.Select)
    closed_days = forms.CharField(
        max_length=2_000,
        required=False,
        label=_("Days you are closed"),
        help_text=_("Besides weekends and public holidays: 2026-12-24..2026-12-31, 2026-05-22."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    legal_name = _detail("legal_name", _("Legal name"), help_text=_("As registered, if it differs from the above."))
    street = _detail("street", _("Street and number"))
    postal_code = _detail("postal_code", _("Postcode"))
    city = _detail("city", _("City"))
    tax_office = _detail("tax_office", _("Tax office"))
    tax_number = _detail("tax_number", _("Tax number"), help_text=_("VKN or TCKN in Türkiye, UTR in the UK."))
    vat_number = _detail("vat_number", _("VAT number"))
    company_number = _detail("company_number", _("Company number"))
    opening_hours = _detail("opening_hours", _("Opening hours"), help_text=_("For example Mon–Fri 9:00–17:30."))
    public_address = WebAddressField(
        label=_("Public web address"), required=False, max_length=DETAIL_LENGTHS["public_address"]
    )
    bank_accounts = RowsField(
        {
            "currency": AccountCurrencyField(label=_("Currency")),
            "bank": LineField(label=_("Bank"), required=False, max_length=BANK_LENGTH),
            "number": AccountNumberField(label=_("IBAN or account number")),
        },
        label=_("Bank accounts"),
    )

    def __init__(self, *args: Any, **made_with: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **made_with)
        zone, field = str(self["time_zone"].value() or ""), cast("ZoneField", self.fields["time_zone"])
        if zone in time_zones() and not field.valid_value(zone):
            field.choices = [(zone, zone), *field.choices]  # type: ignore[misc]  # one by a name of old stays

    def clean_region(self) -> str:
        """Capital letters, as ISO writes them."""
        return str(self.cleaned_data["region"]).upper()  # machine text

    def make(self, values: dict[str, Any]) -> FirmDraft:
        """The firm as it is to be."""
        accounts = tuple(BankAccount(**row) for row in values.pop("bank_accounts"))
        return FirmDraft(**values, bank_accounts=accounts)

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
