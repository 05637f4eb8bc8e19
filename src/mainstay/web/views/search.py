"""Finding anything from the field at the head of every page, and the keys that help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainstay.overview.queries.search import search as search_for
from mainstay.web.palette import ways_for
from mainstay.web.views.book import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The best of each kind, or one page of one kind; as one types, the results alone."""
    asked = request.GET
    number = asked.get("page", "")
    page = search_for(
        text=asked.get("q", ""),
        kind=asked.get("only", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < len("1000000") else 1,
        by=actor_of(request),
    )
    is_fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    groups = [(group, f"web/{group.package}/_found_{group.kind}.html") for group in page.groups]
    ways = () if page.kind else ways_for(page.text, actor_of(request))
    context = {"page": page, "groups": groups, "ways": ways}
    return render(request, "web/book/_found.html" if is_fragment else "web/book/search.html", context)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that do something, on a page of their own."""
    return render(request, "web/book/shortcuts.html")
