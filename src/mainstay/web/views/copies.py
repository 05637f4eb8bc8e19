"""The copies that are kept of the book: make one, check one, open one beside the book, remove what was opened."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainstay.firm.actions.copies import remove_copy
from mainstay.firm.phrases import WHY_COPIED, size_sentence
from mainstay.kernel.refusal import Refusal
from mainstay.overview.actions.copies import ask_for_check, ask_for_copy, ask_to_open_copy, remove_opened_copy
from mainstay.overview.phrases import COPY_STEPS
from mainstay.overview.queries.copies import CHECK, MAKE, copies_page
from mainstay.store.backups import BY_HAND
from mainstay.web.import_forms import language_now
from mainstay.web.keys import done, key_of
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from mainstay.jobs.queries.jobs import JobRow
    from mainstay.kernel.actor import Actor
    from mainstay.overview.queries.copies import CopiesPage

_PLACE: Final = "#copies"


class ShownCopy(NamedTuple):
    """A copy as the list shows it; `state` says whether it is sound, `faults` what is wrong with it."""

    name: str
    at: datetime
    why: object
    size: str
    state: str
    faults: tuple[str, ...]
    is_by_hand: bool


def copies_shown(by: Actor) -> dict[str, Any]:
    """What the card of the copies shows."""
    page = copies_page(by=by)
    return {
        "copies": page,
        "shown_copies": tuple(_shown(page)),
        "last_opened": page.last_opened.outcome if _is_there(page) and page.last_opened else None,
        **_under_way(page.under_way),
    }


def _shown(page: CopiesPage) -> list[ShownCopy]:
    found = []
    for copy in page.copies:
        checked = page.checked.get(copy.path.name)
        if checked is None:
            state = _("Checked when it was made") if copy.is_proved else _("Not checked yet")
        else:
            state = _("Sound") if not checked.faults else _("Has faults")
        found.append(
            ShownCopy(
                copy.path.name, copy.at, WHY_COPIED[copy.why],
                size_sentence(copy.size, language_now()), state, () if checked is None else checked.faults,
                copy.why == BY_HAND,
            )
        )  # fmt: skip
    return found


def _is_there(page: CopiesPage) -> bool:
    last = page.last_opened
    return last is not None and last.outcome["slug"] in {firm.slug for firm in page.opened}


def _under_way(job: JobRow | None) -> dict[str, object]:
    if job is None:
        return {"work": ""}
    work = {MAKE: _("Making a copy…"), CHECK: _("Checking the copy…")}.get(job.kind, _("Opening the copy…"))
    step = COPY_STEPS.get(str(job.progress.get("step", "")), "")
    return {"work": work, "step": step, "trouble": job.trouble}


def _sentence_of_refusal(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """Call the view, say on the page of the data why it was refused if it was, and lead back there."""

    @wraps(view)
    def answered(request: HttpRequest, **said: str) -> HttpResponse:
        try:
            view(request, **said)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("settings_data") + _PLACE)

    return answered


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "key": key_of(request),
        "language": language_now(),
        "by": actor_of(request),
        "now": datetime.now(UTC),
    }


@require_POST
@_sentence_of_refusal
def make(request: HttpRequest) -> None:
    """Ask for a copy of the book as it is now."""
    ask_for_copy(**_asked(request))


@require_POST
@_sentence_of_refusal
def check(request: HttpRequest, ref: str) -> None:
    """Ask whether a copy is sound."""
    ask_for_check(name=ref, **_asked(request))


@require_POST
@_sentence_of_refusal
def open_beside(request: HttpRequest, ref: str) -> None:
    """Ask for a copy to be opened as a firm of its own."""
    ask_to_open_copy(name=ref, **_asked(request))


@require_POST
@_sentence_of_refusal
def remove(request: HttpRequest, ref: str) -> None:
    """Remove a copy made by hand."""
    remove_copy(name=ref, by=actor_of(request), now=datetime.now(UTC))
    done(request, _("The copy is removed."))


@require_POST
@_sentence_of_refusal
def close(request: HttpRequest) -> None:
    """Remove a firm that was opened from a copy."""
    remove_opened_copy(slug=request.POST.get("firm", ""), by=actor_of(request), now=datetime.now(UTC))
    done(request, _("The opened copy is removed."))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the work on a copy has come: a fragment every second; the page itself when it is over."""
    under_way = copies_page(by=actor_of(request)).under_way
    is_fragment = request.htmx  # type: ignore[attr-defined]
    if is_fragment and under_way is not None:
        return render(request, "web/settings/_copy_under_way.html", _under_way(under_way))
    if not is_fragment:
        return HttpResponseRedirect(reverse("settings_data") + _PLACE)
    answer = HttpResponse()
    answer.headers["HX-Refresh"] = "true"  # the place on the page stays
    return answer
