"""Another firm, founded by an owner from the one they work in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from allauth.core.internal import ratelimit
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mainstay.firm.actions.further_firms import OnlyLookingRound, found_further_firm
from mainstay.firm.forms.firm import FoundingForm
from mainstay.firm.queries.people import email_of
from mainstay.kernel.refusal import Refusal
from mainstay.web import pages
from mainstay.web.context import firm_of
from mainstay.web.keys import key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of
from mainstay.web.views.starting import way_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_OFTEN: Final = {"found": "10/h/user"}
"""So many further firms one owner may found."""
FORMS: Final = {"settings_new_firm": (FoundingForm,)}
"""Page -> its forms."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new_firm(request: HttpRequest) -> HttpResponse:
    """Found a further firm and go on in it, signed in; what cannot be right comes back as it was typed."""
    closed = OnlyLookingRound() if firm_of(request).is_demonstration else None
    form = FoundingForm(request.POST) if request.method == "POST" else _suggested(request)
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, app="mainstay", action="found", config=_OFTEN, user=request.user) is None:
            return pages.too_many(request)
        try:
            made = found_further_firm(
                draft=form.draft, by=actor_of(request), now=datetime.now(UTC), key=key_of(request)
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(way_in(made.slug, made.owner_id, to="welcome"))
    status = REFUSED if request.method == "POST" else 200
    return render(request, "web/settings/new_firm.html", {"form": form, "closed": closed}, status=status)


def _suggested(request: HttpRequest) -> FoundingForm:
    """The form as the firm and the person suggest; name and password are the new firm's own."""
    here = firm_of(request)
    first = {name: getattr(here, name) for name in ("country", "currency", "time_zone")}
    by = actor_of(request)
    first |= {"name": by.name, "email": email_of(by), "language": get_language() or here.language}
    form = FoundingForm(initial=first)
    form.fields["time_zone"].widget.attrs.pop("data-guessed")
    return form
