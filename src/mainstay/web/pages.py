"""Pages of our own for what cannot be shown: missing, forbidden, broken, too many."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from mainstay.store.errors import sentence_for
from mainstay.web.themes import theme_known

if TYPE_CHECKING:
    from django.http import HttpRequest

REFUSED: Final = 422
"""The status of a page that comes back with its form, because nothing was saved."""
_log = logging.getLogger("mainstay.web")
_LAST_PAGE: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mainstay</title></head>'
    "<body><h1>Something went wrong · Bir şeyler ters gitti</h1><p>%(incident)s</p></body></html>"
)


def missing(request: HttpRequest) -> HttpResponse:
    """There is no such page, or it is not yours to see; the menu stays."""
    return _inside(request, "missing", 404)


def forbidden(request: HttpRequest) -> HttpResponse:
    """Your role does not allow it; the menu stays."""
    return _inside(request, "forbidden", 403)


def broken(request: HttpRequest, sentence: str, number: str) -> HttpResponse:
    """Something failed: the sentence says what to do, the number finds it in the log."""
    return _plain(request, "broken", 503 if sentence else 500, sentence=sentence, incident=number)


def expired(request: HttpRequest) -> HttpResponse:
    """The form was open too long; nothing was saved."""
    return _plain(request, "expired", 403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Somebody tried too often; the browser may come back in a minute."""
    response = _plain(request, "too_many", 429)
    response.headers["Retry-After"] = "60"
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than this page takes; nothing of it was read."""
    return _plain(request, "too_large", 413)


def misread(request: HttpRequest) -> HttpResponse:
    """The request was none we answer: another host name, a broken address, too much of it."""
    return _plain(request, "misread", 400)


def incident(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Tell a fault of the place as its sentence and a mistake of ours by a number that finds it in the log."""
    refusal = sentence_for(error) if isinstance(error, Exception) else None
    number = os.urandom(4).hex()
    _log.error("incident %s at %s", number, request.path, exc_info=error)
    return broken(request, str(refusal) if refusal else "", number)


def _inside(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """The page with the menu around it for whoever is signed in to the firm, else without."""
    user = getattr(request, "user", None)
    if not getattr(request, "firm", "") or user is None or not user.is_authenticated:
        return _plain(request, name, status)
    try:
        text: str = render_to_string(f"web/refused/{name}.html", request=request)
    except Exception as error:  # noqa: BLE001 -- what is broken around the page does not take the page with it
        _log.error("the menu around the page %s is broken", name, exc_info=error)
        return _plain(request, name, status)
    response = HttpResponse(text, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(request: HttpRequest, name: str, status: int, **context: object) -> HttpResponse:
    # Without the context processors: a page about a broken database may not ask it anything.
    language = getattr(request, "LANGUAGE_CODE", "") or get_language_from_request(request)
    context["firm_path"] = f"/{firm}/" if (firm := getattr(request, "firm", "")) else "/"
    context["messages"] = ()
    context["theme"] = theme_known(request)
    with override(language):
        try:
            text: str = render_to_string(f"web/plain/{name}.html", context)
        except Exception as error:  # noqa: BLE001 -- the last page there is: it must come whatever is broken
            _log.critical("the page %s is broken itself", name, exc_info=error)
            text = _LAST_PAGE % {"incident": context.get("incident", "")}
            status = 500
    response = HttpResponse(text, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    return response
