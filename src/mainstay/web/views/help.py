"""Help inside the app: the pages for users, their search, and what days off do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from mainstay.web import pages
from mainstay.web.help_texts import help_page, help_pages, search_help

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """All pages, or the sections that hold the words that were typed."""
    words = " ".join(request.GET.get("words", "").split())[:200]
    language = get_language() or "en"
    context = {"pages": help_pages(language), "words": words, "found": search_help(words, language)}
    return render(request, "web/help/contents.html", context)


@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """One page in the language of whoever reads it."""
    language = get_language() or "en"
    shown = help_page(ref, language)
    if shown is None:
        return pages.missing(request)
    return render(request, "web/help/page.html", {"page": shown, "pages": help_pages(language)})
