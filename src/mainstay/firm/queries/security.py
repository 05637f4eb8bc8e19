"""What a person sees of their own account: second steps, passkeys, sessions, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from mainstay.firm.models import User
from mainstay.firm.permissions import own_number
from mainstay.firm.rules import security
from mainstay.store.context import active_firm
from mainstay.store.sql import as_instant, rows, rows_of

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor

_CODES: Final = 10
_SHOWN: Final = 30
_DIGITS: Final = 12

_EVENTS: Final = f"""
    SELECT kind, happened_at, browser, times FROM firm_securityevent
    WHERE user_id = %(user)s AND {{which}} ORDER BY happened_at DESC, id DESC LIMIT {_SHOWN}
"""
"""What happened to somebody's account, the latest first; `{which}` is a condition on it."""
_UNNOTICED: Final = f"""
    noticed_at IS NULL AND (kind IN ({", ".join(f"'{kind}'" for kind in security.CHANGES)})
                            OR kind = '{security.FAILED}' AND times >= {security.WORRYING})
"""


class AccountEvent(NamedTuple):
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


class _Step(NamedTuple):
    """What is kept of a second step or a passkey."""

    pk: int
    type: str
    data: dict[str, Any]
    created_at: datetime
    last_used_at: datetime | None


class _Session(NamedTuple):
    """What is kept of a session."""

    session_key: str
    user_agent: str
    ip: str
    created_at: datetime


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
    steps = rows_of(_Step, Authenticator.objects.filter(user_id=user_id).order_by("pk"))
    app = next((step for step in steps if step.type == Authenticator.Type.TOTP), None)
    codes = next((step for step in steps if step.type == Authenticator.Type.RECOVERY_CODES), None)
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    sessions = UserSession.objects.filter(Exists(alive), user_id=user_id).order_by("-created_at")
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
            for one in rows_of(_Session, sessions)
        ),
        events=tuple(one for one in _events(by, "1 = 1") if one.happened_at > now - security.REMEMBERED),
    )


def unnoticed_events(*, by: Actor) -> tuple[AccountEvent, ...]:
    """What happened to the account that the person has not said they saw: changes, and many failed tries in a row."""
    return _events(by, _UNNOTICED)


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


def _events(by: Actor, which: str) -> tuple[AccountEvent, ...]:
    found = rows(AccountEvent, _EVENTS.format(which=which), {"user": own_number(by)})
    return tuple(one._replace(happened_at=as_instant(one.happened_at)) for one in found)
