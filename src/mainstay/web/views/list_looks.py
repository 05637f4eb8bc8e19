"""The columns of a list, and how close its rows stand, as a person chooses them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mainstay.fields.queries.definitions import fields_in_use
from mainstay.firm.actions.list_looks import choose_list_look
from mainstay.firm.rules.list_columns import DENSITIES, LISTS, difference
from mainstay.web.list_look import density_of, fields_shown
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Show the ticked columns, the usual ones with `usual`, and the rows as close as the button pressed says."""
    page, asked = request.POST.get("list", ""), request.POST.get("density", "")
    if page not in LISTS:
        return HttpResponseRedirect(reverse("today"))
    by = actor_of(request)
    fields = fields_shown(fields_in_use(by=by)) if LISTS[page].has_fields else {}
    ticked = request.POST.getlist("column")
    choose_list_look(
        user_id=request.user.pk or 0,
        page=page,
        columns="" if "usual" in request.POST else difference(page, ticked, fields),
        density=asked if asked in DENSITIES else density_of(request),
        by=by,
        now=datetime.now(UTC),
    )
    query = urlencode(parse_qsl(request.POST.get("query", "")[:2000]))
    return HttpResponseRedirect(reverse(page) + (f"?{query}" if query else ""))
