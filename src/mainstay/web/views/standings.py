"""The two ratings of a client in a browser: set by hand with a reason, lifted; and what the words mean."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.clients.actions.standings import lift_standing, override_standing
from mainstay.clients.forms import StandingForm
from mainstay.clients.phrases import STANDING_MEANINGS
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.drafts import StandingDraft
from mainstay.clients.rules.ratings import PAYMENT, RELATIONSHIP
from mainstay.insight.payment_phrases import PAYMENTS
from mainstay.insight.phrases import RELATIONSHIPS
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.scoring.queries.standings import ratings_of
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.panels.scoring import bars_of
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse, QueryDict

    from mainstay.kernel.actor import Actor
    from mainstay.scoring.queries.standings import ClientStanding

FORMS: Final = {"client_standing": (StandingForm,), "client_payment_rating": (StandingForm,)}
"""Page -> its forms."""


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, ref: str, rating: str = RELATIONSHIP) -> HttpResponse:
    """Set one rating of a client by hand, or lift what was set."""
    by, now = actor_of(request), now_there(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    found = _rated(client.pk, rating, now.date(), by)
    override = found.by_hand
    form = _form_of(rating, seen=None if override is None else StandingDraft(override.standing, override.reason))
    is_lifting = "lift" in request.POST
    if request.method == "POST":
        if not is_lifting:
            form = _form_of(rating, request.POST)
        saw = request.POST.get("saw", "")[:200]
        acting: dict[str, Any] = {"client_ref": ref, "today": now.date(), "by": by, "now": now, "key": key_of(request)}
        if is_lifting or form.is_valid():
            try:
                if is_lifting:
                    lift_standing(ref=saw, rating=rating, **acting)
                else:
                    override_standing(**asdict(form.draft), saw=saw, **acting)
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                lifted, is_set = _("Back to automatic."), _("Your choice stays until you remove it.")
                done(request, lifted if is_lifting else is_set)
                return HttpResponseRedirect(reverse("client", args=[ref]) + "#standing")
        found = _rated(client.pk, rating, now.date(), by)
    context = {
        "standing": found,
        "heading": pgettext("rating", "Payment") if rating == PAYMENT else _("Relationship"),
        "inputs": bars_of(found),
        "client": {"ref": client.ref, "name": client.name},
        "form": form,
    }
    return render(request, "web/standings/form.html", context, status=REFUSED if request.method == "POST" else 200)


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What the words of both ratings mean, what they rest on, and how far to trust them."""
    context = {"words": _words(RELATIONSHIPS), "payment_words": _words(PAYMENTS)}
    return render(request, "web/standings/words.html", context)


def _words(labels: Mapping[str, object]) -> list[tuple[str, object, object]]:
    """Each word of a rating: its name, its label, what it means."""
    return [(name, label, STANDING_MEANINGS[name]) for name, label in labels.items()]


def _rated(client_id: int, rating: str, today: date, by: Actor) -> ClientStanding:
    found = ratings_of(client_id=client_id, as_of=today, by=by)
    return found.payment if rating == PAYMENT else found.relationship


def _form_of(rating: str, data: QueryDict | None = None, *, seen: StandingDraft | None = None) -> StandingForm:
    """The form with the words of one rating to choose among."""
    form = StandingForm(data, seen=seen)
    labels = PAYMENTS if rating == PAYMENT else RELATIONSHIPS
    form.fields["standing"].choices = list(labels.items())  # type: ignore[attr-defined]
    if rating == PAYMENT:
        form.fields["standing"].label = _("How this client pays")
    return form
