"""How allauth treats our people: nobody signs up by themselves, names, addresses and words are ours."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from mainstay.firm.actions.security import end_sessions, record_failed_sign_in, record_security_event
from mainstay.firm.queries.firms import this_firm
from mainstay.firm.queries.people import actor_for
from mainstay.firm.rules import security
from mainstay.kernel.actor import Actor
from mainstay.store.context import active_firm
from mainstay.web import encryption, unsaved_forms
from mainstay.web.known_browsers import browser_known_to

if TYPE_CHECKING:
    from django.http import HttpRequest

STRANGER: Final = Actor("stranger", "", "", "")
SIGNED_IN_AT: Final = "signed_in_at"
MARK: Final = "mark"
_KNOWN: Final = "5/300s/key"
_BY_BOTH: Final = "10/m/ip,5/300s/key"
_BY_EMAIL: Final = "50/900s/key"
# What allauth would send a letter about -> what the person reads on their own page.
_NOTIFIED: Final = {
    "account/email/password_changed": security.PASSWORD_CHANGED,
    "mfa/email/totp_activated": security.APP_ADDED,
    "mfa/email/totp_deactivated": security.APP_REMOVED,
    "mfa/email/webauthn_added": security.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": security.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": security.CODES_MADE,
}


class Person(Protocol):
    """What these adapters ask of a person who signs in."""

    pk: int
    name: str
    role: str
    language: str


def browser_of(request: HttpRequest) -> str:
    """The browser as a person knows it."""
    return security.browser_named(request.META.get("HTTP_USER_AGENT", ""))


def notify(request: HttpRequest, user: Person, kind: str) -> None:
    """Write down that something happened to the person's account."""
    by = actor_for(user)
    record_security_event(user_id=user.pk, kind=kind, browser=browser_of(request), by=by, now=datetime.now(UTC))


def failed(request: HttpRequest, email: str) -> None:
    """Write down that somebody failed to sign in."""
    address = str(Accounts(request).get_client_ip(request))
    record_failed_sign_in(email=email, address=address, browser=browser_of(request), by=STRANGER, now=datetime.now(UTC))


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Closed to strangers: people are invited by the owner."""

    error_messages = {  # noqa: RUF012 -- allauth reads it from the class
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("You cannot sign in to this firm any more: ask its owner."),
        "email_password_mismatch": _("The e-mail address or the password is not right. Try again."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. Take the one that the app shows now."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many failed attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up without an invitation."""
        del request
        return False

    def is_safe_url(self, url: str) -> bool:
        """Lead on to our own pages alone, written without a host; other ports of this machine are other programs."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: object) -> object:
        """Speak the person's language from now on, and give them back what they typed before."""
        request.session["language"] = user.language
        request.session[SIGNED_IN_AT] = datetime.now(UTC).isoformat()
        request.session[MARK] = secrets.token_hex(8)
        steps = get_authentication_records(request, user)
        is_by_spare_code = any(step.get("type") == "recovery_codes" for step in steps)
        notify(request, user, security.CODE_USED if is_by_spare_code else security.SIGNED_IN)
        response = super().post_login(request, user, **kwargs)
        return HttpResponseRedirect(reverse("unsaved")) if unsaved_forms.words_of(request) else response

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Refuse too many failed tries, counted so that a stranger who guesses locks out nobody but themselves.

        A browser in which the person has signed in before counts for itself alone. Elsewhere tries count by network
        address and e-mail together, by address, and at last by e-mail, against guessing from very many addresses.
        """
        email = credentials.get("email", "").strip().casefold()
        if browser := browser_known_to(request, email):
            counts = [(_KNOWN, browser)]
        else:
            counts = [(_BY_BOTH, f"{ratelimit.get_ip(request)} {email}"), (_BY_EMAIL, email)]
        usage = []
        for rates, key in counts:
            one = ratelimit.consume(
                request, app="allauth.account", action="login_failed", config={"login_failed": rates}, key=key
            )
            if not one:
                code = "too_many_login_attempts"
                raise self.validation_error(code)
            usage += one.usage
        # A try that succeeds is taken out of the counts again.
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(usage)

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Write down the failed try."""
        failed(request, credentials.get("email", ""))

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: object = None, email: str | None = None
    ) -> None:
        """Tell the person on their own page, for Mainstay sends no mail; a new password ends all other sessions."""
        del context, email
        kind = _NOTIFIED[template_prefix]
        notify(self.request, user, kind)
        if kind == security.PASSWORD_CHANGED:
            end_sessions(
                user_id=user.pk,
                but=self.request.session.session_key or "",
                by=actor_for(user),
                now=datetime.now(UTC),
            )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        del request
        return reverse("you")

    def get_reauthentication_methods(self, user: object) -> list[dict[str, object]]:
        """How one may confirm that it is oneself, in our words."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code of your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        found: list[dict[str, object]] = super().get_reauthentication_methods(user)
        return [{**one, "description": words[str(one["id"])]} for one in found]


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Authenticator apps and passkeys know people by firm: one person may sign in to several on one machine."""

    error_messages = {  # noqa: RUF012 -- allauth reads it from the class
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first: codes stand in for them."),
        "incorrect_code": _("This code is not right. Take the one that the app shows now."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is kept."""
        return encryption.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what was sealed."""
        return encryption.opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What an authenticator app shows above the code."""
        return f"Mainstay {this_firm().name}"

    def generate_authenticator_name(self, user: Person, type: object) -> str:  # noqa: A002 -- allauth's name
        """What a passkey is called unless the person calls it otherwise: the browser it was made in."""
        del user, type
        return browser_of(context.request) or str(_("Passkey"))

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, object]:
        """Who a passkey is for: the person and the firm, so that an authenticator never takes two firms for one."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        entity["id"] = passkey_handle(user)
        entity["display_name"] = f"{user.name} ({active_firm()})"
        return entity


def passkey_handle(user: Person) -> bytes:
    """What an authenticator keeps of the person: at most 64 bytes that name nobody else on this host."""
    return f"{user.pk}@{active_firm()}".encode()[:64]
