"""Browsers in which somebody has signed in before: strangers who guess a password do not lock these out.

A signed cookie names the person by a hash of their address, and the browser by a number of its own.
"""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_COOKIE: Final = "mainstay_browser"
_COOKIE_SECONDS: Final = 365 * 86_400


def browser_known_to(request: HttpRequest, email: str) -> str:
    """What tells this browser apart, when the person with this address has signed in in it; "" otherwise."""
    try:
        said = _signer(request).unsign(request.COOKIES.get(_COOKIE, ""))
    except signing.BadSignature:
        return ""
    person, _, browser = said.partition(".")
    return browser if person == _hash_of(email) else ""


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    """Let this browser be known to the person signed in."""
    email = request.user.email  # type: ignore[union-attr]  # SignedInMiddleware asks for people only
    if not browser_known_to(request, email):
        said = _signer(request).sign(f"{_hash_of(email)}.{token_hex(16)}")
        response.set_cookie(
            _COOKIE, said, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def _hash_of(email: str) -> str:
    folded = email.strip().casefold()
    return salted_hmac("mainstay.web.browser", folded, algorithm="sha256").hexdigest()[:32]


def _signer(request: HttpRequest) -> signing.Signer:
    return signing.Signer(salt=f"mainstay.web.browser.{request.firm}")  # type: ignore[attr-defined]
