"""What was imported, in a browser: what of it is not in the book, and taking an import back as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mainstay.billing.actions.imports import deal_with_unbooked
from mainstay.billing.actions.taking_back import take_import_back
from mainstay.billing.phrases.sentences import taken_back_sentence, unbooked_sentence, unbooked_words
from mainstay.billing.queries.imports import imports as read_imports
from mainstay.billing.queries.imports import unbooked_documents, unbooked_sums
from mainstay.kernel.refusal import Refusal
from mainstay.web.keys import done
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """The imports and what of them waits; or note that something was dealt with, or take an import back."""
    if request.method == "POST":
        return _act(request)
    return _page(request)


def _page(
    request: HttpRequest, *, refusal: str = "", tried: str = "", ref: str = "", status: int = 200
) -> HttpResponse:
    by = actor_of(request)
    context = {
        "sums": [unbooked_sentence(one) for one in unbooked_sums()],
        "waiting": [(one.ref, unbooked_words(one)) for one in unbooked_documents(by=by)],
        "imports": read_imports(by=by),
        "refusal": refusal,
        "tried": tried,
        "tried_ref": ref,
    }
    return render(request, "web/importing/imports.html", context, status=status)


def _act(request: HttpRequest) -> HttpResponse:
    by, now = actor_of(request), now_there(request)
    act, ref = request.POST.get("act", ""), request.POST.get("ref", "")[:40]
    try:
        if act == "dealt":
            count = deal_with_unbooked(refs=(ref,), note=request.POST.get("note", ""), by=by, now=now)
            said = ngettext("%(count)d document was dealt with.", "%(count)d documents were dealt with.", count)
            done(request, said % {"count": count})
        elif act == "try":
            tried = take_import_back(ref=ref, is_dry_run=True, by=by, now=now)
            said = taken_back_sentence(tried.file_name, tried.invoices, tried.credit_notes, tried.payments)
            return _page(request, tried=said, ref=ref)
        elif act == "take_back":
            take_import_back(ref=ref, by=by, now=now)
            done(request, _("The import is undone; its clients stay."))
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), status=_REFUSED)
    return HttpResponseRedirect(reverse("imports"))
