"""One's own page: how one is called, in which language and theme, and how one signs in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.firm.actions.people import choose_name
from mainstay.firm.actions.security import end_sessions, notice_security_events
from mainstay.firm.forms.firm import OwnNameForm
from mainstay.firm.phrases import ROLE_NAMES
from mainstay.firm.queries.security import you_page
from mainstay.firm.rules.drafts import OwnName
from mainstay.kernel.refusal import Refusal
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, with_sentences

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
FORMS: Final = {"you_name": (OwnNameForm,)}
"""Page -> its forms."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about oneself."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Be called by another name; one that cannot be right comes back as it was typed."""
    if request.method == "POST":
        form, by, now = OwnNameForm(request.POST), actor_of(request), datetime.now(UTC)
        if form.is_valid():
            try:
                choose_name(user_id=request.user.pk or 0, name=form.draft.name, by=by, now=now, key=key_of(request))
            except Refusal as refusal:
                form.refuse(refusal)
        if form.errors:
            return _page(request, form=form, status=REFUSED)
        done(request, _("Saved."))
    return HttpResponseRedirect(reverse("you"))


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Show what happened to the account first no more."""
    notice_security_events(user_id=request.user.pk or 0, by=actor_of(request), now=datetime.now(UTC))
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return HttpResponseRedirect(target if is_ours else reverse("today"))


@require_POST
def sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_sessions(
        user_id=request.user.pk or 0,
        but=request.session.session_key or "",
        by=actor_of(request),
        now=datetime.now(UTC),
    )
    messages.success(request, _("You are signed out everywhere else."))
    return HttpResponseRedirect(reverse("you"))


def _page(request: HttpRequest, *, form: OwnNameForm | None = None, status: int = 200) -> HttpResponse:
    by = actor_of(request)
    page = you_page(session_key=request.session.session_key or "", by=by, now=datetime.now(UTC))
    form = form or OwnNameForm(seen=OwnName(by.name))
    context = {"page": page, "events": with_sentences(page.events), "role": ROLE_NAMES[by.role], "form": form}
    return render(request, "web/you/you.html", context, status=status)
