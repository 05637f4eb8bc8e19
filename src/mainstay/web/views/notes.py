"""Notes about a client, written on the client's page, and corrected or removed soon after."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.attachments.actions.attaching import write_note
from mainstay.attachments.actions.removing import remove_note
from mainstay.clients.actions.notes import correct_note
from mainstay.clients.forms import NoteForm
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.rules.drafts import NoteDraft
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.queries.written import written_event
from mainstay.web import pages
from mainstay.web.attached_files import files_of, takes_files
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, day_of_act, show_client

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
FORMS: Final = {"client_note_add": (NoteForm,), "client_note_correct": (NoteForm,)}
"""Page -> its forms."""


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep a note on the client's timeline, with the files that were chosen beside it."""
    by = actor_of(request)
    try:
        client_for(ref=ref, by=by)
    except NotFound:
        return pages.missing(request)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("client", args=[ref]))
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            acting: dict[str, Any] = {"by": by, "now": datetime.now(UTC), "key": key_of(request)}
            files = files_of(request)
            write_note(client_ref=ref, text=form.draft.text, files=files, on=day_of_act(request), **acting)
        except Refusal as refusal:
            form.refuse(refusal)
    if form.errors:
        return show_client(request, ref, note=form)
    done(request, _("Note saved."))
    return HttpResponseRedirect(reverse("client", args=[ref]) + "#happened")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct or remove the note whose text bears the reference `?note=`."""
    by, now, note = actor_of(request), datetime.now(UTC), request.GET.get("note", "")[:40]
    try:
        client = client_for(ref=ref, by=by)
        event = written_event(client_ref=ref, ref=note, by=by)
    except NotFound:
        return pages.missing(request)
    form = NoteForm(seen=NoteDraft(str(event.facts.get("text", ""))))
    if request.method == "POST":
        is_removed = "remove" in request.POST
        form = form if is_removed else NoteForm(request.POST)
        acting: dict[str, Any] = {"client_ref": ref, "ref": note, "by": by, "now": now, "key": key_of(request)}
        try:
            if is_removed:
                remove_note(today=day_of_act(request), **acting)
            else:
                correct_note(text=form.draft.text, **acting)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            done(request, _("Note removed.") if is_removed else _("Note updated."))
            return HttpResponseRedirect(reverse("client", args=[ref]) + "#happened")
    context = {"client": {"ref": client.ref, "name": client.name}, "form": form}
    return render(request, "web/clients/correct.html", context, status=REFUSED if form.errors else 200)
