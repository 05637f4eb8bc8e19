"""Files attached to a client: listed, attached, downloaded, removed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.attachments.actions.attaching import attach_files
from mainstay.attachments.actions.removing import remove_file
from mainstay.attachments.phrases import allowed_sentence, limits_sentence
from mainstay.attachments.queries.files import attachment_for, content_of, file_row, files_of_client
from mainstay.attachments.rules.kinds import KINDS
from mainstay.clients.queries.fetching import client_for
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.attached_files import files_of, takes_files
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.panels.attachments import ACCEPTED, shown_file
from mainstay.web.views.book import actor_of, day_of_act, now_there, page_of

if TYPE_CHECKING:
    from django.http import HttpRequest

_SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Should a browser show a file in spite of everything, nothing in it runs or reaches out."""


@require_safe
def of_client(request: HttpRequest, ref: str) -> HttpResponse:
    """The files of a client, and the form that attaches more."""
    return _show(request, ref)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, ref: str) -> HttpResponse:
    """Attach the files that were chosen to the client."""
    by = actor_of(request)
    try:
        client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("client_files", args=[ref]))
    acting: dict[str, Any] = {"by": by, "now": datetime.now(UTC), "key": key_of(request)}
    try:
        made = attach_files(client_ref=ref, files=files_of(request), today=day_of_act(request), **acting).split()
    except Refusal as refusal:
        return _show(request, ref, str(refusal))
    said = ngettext("%(count)s file attached.", "%(count)s files attached.", len(made)) % {"count": len(made)}
    done(request, said)
    return HttpResponseRedirect(reverse("client_files", args=[ref]))


@require_safe
def download(request: HttpRequest, ref: str) -> HttpResponse:
    """The bytes of a file, always to be saved and never shown in a page of ours."""
    by = actor_of(request)
    try:
        found = attachment_for(ref=ref, by=by)
        answer = HttpResponse(content_of(ref=ref, by=by), content_type=KINDS[found.kind].media_type)
    except NotFound:
        return pages.missing(request)
    answer.headers["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=found.name))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = _SANDBOX
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask, then remove a file for good."""
    by, now = actor_of(request), now_there(request)
    try:
        found = attachment_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    error = ""
    if request.method == "POST":
        try:
            name = remove_file(ref=ref, today=day_of_act(request), by=by, now=now, key=key_of(request))
        except Refusal as refusal:
            error = str(refusal)
        else:
            done(request, _("Removed: %(name)s") % {"name": name})
            return HttpResponseRedirect(reverse("client_files", args=[found.client.ref]))
    context = {"client": found.client, "file": shown_file(file_row(found), by, now), "error": error}
    return render(request, "web/attachments/remove.html", context, status=REFUSED if error else 200)


def _show(request: HttpRequest, ref: str, error: str = "") -> HttpResponse:
    by = actor_of(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    page = files_of_client(client_id=client.pk, number=page_of(request), by=by)
    context = {
        "client": client,
        "page": page,
        "files": [shown_file(one, by, now_there(request)) for one in page.files],
        "accepted": ACCEPTED,
        "limits": limits_sentence(),
        "allowed": allowed_sentence(),
        "error": error,
    }
    return render(request, "web/attachments/files.html", context, status=REFUSED if error else 200)
