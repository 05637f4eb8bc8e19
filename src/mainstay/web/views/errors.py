"""The pages Django asks for when nothing else answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from mainstay.web import pages

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
    """Say that the form was open too long."""
    del reason
    return pages.expired(request)


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
