"""Asking for the whole book to be scored now, rather than tonight."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mainstay.jobs.queries.jobs import last_asked
from mainstay.scoring.actions.scoring import KIND, ask_for_update
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_BACK_TO: Final = ("client", "invoice")
_REF: Final = re.compile(r"[\w-]{1,60}", re.ASCII)


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Ask for the book to be scored, and go back to the client or invoice that asked, or to the page Book.

    While it is being scored, or in the same minute, nothing more is asked.
    """
    is_asked = _asked(request)
    page = next((name for name in _BACK_TO if _REF.fullmatch(request.POST.get(name, ""))), "")
    if page:
        messages.info(request, _("Updating… Reload this page in a moment."))
        there = {"client": "client_money"}.get(page, page)
        return HttpResponseRedirect(reverse(there, args=[request.POST[page]]) + "#outlook")
    if not is_asked:
        messages.info(request, _("Updated less than a minute ago."))
    return HttpResponseRedirect(reverse("figures"))


def _asked(request: HttpRequest) -> bool:
    now = datetime.now(UTC)
    job = last_asked(kind=KIND)
    if job is not None and job.is_unfinished:
        return True
    key = f"{KIND} {now:%Y-%m-%d %H:%M}"
    return ask_for_update(key=key, language=get_language() or "en", by=actor_of(request), now=now)
