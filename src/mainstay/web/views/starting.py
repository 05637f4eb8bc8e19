"""The front door: which firm, the first start, and the way in after it."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.config.serving import start_key
from mainstay.firm.actions.firms import describe_firm, found_firm
from mainstay.firm.actions.people import add_person
from mainstay.firm.context import use_firm
from mainstay.firm.queries.firms import firm_exists, firm_slugs, this_firm
from mainstay.firm.queries.people import is_waiting_for_its_owner, person_for
from mainstay.firm.rules.permissions import OWNER
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.web.account_forms import HINT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_DEMO: Final = "demo"
_OWN: Final = "book"
_WELCOME_SECONDS: Final = 120
_SALT: Final = "mainstay.web.welcome"
_COUNTRIES: Final = (("GB", lazy("United Kingdom")), ("TR", lazy("Türkiye")), ("DE", lazy("Germany")),
                     ("IE", lazy("Ireland")), ("NL", lazy("Netherlands")), ("US", lazy("United States")))  # fmt: skip
_CURRENCIES: Final = ("GBP", "TRY", "EUR", "USD")


class FirstStart(forms.Form):
    """The firm and its owner, asked once."""

    firm = forms.CharField(max_length=200, label=lazy("Name of your firm"))
    country = forms.ChoiceField(choices=_COUNTRIES, label=lazy("Country"))
    language = forms.ChoiceField(choices=(("en", "English"), ("tr", "Türkçe")), label=lazy("Language"))
    currency = forms.ChoiceField(choices=[(c, c) for c in _CURRENCIES], label=lazy("Currency"))
    time_zone = forms.CharField(max_length=64, label=lazy("Time zone"))
    name = forms.CharField(max_length=200, label=lazy("Your name"))
    email = forms.CharField(max_length=254, label=lazy("Your e-mail address"))
    password = forms.CharField(
        widget=forms.PasswordInput(render_value=False),
        label=lazy("A password"),
        help_text=HINT,
        max_length=128,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they are
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs |= {"autocomplete": "username", "type": "email"}
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_time_zone(self) -> str:
        """A zone there is."""
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise ValidationError(_("There is no time zone “%(zone)s”: write it as Europe/Istanbul.") % {"zone": zone})
        return zone

    def clean_email(self) -> str:
        """An address mail can reach."""
        email = str(self.cleaned_data["email"]).strip()
        validate_email(email)
        return email

    def clean_password(self) -> str:
        """A password that is not easily guessed."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Lead to the firm, to the choice among several, or to the first start."""
    if request.firm:  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("today"))
    slugs = firm_slugs()
    own = [slug for slug in slugs if slug != _DEMO]
    if not own and _DEMO not in slugs:
        return HttpResponseRedirect("/start/")
    if own == [_OWN] and is_waiting_for_its_owner(_OWN):
        return HttpResponseRedirect("/start/")
    if len(slugs) == 1 and own:
        return HttpResponseRedirect(f"/{own[0]}/")
    return render(request, "web/plain/firms.html", {"firms": slugs, "has_own": bool(own)})


@require_http_methods(["GET", "HEAD", "POST"])
def first_start(request: HttpRequest) -> HttpResponse:
    """Found the firm with its owner, or give one made in the terminal its owner; only with the key printed there."""
    is_waiting = is_waiting_for_its_owner(_OWN)
    if not is_waiting and firm_exists(_OWN):
        return HttpResponseRedirect("/")
    key = request.POST.get("key") or request.GET.get("key", "")
    if not hmac.compare_digest(key.encode(), start_key().encode()):
        return render(request, "web/plain/locked.html", status=403)
    language = get_language() or "en"
    is_turkish = language == "tr"
    first = {
        "language": language,
        "country": "TR" if is_turkish else "GB",
        "currency": "TRY" if is_turkish else "GBP",
        "time_zone": "Europe/Istanbul" if is_turkish else "Europe/London",
    }
    if is_waiting:
        with use_firm(_OWN):
            firm = this_firm()
        first = {name: getattr(firm, name) for name in ("language", "country", "currency", "time_zone")}
        first["firm"] = firm.name
    form = FirstStart(request.POST) if request.method == "POST" else FirstStart(initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _founded(form.cleaned_data, is_waiting=is_waiting)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "web/plain/start.html", {"form": form, "key": key})


def _founded(said: dict[str, str], *, is_waiting: bool) -> HttpResponse:
    now = datetime.now(UTC)
    by = Actor(OWNER, said["name"])
    if not is_waiting:
        found_firm(
            slug=_OWN,
            name=said["firm"],
            country=said["country"],
            language=said["language"],
            currency=said["currency"],
            time_zone=said["time_zone"],
            by=by,
            now=now,
        )
    with use_firm(_OWN):
        if is_waiting:
            details = {name: said[name] for name in ("country", "language", "currency", "time_zone")}
            describe_firm(changes={"name": said["firm"], **details}, by=by, now=now)
        user = add_person(
            email=said["email"],
            name=said["name"],
            role=OWNER,
            language=said["language"],
            password=said["password"],
            by=by,
            now=now,
        )
    return HttpResponseRedirect(f"/{_OWN}/welcome/?pass={signing.dumps([_OWN, user.pk], salt=_SALT)}")


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Sign the person in whom the first start just made; the pass holds two minutes and one firm."""
    try:
        firm, user_id = signing.loads(request.GET.get("pass", ""), salt=_SALT, max_age=_WELCOME_SECONDS)
    except signing.BadSignature:
        return HttpResponseRedirect(reverse("account_login"))
    user = person_for(user_id=user_id) if firm == request.firm else None  # type: ignore[attr-defined]
    if user is None or user.last_login is not None:
        return HttpResponseRedirect(reverse("account_login"))
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=reverse("today"))
    return response
