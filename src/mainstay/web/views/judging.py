"""Asking for the whole book to be judged now, rather than tonight."""

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

from mainstay.firm.actions.jobs import ask_for_job
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_BACK_TO: Final = ("client", "invoice")
_REF: Final = re.compile(r"[\w-]{1,60}", re.ASCII)


@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """Ask for the scoring job and go back to the page that asked; asked twice within a minute it is done once."""
    now = datetime.now(UTC)
    ask_for_job(
        kind="score",
        key=f"score asked {now:%Y-%m-%d %H:%M}",
        params={},
        language=get_language() or "en",
        by=actor_of(request),
        now=now,
    )
    messages.info(request, _("The book is being judged. Load this page again in a moment."))
    page = next((name for name in _BACK_TO if _REF.fullmatch(request.POST.get(name, ""))), "")
    return HttpResponseRedirect(reverse(page, args=[request.POST[page]]) + "#outlook" if page else reverse("invoices"))
