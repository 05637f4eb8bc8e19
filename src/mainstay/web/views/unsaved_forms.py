"""What was typed when the session had ended: shown once the person is back, and sent again by one button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mainstay.web import unsaved_forms
from mainstay.web.page_forms import typed_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Show what this person typed; or throw a form of theirs away."""
    if request.method == "POST":
        unsaved_forms.drop(request, request.POST.get("drop", ""))
        return HttpResponseRedirect(reverse("unsaved"))
    words = [(one, typed_on(one.page, one.fields)) for one in unsaved_forms.words_of(request)]
    return (
        render(request, "web/you/unsaved.html", {"words": words}) if words else HttpResponseRedirect(reverse("today"))
    )
