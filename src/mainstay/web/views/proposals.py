"""What is proposed to agree with clients, in a browser: all that waits for an answer, and one to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.billing.queries.fetching import has_invoices
from mainstay.clients.actions.proposals import accept_proposal, decline_proposal, postpone_proposal
from mainstay.clients.forms import PostponeForm, ProposalAnswerForm
from mainstay.clients.queries.proposals import proposal_for, proposals_page
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.scoring.queries.insights import has_scores
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, now_there, page_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ANSWERS: Final = ("accept", "decline", "later")
FORMS: Final = {"proposal": (ProposalAnswerForm, PostponeForm)}
"""Page -> its forms."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All that waits for an answer, most money at risk first."""
    page = proposals_page(by=actor_of(request), number=page_of(request))
    context: dict[str, object] = {"page": page, "proposals": page.proposals}
    if not page.count:
        context |= {"is_book_empty": not has_invoices(as_of=today_there(request)), "is_scored": has_scores()}
    return render(request, "web/clients/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """One proposal: accepted or done, put off to a day, or not now and why."""
    by, now = actor_of(request), now_there(request)
    try:
        proposal = proposal_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    wanted = next((act for act in _ANSWERS if act in request.POST), "")
    form = ProposalAnswerForm(request.POST if wanted and wanted != "later" else None, auto_id=f"%s-{ref}")
    later = PostponeForm(request.POST if wanted == "later" else None, auto_id=f"%s-{ref}")
    context = {"proposal": proposal, "form": form, "later": later}
    if not wanted:
        return render(request, "web/clients/proposal.html", context)
    if wanted == "later" and not later.is_valid():
        return render(request, "web/clients/proposal.html", context, status=REFUSED)
    acting: dict[str, Any] = {"ref": ref, "today": now.date(), "by": by, "now": now, "key": key_of(request)}
    try:
        if wanted == "accept":
            accept_proposal(**acting)
        elif wanted == "later":
            put_off = later.draft
            postpone_proposal(until=put_off.until, reason=put_off.later_reason, who=put_off.who, **acting)
        else:
            decline_proposal(reason=form.draft.reason, **acting)
    except Refusal as refusal:
        (later if wanted == "later" else form).refuse(refusal)
        context["proposal"] = proposal_for(ref=ref, by=by)
        return render(request, "web/clients/proposal.html", context, status=REFUSED)
    accepted = _("Done.") if proposal.is_act else _("Saved: these terms now apply to %(name)s.")
    said = accepted if wanted == "accept" else _("Put off for now.")
    done(request, said % {"name": proposal.client_name})
    back = reverse("client", args=[proposal.client_ref]) if "of_client" in request.POST else reverse("proposals")
    return HttpResponseRedirect(back)
