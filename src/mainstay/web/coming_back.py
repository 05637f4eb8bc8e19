"""Where an act leads back to: the page it was done on, which its form names; and how it is undone there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from mainstay.web.pages import REFUSED

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_LONGEST: Final = 500
ACT_FORM: Final = "#act-form"
"""The part of a page with a form that stands in a row of another page; mainstay.js is not needed for it."""


def back_of(request: HttpRequest, page: str, *parts: str) -> str:
    """The address within the app that the form names in `back`, else that of a page."""
    asked = (request.POST.get("back") or request.GET.get("back") or "")[:_LONGEST]
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else reverse(page, args=parts)


def done_with_undo(request: HttpRequest, sentence: str, undo: str) -> None:
    """Say on the next page what was done, with a button that undoes it by a POST to the address `undo`."""
    messages.success(request, sentence, extra_tags=undo)


def shown_in_row(request: HttpRequest, response: HttpResponse, row: str) -> HttpResponse:
    """The page of a refused form; asked for within a row of a list, its form comes back into that row."""
    if request.htmx and response.status_code == REFUSED:  # type: ignore[attr-defined]
        response["HX-Retarget"] = f"#act-{row}"
        response["HX-Reselect"] = ACT_FORM
        response["HX-Reswap"] = "innerHTML"
    return response
