"""The pages Django asks for when nothing else answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from mainstay.web import pages, unsaved_forms
from mainstay.web.opening import may_be_saved

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    del exception
    return pages.missing(request)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the role does not allow it."""
    del exception
    return pages.forbidden(request)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed when our own page sent it with a token that has expired; else say that nothing was saved."""
    del reason
    page = _name_of(request)
    is_ours = request.firm and _is_from_our_page(request)  # type: ignore[attr-defined]
    if is_ours and may_be_saved(page) and unsaved_forms.save_unsaved(request, page):
        there = reverse("unsaved")
        return HttpResponseRedirect(there) if request.user.is_authenticated else redirect_to_login(there)
    return pages.expired(request)


def _is_from_our_page(request: HttpRequest) -> bool:
    # Browsers write where a form came from themselves; no page elsewhere can write this.
    return request.META.get("HTTP_ORIGIN") == f"{request.scheme}://{request.get_host()}"


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request was none we answer."""
    del exception
    return pages.misread(request)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that somebody tried too often."""
    return pages.too_many(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke before or after a view; Django calls this while the error is being handled."""
    return pages.incident(request, sys.exc_info()[1])
