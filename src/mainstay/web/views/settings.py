"""What a person and the owner may choose."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.firm.actions import people
from mainstay.firm.actions.firms import BadFirmDetails, describe_firm
from mainstay.jobs.queries.jobs import last_done, last_failed
from mainstay.kernel.refusal import Refusal
from mainstay.store.paths import firms_folder, home
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


_HOW = {
    "time_zone": lazy("There is no time zone “%(value)s”: write it as Europe/Istanbul."),
    "country": lazy("“%(value)s” is no country: write its two letters, as TR or GB."),
    "currency": lazy("“%(value)s” is no currency: write its three letters, as TRY or GBP."),
}
"""Field of the firm -> what to write there, when what was written cannot be right."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The firm, and where its book lies."""
    night, failed = last_done(kind="look_after_book"), last_failed(kind="look_after_book")
    context: dict[str, object] = {
        "home": home(),
        "copies": firms_folder(),
        "night": night,
        "failed_night": failed,
        "night_on": None,
    }
    if night is not None and night.ended_at is not None:
        context["night_on"] = night.ended_at.astimezone(ZoneInfo(firm_of(request).time_zone)).date()
    return render(request, "web/settings/overview.html", context)


class Describe(forms.Form):
    """What is known of the firm."""

    name = forms.CharField(max_length=200, label=lazy("Name of your firm"))
    country = forms.CharField(
        max_length=2, label=lazy("Country"), help_text=lazy("Two letters: GB, TR, DE."), min_length=2
    )
    language = forms.ChoiceField(choices=(("en", "English"), ("tr", "Türkçe")), label=lazy("Language"))
    currency = forms.CharField(
        max_length=3, label=lazy("Currency"), help_text=lazy("Three letters: GBP, TRY, EUR."), min_length=3
    )
    time_zone = forms.CharField(max_length=64, label=lazy("Time zone"), help_text=lazy("As Europe/Istanbul."))

    def clean_country(self) -> str:
        """Capital letters, as ISO writes them."""
        return str(self.cleaned_data["country"]).upper()  # machine text

    def clean_currency(self) -> str:
        """Capital letters, as ISO writes them."""
        return str(self.cleaned_data["currency"]).upper()  # machine text


@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: HttpRequest) -> HttpResponse:
    """Change what is known of the firm; what cannot be right comes back as it was typed."""
    if request.method != "POST":
        return render(request, "web/settings/firm.html", {"form": Describe(initial=asdict(firm_of(request)))})
    form = Describe(request.POST)
    if form.is_valid():
        try:
            describe_firm(changes=form.cleaned_data, by=actor_of(request), now=datetime.now(UTC), key=key_of(request))
        except BadFirmDetails as refusal:
            wrong = [name for name, value in form.cleaned_data.items() if value == refusal.params["value"]]
            sentence = _HOW.get(wrong[0] if wrong else "", lazy("“%(value)s” cannot be right: correct it."))
            form.add_error(wrong[0] if wrong else None, str(sentence) % refusal.params)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Saved."))
            return HttpResponseRedirect(reverse("settings"))
    return render(request, "web/settings/firm.html", {"form": form}, status=422)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language to this person, on the page they are on."""
    chosen = request.POST.get("language", "")
    if chosen in {"en", "tr"}:
        people.choose_language(
            user_id=request.user.pk or 0, language=chosen, by=actor_of(request), now=datetime.now(UTC)
        )
        request.session["language"] = chosen
    return _back(request)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Show the light or the dark theme."""
    chosen = request.POST.get("theme", "")
    if chosen in {"", "light", "dark"}:
        people.choose_theme(user_id=request.user.pk or 0, theme=chosen, by=actor_of(request), now=datetime.now(UTC))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("today")
    return HttpResponseRedirect(target)
