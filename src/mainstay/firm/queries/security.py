"""What a person sees of their own account: second steps, passkeys, sessions, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.crypto import salted_hmac

from mainstay.firm.models import SecurityEvent, User
from mainstay.firm.permissions import own_number
from mainstay.firm.rules import security
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor

_CODES: Final = 10
_SHOWN: Final = 30
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """One thing that happened to the account; `times` counts failed tries."""

    kind: str
    happened_at: datetime
    browser: str
    times: int


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey by the name the person gave it."""

    number: int
    name: str
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser the person is signed in with."""

    browser: str
    address: str
    signed_in_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class YouPage:
    """One's own account; `codes_left` is None when there are no recovery codes."""

    app_since: datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int | None
    sessions: tuple[SessionRow, ...]
    events: tuple[AccountEvent, ...]

    @property
    def has_other_sessions(self) -> bool:
        """Whether the person is signed in with another browser, too."""
        return len(self.sessions) > 1


def you_page(*, session_key: str, by: Actor, now: datetime) -> YouPage:
    """One's own account, the latest events and sign-ins first."""
    user_id = own_number(by)
    steps = tuple(Authenticator.objects.filter(user_id=user_id).order_by("pk"))
    app = next((step for step in steps if step.type == Authenticator.Type.TOTP), None)
    codes = next((step for step in steps if step.type == Authenticator.Type.RECOVERY_CODES), None)
    sessions = tuple(UserSession.objects.filter(user_id=user_id).order_by("-created_at"))
    keys = [one.session_key for one in sessions]
    alive = set(Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True))
    return YouPage(
        app_since=app.created_at if app else None,
        passkeys=tuple(
            Passkey(step.pk, str(step.data.get("name", "")), step.last_used_at)
            for step in steps
            if step.type == Authenticator.Type.WEBAUTHN
        ),
        codes_left=_CODES - int(codes.data.get("used_mask", 0)).bit_count() if codes else None,
        sessions=tuple(
            SessionRow(security.browser_named(one.user_agent), one.ip, one.created_at, one.session_key == session_key)
            for one in sessions
            if one.session_key in alive
        ),
        events=_events(SecurityEvent.objects.filter(user_id=user_id, happened_at__gt=now - security.REMEMBERED)),
    )


def unnoticed_events(*, by: Actor) -> tuple[AccountEvent, ...]:
    """What happened to the account that the person has not said they saw: changes, and many failed tries in a row."""
    worth = Q(kind__in=security.CHANGES) | Q(kind=security.FAILED, times__gte=security.WORRYING)
    return _events(SecurityEvent.objects.filter(worth, user_id=own_number(by), noticed_at=None))


def person_of_link(*, token: str, now: datetime) -> User | None:
    """The person whose password this link sets, while it holds; None for any other token."""
    number, _dash, rest = token.partition("-")
    ends, _dash, signature = rest.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) <= _DIGITS for part in (number, ends)):
        return None
    user = User.objects.filter(pk=int(number), is_active=True).first()
    if user is None or not compare_digest(signature.encode(), reset_signature(user, int(ends)).encode()):
        return None
    ends_at = datetime.fromtimestamp(int(ends), UTC)
    return user if security.is_link_good(ends_at=ends_at, lifetime=security.LINK_LIFETIME, now=now) else None


def reset_signature(user: User, ends: int) -> str:
    """What proves a link for a new password: signed over the old one, so that it ends with it."""
    said = f"{active_firm()} {user.pk} {user.email} {user.password} {user.last_login} {ends}"
    return salted_hmac("mainstay.firm.reset", said, algorithm="sha256").hexdigest()


def _events(found: QuerySet[SecurityEvent]) -> tuple[AccountEvent, ...]:
    return tuple(
        AccountEvent(one.kind, one.happened_at, one.browser, one.times)
        for one in found.order_by("-happened_at", "-pk")[:_SHOWN]
    )
