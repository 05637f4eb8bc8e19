"""What happened to a person's own account is written down for them; a forgotten password is set anew by a link."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mainstay.firm.models import SecurityEvent, User
from mainstay.firm.permissions import require, require_own
from mainstay.firm.queries.security import person_of_link, reset_signature
from mainstay.firm.rules import security
from mainstay.firm.rules.acts import MAKE_RESET_LINK, RESET_PASSWORD, SIGN_IN, USE_OWN_ACCOUNT
from mainstay.kernel.refusal import NotFound
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor

_log = logging.getLogger(__name__)
_BROWSER_LETTERS: Final = 80
_MARK_LETTERS: Final = 12


class NobodyWithThisAddress(NotFound):
    """No active person of the firm has this e-mail address."""

    code = "nobody_with_this_address"
    sentence = _("Nobody with the e-mail address %(email)s can sign in to this firm.")


class LinkIsOver(NotFound):
    """The link for a new password was used, is too old, or never was one."""

    code = "link_is_over"
    sentence = _("This link was used already or is older than an hour. Make a new one.")


@transaction.atomic
def record_security_event(*, user_id: int, kind: str, browser: str, by: Actor, now: datetime) -> None:
    """Write down what happened to a person's account; what is older than 90 days is forgotten with it."""
    require(by, USE_OWN_ACCOUNT)
    SecurityEvent.objects.filter(happened_at__lt=now - security.REMEMBERED).delete()
    SecurityEvent.objects.create(user_id=user_id, kind=kind, happened_at=now, browser=browser[:_BROWSER_LETTERS])
    _log.info("firm %s: person %d: %s, by %s %s", active_firm(), user_id, kind, by.kind, by.id)


@transaction.atomic
def record_failed_sign_in(*, email: str, address: str, browser: str, by: Actor, now: datetime) -> None:
    """Write down that somebody failed to sign in; the log names neither the e-mail nor the network address.

    Both stand there as keyed hashes: one can see that it was the same, and not who. Tries within an hour are one row.
    """
    require(by, SIGN_IN)
    folded = email.strip().casefold()
    _log.warning(
        "firm %s: sign-in failed for %s from %s, by %s", active_firm(), _mark_of(folded), _mark_of(address), by.kind
    )
    user = User.objects.filter(email=folded, is_active=True).first()
    if user is None:
        return
    last = SecurityEvent.objects.filter(user=user).order_by("-happened_at", "-pk").first()
    if last is None or last.kind != security.FAILED or now - last.happened_at >= security.TOGETHER:
        SecurityEvent.objects.create(
            user=user, kind=security.FAILED, happened_at=now, browser=browser[:_BROWSER_LETTERS]
        )
    else:
        SecurityEvent.objects.filter(pk=last.pk).update(times=F("times") + 1, noticed_at=None)


@transaction.atomic
def notice_security_events(*, user_id: int, by: Actor, now: datetime) -> None:
    """The person has seen what happened to their account up to now: it is not shown to them first any more."""
    require(by, USE_OWN_ACCOUNT)
    require_own(by, user_id)
    SecurityEvent.objects.filter(user_id=user_id, noticed_at=None, happened_at__lte=now).update(noticed_at=now)


@transaction.atomic
def make_reset_link(*, email: str, is_without_second_step: bool, by: Actor, now: datetime) -> str:
    """Make the token of a link by which a person chooses a new password within the hour, once.

    Nothing is kept of it: it is signed over the password it replaces, so it ends with it. On request the person's
    second steps are removed. Refuses NobodyWithThisAddress.
    """
    require(by, MAKE_RESET_LINK)
    folded = email.strip().casefold()
    user = User.objects.filter(email=folded, is_active=True).first()
    if user is None:
        raise NobodyWithThisAddress(email=folded)
    if is_without_second_step and Authenticator.objects.filter(user_id=user.pk).delete()[0]:
        record_security_event(user_id=user.pk, kind=security.SECOND_STEP_REMOVED, browser="", by=by, now=now)
    record_security_event(user_id=user.pk, kind=security.LINK_MADE, browser="", by=by, now=now)
    ends = int((now + security.LINK_LIFETIME).timestamp())
    return f"{user.pk}-{ends}-{reset_signature(user, ends)}"


@transaction.atomic
def reset_password(*, token: str, password: str, browser: str, by: Actor, now: datetime) -> User:
    """Give the person of the link a new password; they are signed out everywhere. Refuses LinkIsOver."""
    require(by, RESET_PASSWORD)
    found = person_of_link(token=token, now=now)
    # Of two who follow the link at once the second finds another password, and so no link of it any more.
    user = User.objects.select_for_update().filter(pk=found.pk, password=found.password).first() if found else None
    if user is None:
        raise LinkIsOver
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user_id=user.pk, but="", by=by, now=now)
    record_security_event(user_id=user.pk, kind=security.PASSWORD_CHANGED, browser=browser, by=by, now=now)
    return user


@transaction.atomic
def end_sessions(*, user_id: int, but: str, by: Actor, now: datetime) -> None:
    """Sign a person out everywhere but in the session with the key `but`; "" spares none."""
    require(by, USE_OWN_ACCOUNT)
    require_own(by, user_id)
    del now
    found = UserSession.objects.filter(user_id=user_id).exclude(session_key=but)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    _log.info(
        "firm %s: person %d signed out of %d sessions, by %s %s", active_firm(), user_id, len(keys), by.kind, by.id
    )


def _mark_of(secret: str) -> str:
    """Tell one address from another in the log, and not what it is."""
    return salted_hmac("mainstay.firm.log", secret, algorithm="sha256").hexdigest()[:_MARK_LETTERS]
