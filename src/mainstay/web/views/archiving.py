"""A client archived and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.clients.actions.archiving import bring_clients_back
from mainstay.clients.queries.fetching import client_for
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.actions.archiving import archive_settled_clients
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, ref: str) -> HttpResponse:
    """Archive a client, or bring it back; while money is open it has to be confirmed."""
    by, now = actor_of(request), now_there(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    refusal = None
    if request.method == "POST":
        acting: dict[str, Any] = {"client_refs": (ref,), "today": now.date(), "by": by, "now": now}
        acting["key"] = key_of(request)
        try:
            if "back" in request.POST:
                bring_clients_back(**acting)
                done(request, _("%(name)s is back in your lists.") % {"name": client.name})
            else:
                archive_settled_clients(is_confirmed="confirmed" in request.POST, **acting)
                done(request, _("%(name)s is archived.") % {"name": client.name})
            return HttpResponseRedirect(reverse("client", args=[ref]))
        except Refusal as found:
            refusal = found
    context = {"client": {"ref": ref, "name": client.name}, "sentences": [str(refusal)] if refusal else []}
    return render(request, "web/clients/archive.html", context, status=REFUSED if refusal else 200)
