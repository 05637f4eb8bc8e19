"""Custom fields in a browser: defined in the settings, filled in on a client's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.clients.queries.fetching import client_for
from mainstay.fields.actions.definitions import (
    change_field,
    define_field,
    move_field,
    reinstate_field,
    remove_field,
    retire_field,
)
from mainstay.fields.actions.values import fill_fields, undo_filling
from mainstay.fields.forms import FieldForm, FieldValuesForm
from mainstay.fields.phrases import KINDS, filled_sentence
from mainstay.fields.queries.definitions import all_fields, field_for
from mainstay.fields.queries.undoing import last_change
from mainstay.fields.queries.values import values_of_client
from mainstay.fields.rules.drafts import FieldDraft, FieldValuesDraft
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.web import pages
from mainstay.web.coming_back import done_with_undo
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, day_of_act, now_there, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from mainstay.kernel.actor import Actor

FORMS: Final = {"settings_fields": (FieldForm,), "settings_field": (FieldForm,), "client_fields": (FieldValuesForm,)}
"""Page -> its forms."""
_METHODS: Final = ("GET", "HEAD", "POST")


@require_http_methods(_METHODS)
def overview(request: HttpRequest) -> HttpResponse:
    """The custom fields in their order, and one more."""
    is_sent = request.method == "POST"
    form = FieldForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            define_field(draft=form.draft, **_acting(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("Field added: %(name)s") % {"name": form.draft.name})
            return HttpResponseRedirect(reverse("settings_fields"))
    fields = all_fields(by=actor_of(request))
    context = {
        "form": form,
        "fields": [(one, KINDS[one.kind]) for one in fields if one.retired_on is None],
        "retired": [one for one in fields if one.retired_on is not None],
    }
    return render(request, "web/fields/fields.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_METHODS)
def field(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a custom field, move it, retire it, bring it back, or remove one that is not in use."""
    by = actor_of(request)
    try:
        there = field_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    seen = FieldDraft(there.name, there.kind, there.options, "yes" if there.is_listed else "")
    form = FieldForm(seen=seen)
    if request.method == "POST":
        form = FieldForm(request.POST, seen=seen)
        try:
            said = _done_with(request, ref, there.name)
            if not said and form.is_valid():
                change_field(ref=ref, draft=form.draft, **_acting(request))
                said = _("Saved.")
            if said:
                done(request, said)
                return HttpResponseRedirect(reverse("settings_fields"))
        except Refusal as refusal:
            form.refuse(refusal)
    row = next(one for one in all_fields(by=by) if one.ref == ref)
    context = {"form": form, "field": row}
    return render(request, "web/fields/field.html", context, status=REFUSED if form.errors else 200)


def _done_with(request: HttpRequest, ref: str, name: str) -> str:
    """Do what a button of the list or of the page asks for; what to say of it, "" where none was pressed."""
    acting = {"ref": ref, **_acting(request)}
    if "up" in request.POST or "down" in request.POST:
        move_field(is_up="up" in request.POST, **acting)
        return _("Moved: %(name)s") % {"name": name}
    if "retire" in request.POST:
        retire_field(today=day_of_act(request), **acting)
        return _("Retired: %(name)s. What is known of clients is kept.") % {"name": name}
    if "reinstate" in request.POST:
        reinstate_field(**acting)
        return _("Back in use: %(name)s") % {"name": name}
    if "remove" in request.POST:
        remove_field(**acting)
        return _("Removed: %(name)s") % {"name": name}
    return ""


@require_http_methods(_METHODS)
def fill(request: HttpRequest, ref: str) -> HttpResponse:
    """Fill in the custom fields of a client; with `undo` put back what was there before the last time."""
    by = actor_of(request)
    try:
        client = client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    if request.method == "POST" and "undo" in request.POST:
        return _put_back(request, ref)
    there = [one for one in values_of_client(client_id=client.pk, by=by) if one.field.retired_on is None]
    asked: dict[str, Any] = {"asked": [one.field for one in there], "today": today_there(request)}
    seen = FieldValuesDraft(tuple((one.field.ref, one.text) for one in there))
    is_sent = request.method == "POST"
    form = FieldValuesForm(request.POST if is_sent else None, seen=seen, **asked)
    if is_sent and form.is_valid():
        try:
            changed = fill_fields(client_ref=ref, draft=form.draft, today=day_of_act(request), **_acting(request))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            last = last_change(client_ref=ref, by=by) if changed else None
            if last is not None:
                done_with_undo(request, _("Saved."), f"{reverse('client_fields', args=[ref])}?change={last.mark}")
            else:
                done(request, _("Saved."))
            return HttpResponseRedirect(reverse("client", args=[ref]))
    context = {"form": form, "client": client, "is_empty": not there, "last": _last_change(ref, by)}
    return render(request, "web/fields/fill.html", context, status=REFUSED if form.errors else 200)


def _last_change(ref: str, by: Actor) -> dict[str, Any] | None:
    """What this person may undo, a sentence for each field."""
    last = last_change(client_ref=ref, by=by)
    if last is None or not last.stands:
        return None
    return {"mark": last.mark, "on": last.on, "said": [filled_sentence(one) for one in last.fields]}


def _put_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the fields that were changed last the values they had, unless they were changed since."""
    meant = request.GET.get("change", "")
    try:
        undo_filling(client_ref=ref, today=day_of_act(request), change=meant, **_acting(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, _("Undone: the fields are as they were."))
    return HttpResponseRedirect(reverse("client", args=[ref]))


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "now": now_there(request), "key": key_of(request)}
