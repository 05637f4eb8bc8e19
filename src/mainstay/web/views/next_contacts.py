"""The next contact with a client in a browser: set, moved, done (and the next one offered), dropped."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.clients.actions.next_contacts import (
    NoNextContact,
    PlanRefused,
    drop_next_contact,
    finish_next_contact,
    move_next_contact,
    set_next_contact,
)
from mainstay.clients.phrases import WAYS
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.queries.next_contacts import next_contact_with
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.schemas.amounts_and_days import day_of
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from mainstay.clients.queries.next_contacts import PlannedContact

_REFUSED: Final = 422
_OFFERED_AFTER: Final = timedelta(days=28)
"""The next contact is offered four weeks on: the same day of the week."""


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
    client = client_for(ref=ref, by=actor_of(request))
    return next_contact_with(client_id=client.pk, today=today)


def _save(request: HttpRequest, ref: str, there: PlannedContact | None, now: datetime) -> HttpResponse:
    """Set the next contact, or move the open one that the form was about."""
    by, today, key = actor_of(request), now.date(), key_of(request)
    typed = {name: request.POST.get(name, "")[:1000] for name in ("on", "way", "about")}
    on = day_of(typed["on"])
    if isinstance(on, str):
        return _form(request, ref, there, today, typed=typed, problems={"on": on})
    wanted = ContactPlan(on, typed["way"], typed["about"])
    try:
        if "was_on" in request.POST:
            move_next_contact(client_ref=ref, plan=wanted, saw=_saw(request), today=today, by=by, now=now, key=key)
        else:
            set_next_contact(client_ref=ref, plan=wanted, today=today, by=by, now=now, key=key)
    except PlanRefused as refusal:
        problems = cast("Mapping[str, str]", refusal.params["fields"])
        return _form(request, ref, there, today, typed=typed, problems=problems)
    except Refusal as refusal:
        there = _planned(request, ref, today)
        return _form(request, ref, there, today, typed=typed, problems={"": str(refusal)})
    done(request, _("The next contact is planned."))
    return HttpResponseRedirect(reverse("client", args=[ref]))


def _end(request: HttpRequest, ref: str, there: PlannedContact | None, now: datetime) -> HttpResponse:
    """Done: offer the next one. Dropped: back to the client."""
    by, today, words = actor_of(request), now.date(), request.POST.get("outcome", "")
    is_done = "done" in request.POST
    acting: dict[str, Any] = {"client_ref": ref, "ref": request.POST.get("planned", ""), "key": key_of(request)}
    acting |= {"today": today, "by": by, "now": now}
    try:
        ended = finish_next_contact(outcome=words, **acting) if is_done else drop_next_contact(reason=words, **acting)
    except NoNextContact as refusal:
        return _form(request, ref, there, today, problems={"": str(refusal)}, outcome=words)
    except Refusal as refusal:
        return _form(request, ref, there, today, problems={"outcome": str(refusal)}, outcome=words)
    done(request, _("Done, and kept with what came of it.") if is_done else _("Dropped."))
    after = f"?after={ended.way}" if is_done else ""
    return HttpResponseRedirect(reverse("client_next" if is_done else "client", args=[ref]) + after)


def _saw(request: HttpRequest) -> ContactPlan | None:
    on = day_of(request.POST.get("was_on", ""))
    if isinstance(on, str):
        return None
    return ContactPlan(on, request.POST.get("was_way", ""), request.POST.get("was_about", ""))


def _form(
    request: HttpRequest,
    ref: str,
    there: PlannedContact | None,
    today: date,
    *,
    status: int = _REFUSED,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    outcome: str = "",
) -> HttpResponse:
    """Show what is planned with what was typed, or a blank plan with a day to begin from."""
    after = request.GET.get("after", "")
    if typed is None:
        way = after if after in WAYS else "call"
        typed = {"on": str(today + _OFFERED_AFTER) if after else "", "way": way, "about": ""}
        if there is not None:
            typed = {"on": str(there.on), "way": there.way, "about": there.about}
    context = {
        "client": client_for(ref=ref, by=actor_of(request)),
        "there": there,
        "typed": typed,
        "problems": defaultdict(str, problems or {}),
        "sentences": list((problems or {}).values()),
        "outcome": outcome,
        "is_offered": bool(after) and there is None,
        "ways": WAYS.items(),
        "today": today,
    }
    return render(request, "web/clients/next.html", context, status=status)
