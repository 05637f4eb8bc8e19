"""What days off do, and which country a client is in, in a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.clients.actions.clients import change_client
from mainstay.clients.queries.fetching import client_for, draft_of
from mainstay.clients.queries.unknown_countries import unknown_countries
from mainstay.clients.rules.countries import country_code, country_name
from mainstay.kernel.refusal import NotFound
from mainstay.scoring.queries.days_off import next_days_off
from mainstay.web import pages
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def days_off(request: HttpRequest) -> HttpResponse:
    """What days off do, the firm's next ones, and the clients whose country is not known."""
    firm = firm_of(request)
    context = {
        "country": country_name(firm.country, get_language() or "en"),
        "region": firm.region,
        "next_days": next_days_off(today_there(request)),
        "unknown": unknown_countries(by=actor_of(request)),
    }
    return render(request, "web/help/days_off.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_country(request: HttpRequest, ref: str) -> HttpResponse:
    """Write the country that was chosen into the client's address, by its name."""
    here = HttpResponseRedirect(reverse("client", args=[ref]))
    if request.method != "POST":
        return here
    code, by = country_code(request.POST.get("country", ""))[0], actor_of(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    if not code:
        return pages.missing(request)
    name = country_name(code, get_language() or "en")
    draft = replace(draft_of(client), country=name)
    change_client(client_ref=ref, draft=draft, by=by, now=datetime.now(UTC), key=key_of(request))
    done(request, _("Country set: %(country)s.") % {"country": name})
    return here
