"""What a person and the owner may choose."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.firm.actions import people
from mainstay.firm.actions.firms import describe_firm
from mainstay.firm.forms.firm import FirmForm
from mainstay.firm.rules.drafts import FirmDraft
from mainstay.jobs.queries.jobs import last_upkeep
from mainstay.kernel.refusal import Refusal
from mainstay.store.paths import firms_folder, home
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
FORMS: Final = {"settings_firm": (FirmForm,)}
"""Page -> its forms."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The firm, and where its book lies."""
    night = last_upkeep()
    night_on = night.done_at and night.done_at.astimezone(ZoneInfo(firm_of(request).time_zone)).date()
    context = {"home": home(), "copies": firms_folder(), "night": night, "night_on": night_on}
    return render(request, "web/settings/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: HttpRequest) -> HttpResponse:
    """Change what is known of the firm; what cannot be right comes back as it was typed."""
    if request.method != "POST":
        shown = {name: getattr(firm_of(request), name) for name in FirmForm.base_fields}
        return render(request, "web/settings/firm.html", {"form": FirmForm(seen=FirmDraft(**shown))})
    form, by, now = FirmForm(request.POST), actor_of(request), datetime.now(UTC)
    if form.is_valid():
        try:
            describe_firm(changes=asdict(form.draft), by=by, now=now, key=key_of(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("Saved."))
            return HttpResponseRedirect(reverse("settings"))
    return render(request, "web/settings/firm.html", {"form": form}, status=REFUSED)


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
