"""When one must sign in again. A signed cookie says that a session is used: no page writes to the book for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing

from mainstay.firm.rules.security import IDLE, is_session_over
from mainstay.web.accounts import MARK, SIGNED_IN_AT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_COOKIE: Final = "mainstay_used"
_SALT: Final = "mainstay.web.used"
_FRESH: Final = timedelta(minutes=10)


def end_if_over(request: HttpRequest) -> None:
    """Sign the person out when the session was idle too long or is too old."""
    signed_in_at = request.session.get(SIGNED_IN_AT)
    # A session of before this was kept has no such time; it ends by its own age.
    if signed_in_at is None:
        return
    if is_session_over(
        signed_in_at=datetime.fromisoformat(signed_in_at),
        used_at=_used_at(request),
        is_remembered=not request.session.get_expire_at_browser_close(),
        now=datetime.now(UTC),
    ):
        logout(request)


def remember_use(request: HttpRequest, response: HttpResponse) -> None:
    """Write down, in the browser, that the session is used now; every ten minutes at most."""
    mark = request.session.get(MARK)
    if mark is None:
        return
    used_at, now = _used_at(request), datetime.now(UTC)
    if used_at is None or now - used_at >= _FRESH:
        value = signing.dumps([mark, now.timestamp()], salt=_SALT)
        response.set_cookie(
            _COOKIE, value, max_age=int(IDLE.total_seconds()), httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def _used_at(request: HttpRequest) -> datetime | None:
    try:
        mark, at = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(at, UTC) if mark == request.session.get(MARK) else None
