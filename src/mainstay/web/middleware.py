"""What stands between a browser and a view: whose book it is, in which language, who may, and what when it breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse, set_script_prefix
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from mainstay.firm.permissions import NotAllowed
from mainstay.firm.queries.firms import firm_exists
from mainstay.firm.queries.people import actor_for
from mainstay.store.context import use_firm
from mainstay.store.paths import DEMONSTRATION, RESERVED, is_slug
from mainstay.store.written import begin_act
from mainstay.web import known_browsers, pages, sessions, themes, unsaved_forms
from mainstay.web.context import firm_of
from mainstay.web.opening import OPEN_TO_STRANGERS, is_own_page, may_be_saved, may_open

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

_FOR_FILES: Final = re.compile(r"/import/|/clients/[^/]+/(?:notes|files/attach)/")
"""The pages that take files; each takes them itself, and no more of them than its own limits."""
_BROKEN: Final = 500
_NO_FIRM: Final = {"", "robots.txt"} | RESERVED - {DEMONSTRATION}


class IncidentMiddleware:
    """Turns what breaks into a page of ours: the person gets a number, the log the details."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and let nothing but pages of ours out."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a fault of the place as its sentence, and a mistake of ours as an incident."""
        if isinstance(error, Http404):
            return None
        if isinstance(error, NotAllowed):
            return pages.forbidden(request)
        return pages.incident(request, error)


class FirmMiddleware:
    """The first part of the path names the firm: its book is active for the request, its cookies stay under it.

    What follows sees the rest of the path, and every address it makes begins with the firm.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Enter the firm's book, or answer what needs none."""
        begin_act()
        first, _, rest = request.path_info.lstrip("/").partition("/")
        if first in _NO_FIRM:
            request.firm = ""  # type: ignore[attr-defined]
            # A cookie of the first start stays there: sent along to a firm, it would stand before the firm's own.
            return _under(f"/{first}/" if first else "/", self.answer(request))
        if not is_slug(first) or not firm_exists(first):
            return pages.missing(request)
        if not request.path_info.startswith(f"/{first}/"):
            return HttpResponseRedirect(f"/{first}/")
        request.firm = first  # type: ignore[attr-defined]
        request.path_info = f"/{rest}"
        set_script_prefix(f"/{first}/")
        try:
            with use_firm(first):
                response = self.answer(request)
        finally:
            set_script_prefix("/")
        return _under(f"/{first}/", response)


def _under(path: str, response: HttpResponse) -> HttpResponse:
    for cookie in response.cookies.values():
        cookie["path"] = path
    # What is said of people and their money stays in no cache, on no shared machine.
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response


class LanguageMiddleware:
    """Speaks the language of the person, else of the browser, else of the firm."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language."""
        language = translation.get_language_from_request(request)
        chosen = request.GET.get("language", "")
        if request.firm:  # type: ignore[attr-defined]
            language = request.session.get("language") or language
        if chosen in {"en", "tr"}:
            language = chosen
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.answer(request)
            response.headers.setdefault("Content-Language", language)
        if request.firm:  # type: ignore[attr-defined]
            self._remember(request, response)
        return response

    @staticmethod
    def _remember(request: HttpRequest, response: HttpResponse) -> None:
        # For the login page, and for the day the book cannot be read.
        spoken = request.session.get("language")
        if spoken and spoken != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, spoken, max_age=31_536_000, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip


class SignedInMiddleware:
    """Nobody sees a page without signing in, but for the few open to strangers; nobody acts beyond their role."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session that was idle too long, answer, and remember in the browser who uses it."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_for_files = _FOR_FILES.fullmatch(request.path_info) is not None
        if not is_for_files and length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return pages.too_large(request)
        if not request.firm:  # type: ignore[attr-defined]
            return self.answer(request)
        sessions.end_if_over(request)
        response = self.answer(request)
        if response.status_code < _BROKEN:
            unsaved_forms.drop_sent(request, response)
            if request.user.is_authenticated:
                unsaved_forms.remember_person(request, response)
                known_browsers.remember_browser(request, response)
                themes.remember_theme(request, response)
                sessions.remember_use(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Answer, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Ask who it is before the view does anything."""
        del view, args, kwargs
        name = (request.resolver_match and request.resolver_match.view_name) or ""
        if not request.firm or name in OPEN_TO_STRANGERS:  # type: ignore[attr-defined]
            return None
        if not request.user.is_authenticated:
            if request.htmx:  # type: ignore[attr-defined]
                return HttpResponseClientRedirect(reverse("account_login"))
            if request.method == "POST" and may_be_saved(name) and unsaved_forms.save_unsaved(request, name):
                return redirect_to_login(reverse("unsaved"))
            return redirect_to_login(request.get_full_path())
        firm_of(request)  # read with what each role may do, so that this is not read by itself
        # A page that nobody entered in the table is closed to everybody.
        if not is_own_page(name) and not may_open(name, actor_for(request.user)):
            return pages.forbidden(request)
        return None
