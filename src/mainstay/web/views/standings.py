"""What a client is to the firm, in a browser: set by hand with a reason, lifted; and what the words mean."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.clients.actions.standings import lift_standing, override_standing
from mainstay.clients.forms import StandingForm
from mainstay.clients.phrases import STANDING_MEANINGS
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.drafts import StandingDraft
from mainstay.insight.phrases import STANDINGS
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.scoring.queries.standings import standing_of
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.panels.scoring import bars_of
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORMS: Final = {"client_standing": (StandingForm,)}
"""Page -> its forms."""


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, ref: str) -> HttpResponse:
    """Set the standing of a client by hand, or lift what was set."""
    by, now = actor_of(request), now_there(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    found = standing_of(client_id=client.pk, as_of=now.date(), by=by)
    override = found.by_hand
    form = StandingForm(seen=None if override is None else StandingDraft(override.standing, override.reason))
    is_lifting = "lift" in request.POST
    if request.method == "POST":
        if not is_lifting:
            form = StandingForm(request.POST)
        saw = request.POST.get("saw", "")[:200]
        acting: dict[str, Any] = {"client_ref": ref, "today": now.date(), "by": by, "now": now, "key": key_of(request)}
        if is_lifting or form.is_valid():
            try:
                if is_lifting:
                    lift_standing(ref=saw, **acting)
                else:
                    override_standing(**asdict(form.draft), saw=saw, **acting)
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                lifted, is_set = _("Back to automatic."), _("Your choice stays until you remove it.")
                done(request, lifted if is_lifting else is_set)
                return HttpResponseRedirect(reverse("client", args=[ref]) + "#standing")
        found = standing_of(client_id=client.pk, as_of=now.date(), by=by)
    context = {
        "standing": found,
        "inputs": bars_of(found),
        "client": {"ref": client.ref, "name": client.name},
        "form": form,
    }
    return render(request, "web/standings/form.html", context, status=REFUSED if request.method == "POST" else 200)


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What the five words mean, what they rest on, and how far to trust them."""
    return render(request, "web/standings/words.html", {"words": _words()})


def _words() -> list[tuple[str, object, object]]:
    """Each standing: its name, its label, what it means."""
    return [(name, label, STANDING_MEANINGS[name]) for name, label in STANDINGS.items()]
