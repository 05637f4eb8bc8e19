"""What a client is to the firm, in a browser: set by hand with a reason, lifted; and what the words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.clients.actions.standings import (
    REASON_LENGTH,
    StandingReasonIsTooLong,
    StandingReasonMissing,
    StandingUnknown,
    lift_standing,
    override_standing,
)
from mainstay.clients.phrases import STANDING_MEANINGS
from mainstay.clients.queries.fetching import client_for
from mainstay.insight.phrases import STANDINGS
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.scoring.queries.standings import standing_of
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of, now_there, standing_context

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_REFUSED: Final = 422
_FIELDS: Final[dict[type[Refusal], str]] = {
    StandingUnknown: "standing", StandingReasonMissing: "reason", StandingReasonIsTooLong: "reason"
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, ref: str) -> HttpResponse:
    """Set the standing of a client by hand, or lift what was set."""
    by, now = actor_of(request), now_there(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    name, reason, saw = (request.POST.get(field, "")[:2000] for field in ("standing", "reason", "saw"))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if "lift" in request.POST:
                lift_standing(client_ref=ref, ref=saw, today=now.date(), by=by, now=now, key=key_of(request))
                said = _("Lifted: what the evidence says holds again.")
            else:
                override_standing(
                    client_ref=ref,
                    standing=name,
                    reason=reason,
                    saw=saw,
                    today=now.date(),
                    by=by,
                    now=now,
                    key=key_of(request),
                )
                said = _("It holds until you lift it.")
        except Refusal as caught:
            refusal = caught
        else:
            done(request, said)
            return HttpResponseRedirect(reverse("client", args=[ref]) + "#standing")
    found = standing_of(client_id=client.pk, as_of=now.date())
    if request.method != "POST":
        name, reason = (found.by_hand.standing, found.by_hand.reason) if found.by_hand is not None else ("", "")
    wrong = "" if refusal is None else _FIELDS.get(type(refusal), "")
    context = {
        **standing_context(found),
        "client": {"ref": client.ref, "name": client.name},
        "words": _words(),
        "typed": {"standing": name, "reason": reason},
        "refusal": "" if refusal is None else str(refusal),
        "is_standing_wrong": wrong == "standing",
        "is_reason_wrong": wrong == "reason",
        "limit": REASON_LENGTH,
    }
    return render(request, "web/standings/form.html", context, status=200 if refusal is None else _REFUSED)


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What the five words mean, what they rest on, and how far to trust them."""
    return render(request, "web/standings/words.html", {"words": _words()})


def _words() -> list[tuple[str, object, object]]:
    """Each standing: its name, its label, what it means."""
    return [(name, label, STANDING_MEANINGS[name]) for name, label in STANDINGS.items()]
