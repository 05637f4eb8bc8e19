"""Erasing what people wrote in what happened to a client, after a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mainstay.attachments.actions.removing import erase_text
from mainstay.clients.queries.fetching import client_for
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.queries.written import written_event
from mainstay.web import pages
from mainstay.web.keys import key_of
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask, then erase the words of one entry (`?words=`), or of all entries of the client."""
    by, now, words = actor_of(request), now_there(request), request.GET.get("words", "")[:40]
    try:
        client = client_for(ref=ref, by=by)
        event = written_event(client_ref=ref, ref=words, by=by) if words else None
    except NotFound:
        return pages.missing(request)
    if request.method == "POST":
        try:
            count = erase_text(client_ref=ref, ref=words, today=now.date(), by=by, now=now, key=key_of(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _erased(count))
        return HttpResponseRedirect(reverse("client", args=[ref]) + "#happened")
    context = {"client": {"ref": client.ref, "name": client.name}, "event": event}
    return render(request, "web/clients/erase.html", context)


def _erased(count: int) -> str:
    if not count:
        return _("There was nothing to erase.")
    said = ngettext("The text of %(count)s entry was erased.", "The text of %(count)s entries was erased.", count)
    return said % {"count": count}
