"""Light or dark: as the person chose, known to this browser also where no person is known; else as the system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_COOKIE: Final = "mainstay_theme"
_COOKIE_SECONDS: Final = 31_536_000


def theme_known(request: HttpRequest) -> str:
    """What the person who signed in here last chose: light, dark, or nothing; asks no book, which may be gone."""
    said = request.COOKIES.get(_COOKIE, "")
    return said if said in {"light", "dark"} else ""


def remember_theme(request: HttpRequest, response: HttpResponse) -> None:
    """Let this browser know what the person signed in chose, for the sign-in and for pages that tell a fault."""
    chosen = request.user.theme  # type: ignore[union-attr]  # SignedInMiddleware asks for people only
    if chosen == request.COOKIES.get(_COOKIE, ""):
        return
    if not chosen:
        response.delete_cookie(_COOKIE)
        return
    response.set_cookie(
        _COOKIE, chosen, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
