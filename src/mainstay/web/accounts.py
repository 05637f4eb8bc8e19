"""How allauth treats our people: nobody signs up by themselves, names and addresses are ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.http import url_has_allowed_host_and_scheme

from mainstay.firm.context import active_firm
from mainstay.firm.queries.firms import this_firm

if TYPE_CHECKING:
    from django.http import HttpRequest


class Person(Protocol):
    """What these adapters ask of a person who signs in."""

    name: str
    language: str


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Closed to strangers: people are invited by the owner."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up without an invitation."""
        del request
        return False

    def is_safe_url(self, url: str) -> bool:
        """Lead on to our own pages alone, written without a host; other ports of this machine are other programs."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: object) -> object:
        """Speak the person's language from now on."""
        request.session["language"] = user.language
        return super().post_login(request, user, **kwargs)


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Authenticator apps and passkeys know people by firm: one person may sign in to several on one machine."""

    def get_totp_issuer(self) -> str:
        """What an authenticator app shows above the code."""
        return f"Mainstay {this_firm().name}"

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, object]:
        """Who a passkey is for, as the browser shows it: the person and the firm."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        entity["display_name"] = f"{user.name} ({active_firm()})"
        return entity
