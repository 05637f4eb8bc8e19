"""What was just recorded, undone in one click."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mainstay.billing.actions.undoing import undo
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_OWN_PAGES: Final = {"p-": "payment", "i-": "invoice"}


@require_POST
def undo_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Undo what has this reference, and lead back to where the button stood."""
    try:
        undo(ref=ref, by=actor_of(request), now=datetime.now(UTC), key=key_of(request))
    except NotFound:
        return pages.missing(request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, _("Undone: a correcting record was added."))
    return HttpResponseRedirect(_back(request, ref))


def _back(request: HttpRequest, ref: str) -> str:
    """The page of what was undone, where it has one; else the page from which it was asked, or the payments."""
    if page := _OWN_PAGES.get(ref[:2]):
        return reverse(page, args=[ref])
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if is_ours else reverse("payments")
