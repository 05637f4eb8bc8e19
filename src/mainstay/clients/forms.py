"""What a person fills in about a client, read into a draft and written back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.clients.phrases import (
    CONTACT_PROBLEMS,
    FIELDS,
    PROBLEMS,
    RECEIVED,
    STANDING_MEANINGS,
    WAYS,
    contact_problem_sentence,
    problem_sentence,
)
from mainstay.clients.rules.contacting import ABOUT_LENGTH, OUTCOME_LENGTH, ContactOutcome, ContactPlan
from mainstay.clients.rules.drafts import (
    LANGUAGES,
    LENGTHS,
    NAME_LENGTH,
    NOTE_LENGTH,
    PERSON_LENGTHS,
    STANDING_REASON_LENGTH,
    ClientDraft,
    ContactDraft,
    NoteDraft,
    Postponement,
    ProposalAnswer,
    StandingDraft,
)
from mainstay.clients.rules.proposing import ANSWER_LENGTH
from mainstay.clients.rules.receiving import received_line
from mainstay.clients.rules.time_zones import zone_of
from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import (
    AmountField,
    CurrencyField,
    DayField,
    LineField,
    LinesField,
    TicksField,
    TimeZoneField,
    WholeField,
)
from mainstay.firm.forms.places import zone_choices
from mainstay.insight.phrases import STANDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.kernel.problem import Problem

_LANGUAGE_NAMES: Final = {"": "–", "en": "English", "tr": "Türkçe"}


def _line(name: str, **more: Any) -> LineField:  # noqa: ANN401 -- handed on
    limit = LENGTHS.get(name, NAME_LENGTH)
    return LineField(label=FIELDS[name], required=False, max_length=limit, **more)


def _lines(name: str, rows: int, **more: Any) -> LinesField:  # noqa: ANN401 -- handed on
    widget = forms.Textarea(attrs={"rows": rows})
    return LinesField(label=FIELDS[name], required=False, max_length=LENGTHS[name], widget=widget, **more)


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=FIELDS["language"],
        required=False,
        choices=[(code, _LANGUAGE_NAMES[code]) for code in ("", *LANGUAGES)],
        error_messages={"invalid_choice": PROBLEMS["unknown_language"]},
    )


def _zone() -> TimeZoneField:
    return TimeZoneField(label=FIELDS["time_zone"], required=False, help_text=_("Such as Europe/London."))


def _offer_zones(form: DraftForm[Any], guess: str) -> None:
    """Let a browser choose among the zones; nothing chosen means the guess. One by a name of old stays among them."""
    field, bound = form.fields["time_zone"], form["time_zone"]
    now, offered = str(bound.value() or ""), zone_choices()
    none = gettext("Guessed: %(zone)s") % {"zone": guess} if guess else "–"
    listed = {code for _continent, inside in offered if isinstance(inside, list) for code, _city in inside}
    of_old = [(now, now)] if now and now not in {*listed, "UTC"} else []
    field.widget = forms.Select(choices=[("", none), *of_old, *offered])
    field.help_text = bound.help_text = ""


class ClientForm(DraftForm[ClientDraft]):
    """The details of a client."""

    sentence_of = staticmethod(problem_sentence)
    refused: ClassVar = {"name_is_taken": "name", "person_not_found": "responsible"}
    columns: ClassVar = {
        "email": "sm-7", "phone": "sm-5", "postal_code": "4", "city": "8", "region": "sm-6", "country": "sm-6",
        "tax_number": "sm-6", "tax_office": "sm-6", "billing_address": "sm-6", "delivery_address": "sm-6",
        "time_zone": "sm-6", "client_group": "sm-6", "tags": "sm-6", "language": "6", "terms_days": "6",
        "currency": "6", "credit_limit": "6", "deposit_percent": "6", "responsible": "sm-6",
    }  # fmt: skip

    name = _line("name", widget=forms.TextInput(attrs={"required": True}))
    email = _line("email", widget=forms.EmailInput)
    phone = _line("phone", widget=forms.TextInput(attrs={"type": "tel"}))
    website = _line("website")
    street = _lines("street", 2)
    postal_code = _line("postal_code")
    city = _line("city")
    region = _line("region")
    country = _line("country")
    time_zone = _zone()
    tax_number = _line("tax_number")
    tax_office = _line("tax_office")
    billing_address = _lines("billing_address", 2, help_text=_("Only if it differs from the address above."))
    delivery_address = _lines("delivery_address", 2, help_text=_("Only if it differs from the address above."))
    client_group = _line("client_group")
    tags = _line("tags", help_text=_("Separate several by commas."))
    language = _language()
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
    responsible = _line("responsible")
    notes = _lines("notes", 6)

    def make(self, values: dict[str, Any]) -> ClientDraft:
        """The client as it is to be; what the form has no field for stays as it was seen."""
        external_id = self.seen.external_id if self.seen is not None else ""
        limit = values.pop("credit_limit")
        return ClientDraft(external_id=external_id, credit_limit_minor=limit, **values).tidied()

    def offer_people(self, people: Iterable[tuple[str, str]]) -> None:
        """Let a browser choose among people (e-mail address and name); whoever is chosen now stays among them."""
        field, now = self.fields["responsible"], str(self["responsible"].value() or "")
        offered = dict(people)
        choices = [("", "–"), *offered.items(), *([(now, now)] if now and now not in offered else [])]
        field.widget = forms.Select(choices=choices)

    def offer_zones(self) -> None:
        """Let a browser choose a time zone; the first says which one is guessed from what the form knows."""
        country, region, phone = (str(self[name].value() or "") for name in ("country", "region", "phone"))
        _offer_zones(self, zone_of(time_zone="", country=country, region=region, phone=phone).name)


class ContactForm(DraftForm[ContactDraft]):
    """A person to speak to at a client's."""

    refused: ClassVar = {
        "contact_has_no_name": "name", "contact_is_known": "name", "contact_zone_unknown": "time_zone",
        "contact_language_unknown": "language",
    }  # fmt: skip
    columns: ClassVar = dict.fromkeys(("name", "role", "email", "phone", "language", "time_zone"), "sm-6")
    sources: ClassVar = {"receives": "received"}

    name = _line("name", widget=forms.TextInput(attrs={"required": True}))
    role = LineField(label=FIELDS["role"], required=False, max_length=PERSON_LENGTHS["role"])
    email = _line("email", widget=forms.EmailInput)
    phone = _line("phone", widget=forms.TextInput(attrs={"type": "tel"}))
    language = _language()
    time_zone = _zone()
    receives = TicksField(label=FIELDS["receives"], required=False, choices=list(RECEIVED.items()))

    def make(self, values: dict[str, Any]) -> ContactDraft:
        """The person."""
        return ContactDraft(**{**values, "receives": received_line(values["receives"])})

    def offer_zones(self, client: ClientDraft) -> None:
        """Let a browser choose a time zone; the first says which one is meant where none is chosen: the client's."""
        known = zone_of(time_zone=client.time_zone, country=client.country, region=client.region, phone=client.phone)
        _offer_zones(self, known.name)


class ContactPlanForm(DraftForm[ContactPlan]):
    """When, how and about what to speak to a client next."""

    sentence_of = staticmethod(contact_problem_sentence)
    columns: ClassVar = {"on": "7", "way": "5"}

    on = DayField(label=_("Day"))
    way = forms.ChoiceField(
        label=_("How"),
        choices=list(WAYS.items()),
        error_messages={"invalid_choice": CONTACT_PROBLEMS["unknown_way"]},
    )
    about = LineField(
        label=_("Subject"),
        required=False,
        max_length=ABOUT_LENGTH,
        widget=forms.TextInput(attrs={"required": True}),
    )

    def make(self, values: dict[str, Any]) -> ContactPlan:
        """The plan."""
        return ContactPlan(**values)

    def problems_of(self, draft: ContactPlan) -> list[Problem]:
        """A day that has passed is one, too, where the form knows today."""
        return [] if self.today is None else draft.problems(self.today)


class ContactOutcomeForm(DraftForm[ContactOutcome]):
    """What came of a contact, or why it is dropped."""

    refused: ClassVar = {"outcome_missing": "outcome", "outcome_is_too_long": "outcome"}

    outcome = LinesField(
        label=_("Outcome, or why it was cancelled"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": OUTCOME_LENGTH}),
    )

    def make(self, values: dict[str, Any]) -> ContactOutcome:
        """The words."""
        return ContactOutcome(**values)


class NoteForm(DraftForm[NoteDraft]):
    """A note about a client."""

    refused: ClassVar = {"note_is_empty": "text", "note_is_too_long": "text"}

    text = LinesField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "required": True, "maxlength": NOTE_LENGTH}),
    )

    def make(self, values: dict[str, Any]) -> NoteDraft:
        """The note."""
        return NoteDraft(**values)


class StandingForm(DraftForm[StandingDraft]):
    """What a client is to the firm, set by hand."""

    refused: ClassVar = {
        "standing_unknown": "standing", "standing_reason_missing": "reason", "standing_reason_is_too_long": "reason",
    }  # fmt: skip

    meanings: ClassVar = {"standing": STANDING_MEANINGS}

    standing = forms.ChoiceField(
        label=_("What this client is to you"),
        required=False,
        choices=list(STANDINGS.items()),
        widget=forms.RadioSelect(attrs={"required": True}),
        error_messages={"invalid_choice": _("Choose one of the ratings listed.")},
    )
    reason = LineField(
        label=_("Why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": STANDING_REASON_LENGTH, "required": True}),
    )

    def make(self, values: dict[str, Any]) -> StandingDraft:
        """The standing."""
        return StandingDraft(**values)


class PostponeForm(DraftForm[Postponement]):
    """Until when something is put off, why, and who is to do it then."""

    refused: ClassVar = {
        "answer_missing": "later_reason", "answer_is_too_long": "later_reason", "put_off_to_no_day": "until",
    }  # fmt: skip
    columns: ClassVar = {"until": "sm-6", "who": "sm-6"}

    until = DayField(label=_("Until"))
    who = LineField(label=_("Who"), required=False, max_length=PERSON_LENGTHS["name"])
    later_reason = LineField(label=_("Why later"), required=False, max_length=ANSWER_LENGTH)

    def make(self, values: dict[str, Any]) -> Postponement:
        """The day, the reason and the person."""
        return Postponement(**values)


class ProposalAnswerForm(DraftForm[ProposalAnswer]):
    """Why what is proposed is not agreed now."""

    refused: ClassVar = {"answer_missing": "reason", "answer_is_too_long": "reason"}

    reason = LineField(
        label=_("Why not now"), required=False, widget=forms.TextInput(attrs={"maxlength": ANSWER_LENGTH})
    )

    def make(self, values: dict[str, Any]) -> ProposalAnswer:
        """The answer."""
        return ProposalAnswer(**values)
