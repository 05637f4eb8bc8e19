"""What a person and the owner may choose."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast
from zoneinfo import ZoneInfo

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.clients.rules.countries import country_name
from mainstay.firm.actions import people
from mainstay.firm.forms.firm import FirmForm
from mainstay.firm.queries.firms import firm_details
from mainstay.jobs.queries.jobs import last_upkeep
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.refusal import Refusal
from mainstay.store.paths import firms_folder, home
from mainstay.timeline.actions.describing import describe_firm
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.http import HttpRequest, HttpResponse

    from mainstay.firm.forms.rows import Cell, RowsField

_BLANK: Final = 2
"""So many empty bank accounts stand below those that are there."""
FORMS: Final = {"settings_firm": (FirmForm,)}
"""Page -> its forms."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The firm, and where its book lies."""
    night = last_upkeep()
    night_on = night.done_at and night.done_at.astimezone(ZoneInfo(firm_of(request).time_zone)).date()
    context = {
        "details": firm_details(),
        "country": country_name(firm_of(request).country, get_language() or "en"),
        "home": home(),
        "copies": firms_folder(),
        "night": night,
        "night_on": night_on,
    }
    return render(request, "web/settings/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: HttpRequest) -> HttpResponse:
    """Change what is known of the firm; what cannot be right comes back as it was typed."""
    if request.method != "POST":
        return _firm_page(request, FirmForm(seen=firm_details()))
    form, by, now = FirmForm(request.POST), actor_of(request), datetime.now(UTC)
    if "more" in request.POST:
        return _firm_page(request, form)
    if form.is_valid():
        try:
            describe_firm(changes=form.draft.texts, by=by, now=now, key=key_of(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("Saved."))
            return HttpResponseRedirect(reverse("settings"))
    return _firm_page(request, form, status=REFUSED)


def _firm_page(request: HttpRequest, form: FirmForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "groups": _groups(form),
        "accounts": _accounts(form, is_asked_for_more="more" in request.POST),
        "currencies": sorted(EXPONENTS),
    }
    return render(request, "web/settings/firm.html", context, status=status)


def _groups(form: FirmForm) -> list[tuple[str, list[BoundField]]]:
    """The fields under their headings; the bank accounts come after them."""
    named = (
        (_("Business"), ("name", "legal_name", "public_address", "opening_hours")),
        (_("Address"), ("street", "postal_code", "city", "country", "region")),
        (_("Tax"), ("tax_office", "tax_number", "vat_number", "company_number")),
        (_("Language, currency and days"), ("language", "currency", "time_zone", "closed_days")),
    )
    return [(heading, [form[name] for name in names]) for heading, names in named]


def _accounts(form: FirmForm, *, is_asked_for_more: bool) -> tuple[tuple[Cell, ...], ...]:
    """The bank accounts as they stand in the form, with some empty rows."""
    field = cast("RowsField", form.fields["bank_accounts"])
    sent = form["bank_accounts"].value() or []
    rows = [row for row in sent if isinstance(row, dict)] if isinstance(sent, list) else []
    while rows and not is_asked_for_more and not any(map(str.strip, map(str, rows[-1].values()))):
        rows.pop()
    is_wrong = form.is_bound and bool(form.errors)
    blank = [dict.fromkeys(field.cells, "")] * _BLANK
    return field.drawn([*rows, *blank], form.wrong_cells.get("bank_accounts", {}) if is_wrong else {})


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
