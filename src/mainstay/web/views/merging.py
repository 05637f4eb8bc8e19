"""Two clients merged into one, seen before it is done, and the merge undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.clients.phrases import FIELDS, value_shown
from mainstay.clients.queries.fetching import client_for, matching
from mainstay.clients.queries.name_order import by_name
from mainstay.kernel.money import amount_text
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.actions.merging import merge_clients, unmerge_client
from mainstay.overview.queries.merging import merge_preview
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.overview.queries.merging import MergePreview

_MOST = 10


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose the client that this one is merged into, see what that does, and do it."""
    by, now = actor_of(request), now_there(request)
    asked = request.POST if request.method == "POST" else request.GET
    into, words = asked.get("into", ""), asked.get("q", "")[:200]
    refusal = preview = None
    try:
        client = client_for(ref=ref, by=by)
        if into:
            preview = merge_preview(gone_ref=ref, stays_ref=into, by=by)
    except NotFound:
        return pages.missing(request)
    if request.method == "POST" and preview is not None:
        acting: dict[str, Any] = {"today": now.date(), "by": by, "now": now, "key": key_of(request)}
        try:
            merge_clients(gone_ref=ref, stays_ref=into, take=tuple(request.POST.getlist("take")), **acting)
        except Refusal as found:
            refusal = found
        else:
            names = {"gone": client.name, "stays": preview.stays_name}
            done(request, _("%(gone)s was merged into %(stays)s.") % names)
            return HttpResponseRedirect(reverse("client", args=[into]))
    others = matching(words, by=by, among_all=False).exclude(ref=ref).order_by(*by_name()) if words.strip() else ()
    context = {
        "client": {"ref": ref, "name": client.name},
        "q": words,
        "others": [{"ref": one.ref, "name": one.name, "city": one.city} for one in others[:_MOST]],
        "preview": preview,
        "learnt": [] if preview is None else [(FIELDS[_label(n)], _shown(n, v, preview)) for n, v in preview.learnt],
        "choices": [] if preview is None else _choices(preview),
        "sentences": [str(refusal)] if refusal else [],
    }
    is_refused = refusal is not None or (request.method == "POST" and preview is None)
    return render(request, "web/clients/merge.html", context, status=REFUSED if is_refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def unmerge(request: HttpRequest, ref: str) -> HttpResponse:
    """Undo the merge of a client."""
    by, now = actor_of(request), now_there(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    sentences = []
    if request.method == "POST":
        try:
            unmerge_client(client_ref=ref, today=now.date(), by=by, now=now, key=key_of(request))
        except Refusal as refusal:
            sentences = [str(refusal)]
        else:
            done(request, _("The merge is undone: %(name)s is a client of its own again.") % {"name": client.name})
            return HttpResponseRedirect(reverse("client", args=[ref]))
    context = {"client": {"ref": ref, "name": client.name}, "sentences": sentences}
    return render(request, "web/clients/unmerge.html", context, status=REFUSED if sentences else 200)


def _choices(preview: MergePreview) -> list[dict[str, object]]:
    return [
        {
            "field": one.field,
            "label": FIELDS[_label(one.field)],
            "stays": _shown(one.field, one.stays, preview),
            "gone": _shown(one.field, one.gone, preview),
        }
        for one in preview.choices
    ]


def _label(field: str) -> str:
    return field.removesuffix("_minor")


def _shown(field: str, value: object, preview: MergePreview) -> str:
    if field == "credit_limit_minor" and isinstance(value, int) and preview.currency:
        return value_shown("credit_limit", amount_text(value, preview.currency))
    return value_shown(field, str(value))
