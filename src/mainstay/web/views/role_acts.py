"""What each role may do: a table of acts and roles, changed by the owner."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.firm.actions.permissions import change_role_acts
from mainstay.firm.phrases import SHORT_ROLE_NAMES
from mainstay.firm.queries.permissions import role_acts
from mainstay.kernel.refusal import Refusal
from mainstay.schemas.acts import ALL_ACTS
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.firm.rules.permissions import Act


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Show the table, or save what was changed in it; what somebody else changed meanwhile stays."""
    if request.method == "POST":
        changes = _changed(request)
        try:
            change_role_acts(changes=changes, by=actor_of(request), now=datetime.now(UTC), key=key_of(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            done(request, _("What each role may do was saved."))
        return HttpResponseRedirect(reverse("settings_role_acts"))
    rows = role_acts(acts=ALL_ACTS.values(), by=actor_of(request))
    return render(request, "web/people/role_acts.html", {"rows": rows, "roles": SHORT_ROLE_NAMES})


def _changed(request: HttpRequest) -> dict[tuple[str, Act], bool]:
    """The boxes that are ticked otherwise than they were when the page was shown."""
    ticked, before = set(request.POST.getlist("may")), set(request.POST.getlist("was"))
    said = (cell.partition(" ") for cell in sorted(ticked ^ before))
    return {(role, ALL_ACTS[code]): f"{role} {code}" in ticked for role, _space, code in said if code in ALL_ACTS}
