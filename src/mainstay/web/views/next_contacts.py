"""The next contact with a client in a browser: set, moved, done (and the next one offered), dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.clients.actions.next_contacts import (
    drop_next_contact,
    finish_next_contact,
    move_next_contact,
    set_next_contact,
)
from mainstay.clients.forms import ContactOutcomeForm, ContactPlanForm
from mainstay.clients.phrases import WAYS
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.queries.next_contacts import next_contact_with
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from mainstay.clients.queries.next_contacts import PlannedContact

_OFFERED_AFTER: Final = timedelta(days=28)
"""The next contact is offered four weeks on: the same day of the week."""
FORMS: Final = {"client_next": (ContactPlanForm, ContactOutcomeForm)}
"""Page -> its forms."""


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """Plan the next contact with a client, or say what came of it."""
    now = now_there(request)
    try:
        there = _planned(request, ref, now.date())
    except NotFound:
        return pages.missing(request)
    if request.method != "POST":
        return _form(request, ref, there, now.date(), status=200)
    if "done" in request.POST or "drop" in request.POST:
        return _end(request, ref, there, now)
    return _save(request, ref, there, now)


def _planned(request: HttpRequest, ref: str, today: date) -> PlannedContact | None:
    by = actor_of(request)
    return next_contact_with(client_id=client_for(ref=ref, by=by).pk, today=today, by=by)


def _save(request: HttpRequest, ref: str, there: PlannedContact | None, now: datetime) -> HttpResponse:
    """Set the next contact, or move the open one that the form was about."""
    by, today, key = actor_of(request), now.date(), key_of(request)
    form = ContactPlanForm(request.POST, today=today)
    if not form.is_valid():
        return _form(request, ref, there, today, plan=form)
    try:
        if "was_on" in request.POST:
            move_next_contact(client_ref=ref, plan=form.draft, saw=_saw(request), today=today, by=by, now=now, key=key)
        else:
            set_next_contact(client_ref=ref, plan=form.draft, today=today, by=by, now=now, key=key)
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(request, ref, _planned(request, ref, today), today, plan=form)
    done(request, _("Next contact scheduled."))
    return HttpResponseRedirect(reverse("client", args=[ref]))


def _end(request: HttpRequest, ref: str, there: PlannedContact | None, now: datetime) -> HttpResponse:
    """Done: offer the next one. Dropped: back to the client."""
    by, today, is_done = actor_of(request), now.date(), "done" in request.POST
    form = ContactOutcomeForm(request.POST)
    if not form.is_valid():
        return _form(request, ref, there, today, outcome=form)
    acting: dict[str, Any] = {"client_ref": ref, "ref": request.POST.get("planned", ""), "key": key_of(request)}
    acting |= {"today": today, "by": by, "now": now}
    words = form.draft.outcome
    try:
        ended = finish_next_contact(outcome=words, **acting) if is_done else drop_next_contact(reason=words, **acting)
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(request, ref, there, today, outcome=form)
    done(request, _("Done, and the outcome is saved.") if is_done else _("Cancelled."))
    after = f"?after={ended.way}" if is_done else ""
    return HttpResponseRedirect(reverse("client_next" if is_done else "client", args=[ref]) + after)


def _saw(request: HttpRequest) -> ContactPlan | None:
    """The plan that the person had before them; None where the form does not say."""
    saw = ContactPlanForm({name: request.POST.get(f"was_{name}", "") for name in ContactPlanForm.base_fields})
    return saw.draft if saw.is_valid() else None


def _form(
    request: HttpRequest,
    ref: str,
    there: PlannedContact | None,
    today: date,
    *,
    status: int = REFUSED,
    plan: ContactPlanForm | None = None,
    outcome: ContactOutcomeForm | None = None,
) -> HttpResponse:
    """Show what is planned with what was typed, or a blank plan with a day to begin from."""
    after = request.GET.get("after", "")
    wrong = [form for form in (plan, outcome) if form is not None]
    if plan is None and there is not None:
        plan = ContactPlanForm(seen=ContactPlan(there.on, there.way, there.about))
    elif plan is None:
        way = after if after in WAYS else "call"
        plan = ContactPlanForm(initial={"on": today + _OFFERED_AFTER if after else "", "way": way})
    plan.fields["on"].widget.attrs["min"] = today.isoformat()
    context = {
        "client": client_for(ref=ref, by=actor_of(request)),
        "there": there,
        "plan": plan,
        "outcome": outcome or ContactOutcomeForm(),
        "wrong": wrong,
        "is_offered": bool(after) and there is None,
    }
    return render(request, "web/clients/next.html", context, status=status)
