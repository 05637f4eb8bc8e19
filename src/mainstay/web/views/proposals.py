"""What is proposed to agree with clients, in a browser: all that waits for an answer; one to answer, or answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.billing.queries.fetching import has_invoices
from mainstay.care.phrases import term_message, term_message_subject
from mainstay.clients.actions.proposals import accept_proposal, decline_proposal, postpone_proposal, reopen_proposal
from mainstay.clients.forms import PostponeForm, ProposalAnswerForm
from mainstay.clients.queries.proposals import proposal_for, proposals_page
from mainstay.clients.queries.reachable import reachable
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.scoring.queries.insights import has_scores
from mainstay.web import pages
from mainstay.web.client_messages import message_to
from mainstay.web.coming_back import back_of, done_with_undo
from mainstay.web.context import firm_of
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, now_there, page_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.clients.rules.proposing import OpenProposal
    from mainstay.web.client_messages import Message

_ANSWERS: Final = ("accept", "decline", "later", "undo")
FORMS: Final = {"proposal": (ProposalAnswerForm, PostponeForm)}
"""Page -> its forms."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All that waits for an answer, most money at risk first."""
    page = proposals_page(by=actor_of(request), number=page_of(request))
    context: dict[str, object] = {"page": page}
    if not page.count:
        context |= {"is_book_empty": not has_invoices(as_of=today_there(request)), "is_scored": has_scores()}
    return render(request, "web/clients/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """One proposal: accepted or done, put off to a day, declined and why; an answer taken back."""
    by, now = actor_of(request), now_there(request)
    try:
        proposal = proposal_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    wanted = next((act for act in _ANSWERS if act in request.POST), "")
    form = ProposalAnswerForm(request.POST if wanted and wanted != "later" else None, auto_id=f"%s-{ref}")
    later = PostponeForm(request.POST if wanted == "later" else None, auto_id=f"%s-{ref}")
    if not wanted:
        return _shown(request, proposal, form, later)
    if wanted == "later" and not later.is_valid():
        return _shown(request, proposal, form, later)
    acting: dict[str, Any] = {"ref": ref, "today": now.date(), "by": by, "now": now, "key": key_of(request)}
    try:
        if wanted == "accept":
            accept_proposal(**acting)
        elif wanted == "later":
            put_off = later.draft
            postpone_proposal(until=put_off.until, reason=put_off.later_reason, who=put_off.who, **acting)
        elif wanted == "undo":
            reopen_proposal(**acting)
        else:
            decline_proposal(reason=form.draft.reason, **acting)
    except Refusal as refusal:
        (later if wanted == "later" else form).refuse(refusal)
        return _shown(request, proposal_for(ref=ref, by=by), form, later)
    return _answered(request, proposal, wanted)


def _answered(request: HttpRequest, proposal: OpenProposal, wanted: str) -> HttpResponse:
    """Says what was done, and leads to the page it was done on; from a term that was agreed to what to tell of it."""
    itself = reverse("proposal", args=[proposal.ref])
    of_client = "of_client" in request.POST
    back = reverse("client", args=[proposal.client_ref]) if of_client else reverse("proposals")
    if wanted == "undo":
        done(request, _("Undone: the suggestion is open again."))
        return HttpResponseRedirect(back_of(request, "proposal", proposal.ref))
    if wanted == "later":
        done(request, _("Put off for now."))
    elif wanted == "decline":
        done_with_undo(request, _("Declined: nothing has changed."), itself)
    elif proposal.is_act:
        done_with_undo(request, _("Done."), itself)
    else:
        done_with_undo(request, _("Saved: these terms now apply to %(name)s.") % {"name": proposal.client_name}, itself)
        back = itself
    return HttpResponseRedirect(back)


def _shown(request: HttpRequest, proposal: OpenProposal, form: ProposalAnswerForm, later: PostponeForm) -> HttpResponse:
    context = {
        "proposal": proposal, "form": form, "later": later, "message": _message(request, proposal),
    }  # fmt: skip
    status = REFUSED if form.errors or later.errors else 200
    return render(request, "web/clients/proposal.html", context, status=status)


def _message(request: HttpRequest, proposal: OpenProposal) -> Message | None:
    """What to tell the client of a term that was agreed, in the client's language; None where there is nothing."""
    by, on = actor_of(request), proposal.answered_on
    if not proposal.needs_notice or on is None:
        return None
    there = reachable([proposal.client_ref], by=by)[proposal.client_ref]
    firm = firm_of(request)
    language = there.language or firm.language
    text = term_message(language, proposal, person=there.person, on=on, sender=f"{by.name}, {firm.name}")
    return message_to(there, text, term_message_subject(language))
