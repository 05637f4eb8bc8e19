"""A client added and changed by hand, and the people to speak to there; nobody's words are lost to somebody else's."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.clients.actions.clients import (
    ClientChangedMeanwhile,
    ClientIsKnown,
    Saw,
    add_client,
    change_client,
)
from mainstay.clients.actions.contacts import (
    ContactChangedMeanwhile,
    add_contact,
    change_contact,
    remove_contact,
)
from mainstay.clients.forms import ClientForm, ContactForm
from mainstay.clients.phrases import value_shown
from mainstay.clients.queries.editing import client_details, last_changes
from mainstay.clients.rules.drafts import ClientDraft, ContactDraft
from mainstay.clients.rules.merging import merge
from mainstay.firm.queries.firms import this_firm
from mainstay.firm.queries.people import colleagues
from mainstay.kernel import formatting
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, now_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.clients.queries.editing import ClientDetails

_METHODS: Final = ("GET", "HEAD", "POST")
FORMS: Final = {"client_new": (ClientForm,), "client_change": (ClientForm,), "client_contacts": (ContactForm,)}
"""Page -> its forms."""


@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Add a client by hand."""
    if request.method != "POST":
        return _new_form(request, ClientForm(**_likely()), status=200)
    form = ClientForm(request.POST, **_likely())
    if not form.is_valid():
        return _new_form(request, form)
    try:
        added = add_client(draft=form.draft, by=actor_of(request), now=now_there(request), key=key_of(request))
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_form(request, form, known=refusal if isinstance(refusal, ClientIsKnown) else None)
    done(request, _("%(name)s added.") % {"name": added.name})
    return HttpResponseRedirect(reverse("client", args=[added.ref]))


@require_http_methods(_METHODS)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what is known of a client; what somebody else wrote meanwhile stays, or is shown beside."""
    by = actor_of(request)
    try:
        details = client_details(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    now = Saw(details.version, details.draft)
    if request.method != "POST":
        return _change_form(request, details, now, ClientForm(seen=details.draft, **_likely()), status=200)
    saw = _saw(request, now)
    form = ClientForm(request.POST, seen=details.draft, **_likely())
    if not form.is_valid():
        return _change_form(request, details, saw, form)
    try:
        change_client(client_ref=ref, draft=form.draft, saw=saw, by=by, now=now_there(request), key=key_of(request))
    except ClientChangedMeanwhile as refusal:
        return _clash_form(request, ref, saw, form.draft, str(refusal))
    except Refusal as refusal:
        form.refuse(refusal)
        return _change_form(request, details, saw, form)
    done(request, _("Saved."))
    return HttpResponseRedirect(reverse("client", args=[ref]))


@require_http_methods(_METHODS)
def contacts(request: HttpRequest, ref: str) -> HttpResponse:
    """The people to speak to: each is changed or removed where listed, one more is added below."""
    by = actor_of(request)
    try:
        details = client_details(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    if request.method != "POST":
        return _contacts_form(request, details, status=200)
    is_new = "was_name" not in request.POST
    saw = ContactDraft(*(request.POST.get(f"was_{field}", "")[:1000] for field in ContactDraft._fields))
    was = None if is_new else saw
    acting: dict[str, Any] = {"client_ref": ref, "by": by, "now": now_there(request), "key": key_of(request)}
    form = ContactForm(request.POST)
    is_removing = not is_new and "remove" in request.POST
    if not is_removing and not form.is_valid():
        return _contacts_form(request, details, refused=form, was=was)
    try:
        if is_new:
            add_contact(**form.draft._asdict(), **acting)
        elif is_removing:
            remove_contact(name=saw.name, email=saw.email, **acting)
        else:
            change_contact(saw=saw, person=form.draft, **acting)
    except ContactChangedMeanwhile as refusal:
        form.refuse(refusal)
        fresh = client_details(ref=ref, by=by)
        return _contacts_form(request, fresh, refused=form, was=cast("ContactDraft", refusal.params["now"]))
    except Refusal as refusal:
        form.refuse(refusal)
        return _contacts_form(request, details, refused=form, was=was)
    done(request, _("Saved."))
    return HttpResponseRedirect(reverse("client_contacts", args=[ref]))


def _contacts_form(
    request: HttpRequest,
    details: ClientDetails,
    *,
    status: int = REFUSED,
    refused: ContactForm | None = None,
    was: ContactDraft | None = None,
) -> HttpResponse:
    """Show the people; in the form that was refused, what was typed."""
    listed, blank = [], ContactForm(auto_id="%s-new")
    for place, one in enumerate(details.contacts, 1):
        form = ContactForm(seen=one, auto_id=f"%s-{place}")
        if refused is not None and one == was:
            form = refused
        form.auto_id = f"%s-{place}"
        form.offer_zones(details.draft)
        listed.append((one, form))
    if refused is not None and was is None:
        blank, refused.auto_id = refused, blank.auto_id
    blank.offer_zones(details.draft)
    context = {"details": details, "listed": listed, "blank": blank, "refused": refused}
    return render(request, "web/clients/contacts.html", context, status=status)


def _likely() -> dict[str, Any]:
    return {"likely": (this_firm().currency,)}


def _saw(request: HttpRequest, now: Saw) -> Saw:
    """What the person had before them, as the form says; the book as it is, where it does not say."""
    try:
        version, values = int(request.POST["version"]), json.loads(request.POST["seen"])
        return Saw(version, ClientDraft(**values))
    except (KeyError, ValueError, TypeError, RecursionError):
        return now


def _new_form(
    request: HttpRequest, form: ClientForm, *, status: int = REFUSED, known: Refusal | None = None
) -> HttpResponse:
    form.offer_people(colleagues())
    form.offer_zones()
    context = {"form": form, "known": known.params if known is not None else None, "details": None, "clash": ""}
    return render(request, "web/clients/form.html", context, status=status)


def _change_form(
    request: HttpRequest,
    details: ClientDetails,
    saw: Saw,
    form: ClientForm,
    *,
    status: int = REFUSED,
    clash: str = "",
) -> HttpResponse:
    form.offer_people(colleagues())
    form.offer_zones()
    context = {
        "details": details,
        "known": None,
        "form": form,
        "clash": clash,
        "version": saw.version,
        "seen": json.dumps(asdict(saw.draft)),
    }
    return render(request, "web/clients/form.html", context, status=status)


def _clash_form(request: HttpRequest, ref: str, saw: Saw, typed: ClientDraft, sentence: str) -> HttpResponse:
    """Show what was typed upon what the book says by now, and both beside each other where they clash."""
    by = actor_of(request)
    details = client_details(ref=ref, by=by)
    merged = merge(seen=saw.draft, typed=typed, stored=details.draft)
    form, book = ClientForm(seen=merged.draft, **_likely()), ClientForm(seen=details.draft).initial
    zone, language = ZoneInfo(this_firm().time_zone), get_language() or "en"
    changed = last_changes(ref=ref, fields=merged.clashes, by=by)
    for clash in merged.clashes:
        name = clash.removesuffix("_minor")
        value = str(book.get(name, ""))
        says = _("Current value: empty")
        if value:
            # An amount stands there as a figure already.
            shown = value if name != clash else value_shown(name, value)
            says = _("Current value: “%(value)s”") % {"value": shown}
        if clash in changed:
            at = changed[clash].at.astimezone(zone)
            when = {"day": formatting.day(at.date(), language), "time": f"{at:%H:%M}"}
            who = _("%(name)s changed it on %(day)s at %(time)s") % {"name": changed[clash].by, **when}
            says = f"{says}. {who}"
        form.beside[name] = says
    return _change_form(request, details, Saw(details.version, details.draft), form, clash=sentence)
