"""The demonstration firm: the way in for whoever looks around, and its owner's switch for it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainstay.config.serving import is_same, look_key, start_key
from mainstay.demonstration.actions.demonstrating import make_demonstration, remove_demonstration
from mainstay.demonstration.rules.plan import day_there
from mainstay.firm.actions.firms import FirmExists
from mainstay.firm.actions.people import admit_visitor
from mainstay.firm.queries.firms import firm_exists, this_firm
from mainstay.firm.rules.permissions import OWNER
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.store.context import use_firm
from mainstay.store.paths import DEMONSTRATION, home
from mainstay.web import uploads
from mainstay.web.views.book import actor_of
from mainstay.web.views.starting import way_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest

_PROGRESS: Final = "demonstration.progress"
_RECORDED: Final = 90
"""Per cent of the work that recording the history is; the rest is the forecast."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """Let in whoever brings a key that the terminal printed; the demonstration is made first where there is none."""
    key = request.POST.get("key") or request.GET.get("key", "")
    may_found = is_same(key, start_key())
    if not may_found and not is_same(key, look_key()):
        return render(request, "web/plain/locked.html", {"is_look": True}, status=403)
    if request.method != "POST" and not firm_exists(DEMONSTRATION):
        return render(request, "web/plain/look.html", {"key": key})
    return HttpResponseRedirect(_way_into_demonstration(Actor("person", "", _("Visitor"), OWNER), may_found=may_found))


def _way_into_demonstration(by: Actor, *, may_found: bool = False) -> str:
    now = datetime.now(UTC)
    language = "tr" if get_language() == "tr" else "en"
    if not firm_exists(DEMONSTRATION):
        day = day_there(language, now)
        with suppress(FirmExists), _shown_progress() as show:  # somebody else was quicker
            make_demonstration(language=language, today=day, by=by, now=now, progress=show)
    with use_firm(DEMONSTRATION):
        visitor = admit_visitor(name=_("Visitor"), language=language, by=by, now=now)
    return way_in(DEMONSTRATION, visitor.pk, to="today", may_found=may_found)


@contextmanager
def _shown_progress() -> Iterator[Callable[[int, int], None]]:
    """Write each further per cent where another process of the server finds it, and remove it at the end."""
    file = home() / _PROGRESS
    shown = -1

    def show(done: int, count: int) -> None:
        nonlocal shown
        if (percent := _RECORDED * done // count) > shown:
            shown = percent
            uploads.write_facts(file, {"percent": percent})

    try:
        yield show
    finally:
        file.unlink(missing_ok=True)


@require_safe
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """How many per cent of the demonstration firm are made; no content while nobody makes it."""
    del request
    facts = uploads.read_facts(home() / _PROGRESS)
    return HttpResponse(status=204) if facts is None else HttpResponse(str(facts["percent"]), content_type="text/plain")


@require_POST
def demonstration(request: HttpRequest) -> HttpResponse:
    """Open the demonstration firm from one's own, making it where there is none, or remove it."""
    target = reverse("settings_data")
    try:
        if this_firm().is_demonstration:
            pass
        elif request.POST.get("act") == "remove":
            remove_demonstration(by=actor_of(request), now=datetime.now(UTC))
            messages.success(request, _("The demonstration firm is removed."))
        elif request.POST.get("act") == "open":
            target = _way_into_demonstration(actor_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if request.htmx:  # type: ignore[attr-defined]
        answer = HttpResponse()
        answer.headers["HX-Redirect"] = target
        return answer
    return HttpResponseRedirect(target)
