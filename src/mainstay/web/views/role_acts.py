"""What each role may do: a table of acts and roles, changed by the owner."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.firm.actions.permissions import change_role_acts
from mainstay.firm.phrases import SHORT_ROLE_NAMES
from mainstay.firm.queries.permissions import role_acts
from mainstay.firm.rules.drafts import RoleActsDraft
from mainstay.kernel.refusal import Refusal
from mainstay.schemas.acts import ALL_ACTS
from mainstay.schemas.forms import RoleActsForm
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
FORMS: Final = {"settings_role_acts": (RoleActsForm,)}
"""Page -> its forms."""


class Box(NamedTuple):
    """One box of the table: role and value, whether it is ticked, and whether it was when first shown."""

    role: object
    cell: str
    is_ticked: bool
    was_ticked: bool


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Show the table, or save what was changed in it; what somebody else changed meanwhile stays."""
    if request.method != "POST":
        rows = role_acts(acts=ALL_ACTS.values(), by=actor_of(request))
        allowed = RoleActsDraft(frozenset(f"{role} {row.code}" for row in rows for role, may in row.roles if may))
        return _page(request, RoleActsForm(seen=allowed), allowed)
    form, saw = RoleActsForm(request.POST), RoleActsForm({"may": request.POST.getlist("was")}).draft
    if form.is_valid():
        changes = form.draft.changes_since(saw).items()
        acts = {(role, ALL_ACTS[code]): is_allowed for (role, code), is_allowed in changes}
        try:
            change_role_acts(changes=acts, by=actor_of(request), now=datetime.now(UTC), key=key_of(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("What each role may do was saved."))
            return HttpResponseRedirect(reverse("settings_role_acts"))
    return _page(request, form, saw)


def _page(request: HttpRequest, form: RoleActsForm, saw: RoleActsDraft) -> HttpResponse:
    """The table with the boxes of the form ticked, and those that were ticked when it was first shown."""
    ticked = frozenset(form["may"].value())
    lines = [
        (
            row.label,
            [
                Box(SHORT_ROLE_NAMES[role], cell, cell in ticked, cell in saw.may)
                for role, _may in row.roles
                for cell in [f"{role} {row.code}"]
            ],
        )
        for row in role_acts(acts=ALL_ACTS.values(), by=actor_of(request))
    ]
    context = {"form": form, "lines": lines}
    return render(request, "web/people/role_acts.html", context, status=REFUSED if form.errors else 200)
