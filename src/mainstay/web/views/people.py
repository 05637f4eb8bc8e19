"""Who may sign in: the owner's list, invitations by a link, and joining by one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.firm.actions import people
from mainstay.firm.actions.security import make_reset_link, reset_password
from mainstay.firm.forms.firm import InvitationForm, JoiningForm, PasswordForm, RoleForm
from mainstay.firm.phrases import ROLE_NAMES
from mainstay.firm.queries.firms import this_firm
from mainstay.firm.queries.people import actor_for, invitation_for, people_page, person_for
from mainstay.firm.queries.security import person_of_link
from mainstay.firm.rules.drafts import RoleDraft
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.web import pages
from mainstay.web.accounts import browser_of
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

_OFTEN: Final = {"reset": "20/h/user"}
"""So many links for a new password an owner may make."""
_LINK: Final = "mainstay_link"
_LINK_SECONDS: Final = 3600
"""How long somebody who followed a link may take to choose a password; afterwards they follow it again."""
FORMS: Final = {
    "settings_invite": (InvitationForm,),
    "settings_role": (RoleForm,),
    "join": (JoiningForm,),
    "reset": (PasswordForm,),
}
"""Page -> its forms."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Who may sign in, who was invited, and a form to invite somebody."""
    return _page(request, InvitationForm())


@never_cache
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Show the link once, in the answer itself: the book keeps no token. Sent twice, the second link is the one."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            token = people.invite(**asdict(form.draft), by=actor_of(request), now=datetime.now(UTC))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            link = request.build_absolute_uri(reverse("join_link", args=[token]))
            return _page(request, InvitationForm(), link=link, invited=form.draft.name)
    return _page(request, form, status=REFUSED)


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """End an invitation."""
    email = request.POST.get("email", "")
    return _done(request, _("The invitation was withdrawn."), partial(people.withdraw_invitation, email=email))


@require_POST
def role(request: HttpRequest) -> HttpResponse:
    """Give a person another role."""
    form = RoleForm(request.POST, auto_id="%s-changed")
    if form.is_valid():
        try:
            people.change_role(**asdict(form.draft), by=actor_of(request), now=datetime.now(UTC), key=key_of(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("The role was changed."))
            return HttpResponseRedirect(reverse("settings_people"))
    return _page(request, InvitationForm(), changed=form, status=REFUSED)


@require_POST
def deactivate(request: HttpRequest) -> HttpResponse:
    """Let a person sign in no more."""
    act = partial(people.deactivate_person, user_id=_number(request))
    return _done(request, _("They can no longer sign in, and are signed out everywhere."), act)


@never_cache
@require_POST
def make_link(request: HttpRequest) -> HttpResponse:
    """Show the link for a new password once, in the answer itself; one's own is changed under You."""
    if ratelimit.consume(request, app="mainstay", action="reset", config=_OFTEN, user=request.user) is None:
        return pages.too_many(request)
    by, now = actor_of(request), datetime.now(UTC)
    person = person_for(user_id=_number(request))
    if person is None or str(person.pk) == by.id:
        sentence = _("Change your own password under You.") if person else str(people.UnknownPerson())
        messages.error(request, sentence)
        return _page(request, InvitationForm(), status=REFUSED)
    is_without = request.POST.get("act") == "both"
    token = make_reset_link(email=person.email, is_without_second_step=is_without, by=by, now=now)
    link = request.build_absolute_uri(reverse("reset_link", args=[token]))
    mail = _mail(person.name, person.email, link, person.language)
    return _page(request, InvitationForm(), reset_link=link, reset_for=person.name, mail=mail)


def _mail(name: str, email: str, link: str, language: str) -> str:
    """The address that opens an e-mail to the person with the link in it, in their language."""
    with override(language):
        about = {"firm": this_firm().name, "name": name, "link": link}
        subject = _("A new password for %(firm)s") % about
        text = _(
            "Hello %(name)s,\n\nfollow this link to choose a new password for %(firm)s:\n%(link)s\n\n"
            "It works once, within an hour. Please don’t pass it on."
        )
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject)}&body={quote(text % about)}"


def _done(request: HttpRequest, sentence: str, act: Callable[..., object]) -> HttpResponse:
    """Act, and say what came of it on the list of people."""
    try:
        act(by=actor_of(request), now=datetime.now(UTC), key=key_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, sentence)
    return HttpResponseRedirect(reverse("settings_people"))


@never_cache
@require_safe
def follow_link(request: HttpRequest, token: str, to: str) -> HttpResponse:
    """Take the token of a link out of the address, which servers log and browsers remember, into a signed cookie."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(reverse(to) + (f"?{query}" if query else ""))
    response.set_signed_cookie(
        _LINK, token, salt=to, max_age=_LINK_SECONDS, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _token_for(request: HttpRequest, page: str) -> str:
    """The token of the link that was followed to this page; "" without one."""
    return request.get_signed_cookie(_LINK, default="", salt=page, max_age=_LINK_SECONDS) or ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Accept an invitation: say one's name, choose a password, be signed in."""
    now, token = datetime.now(UTC), _token_for(request, "join")
    invitation = invitation_for(token=token, now=now)
    if invitation is None:
        return render(request, "web/people/over.html", status=404)
    form = JoiningForm(request.POST if request.method == "POST" else None, initial={"name": invitation.name})
    if form.is_valid():
        by = Actor("stranger", "", form.draft.name, "")
        try:
            user = people.accept_invitation(
                token=token, **asdict(form.draft), language=get_language() or "", by=by, now=now
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            signed_in: HttpResponse = perform_login(
                request, user, email_verification="none", redirect_url=reverse("today")
            )
            signed_in.delete_cookie(_LINK)
            return signed_in
    status = REFUSED if form.is_bound else 200
    return render(request, "web/people/join.html", {"form": form, "invitation": invitation}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """After a link that the owner or the terminal made: choose a new password, then sign in with it."""
    now, token = datetime.now(UTC), _token_for(request, "reset")
    person = person_of_link(token=token, now=now)
    if person is None:
        return render(request, "web/people/reset_over.html", status=404)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = actor_for(person)
        try:
            reset_password(token=token, **asdict(form.draft), browser=browser_of(request), by=by, now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your new password is set. Sign in with it."))
            response = HttpResponseRedirect(reverse("account_login"))
            response.delete_cookie(_LINK)
            return response
    status = REFUSED if form.is_bound else 200
    return render(request, "web/people/reset.html", {"form": form, "person": person}, status=status)


def _page(
    request: HttpRequest, form: InvitationForm, *, changed: RoleForm | None = None, status: int = 200, **shown: str
) -> HttpResponse:
    """The list of people; `changed` is a role's form that was refused: beside its person, above all when they left."""
    by = actor_of(request)
    page = people_page(by=by, now=datetime.now(UTC))
    roles = {
        str(one.user_id): RoleForm(seen=RoleDraft(one.user_id, one.role), auto_id=f"%s-{one.user_id}")
        for one in page.people
    }
    if changed is not None and str(changed["person"].value()) in roles:
        roles[str(changed["person"].value())] = changed
    elif changed is not None:
        for sentence in changed.sentences:
            messages.error(request, sentence)
    context = {
        "form": form,
        "page": page,
        "people": [(one, roles[str(one.user_id)], str(one.user_id) == by.id) for one in page.people],
        "role_names": ROLE_NAMES.values(),
        "link": "",
        "reset_link": "",
        **shown,
    }
    return render(request, "web/people/people.html", context, status=status)


def _number(request: HttpRequest) -> int:
    said = request.POST.get("person", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0  # noqa: PLR2004 -- no id is longer
