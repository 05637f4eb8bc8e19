"""People join a firm, change their role, leave it, and choose how the app speaks to them."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.idempotency import keyed
from mainstay.firm.models import Firm, Invitation, User
from mainstay.firm.permissions import require, require_own
from mainstay.firm.rules.acts import (
    ACCEPT_INVITATION,
    ADD_PERSON,
    ADMIT_VISITOR,
    CHANGE_ROLE,
    DEACTIVATE_PERSON,
    INVITE_PERSON,
    USE_OWN_ACCOUNT,
    WITHDRAW_INVITATION,
)
from mainstay.firm.rules.permissions import OWNER, ROLES
from mainstay.firm.rules.security import INVITATION_LIFETIME, is_link_good
from mainstay.firm.rules.tokens import hash_of
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor

_log = logging.getLogger(__name__)
_NAME_LETTERS: Final = 200
_VISITOR: Final = "visitor@demonstration.invalid"


class PersonIsKnown(Refusal):
    """Somebody with this e-mail address is in the firm already."""

    code = "person_is_known"
    sentence = _("%(email)s is in this firm already: sign in, or use another address.")


class BadPerson(Refusal):
    """What was said of a person cannot be right."""

    code = "bad_person"
    sentence = _("“%(value)s” isn’t valid: a person has a name, an e-mail address and one of the four roles.")


class UnknownPerson(NotFound):
    """Nobody of this firm is meant."""

    code = "unknown_person"
    sentence = _("There is no such person in this firm any more.")


class LastOwner(Refusal):
    """A firm without an owner could never be looked after again."""

    code = "last_owner"
    sentence = _("%(name)s is the only owner: make somebody else an owner first.")


class InvitationIsOver(NotFound):
    """The link was used, withdrawn, is too old, or never was one."""

    code = "invitation_is_over"
    sentence = _("This invitation was used, withdrawn or is older than seven days. Ask for a new one.")


class NoVisitors(Refusal):
    """Nobody looks around in a firm that is somebody's own."""

    code = "no_visitors"
    sentence = _("This firm is no demonstration: only people of the firm are let in.")


@transaction.atomic
def add_person(*, email: str, name: str, role: str, language: str, password: str, by: Actor, now: datetime) -> User:
    """Let a person sign in to the active firm. Refuses PersonIsKnown for an address in use, and BadPerson.

    Somebody who had left comes back as the same person, with the new name, role and password.
    """
    require(by, ADD_PERSON)
    return _add(email=email, name=name, role=role, language=language, password=password, by=by, now=now)


@transaction.atomic
def admit_visitor(*, name: str, language: str, by: Actor, now: datetime) -> User:
    """Let whoever looks around into the active firm, as an owner, so that everything can be tried.

    All visitors are one person, made at the first visit, with a password nobody knows. Refuses NoVisitors unless the
    firm is the demonstration.
    """
    require(by, ADMIT_VISITOR)
    # The firm's row is what two first visitors wait at.
    firm = Firm.objects.select_for_update().filter(id=1).first()
    if firm is None or not firm.is_demonstration:
        raise NoVisitors
    User.objects.filter(email=_VISITOR).update(name=name, language=language, role=OWNER)
    return User.objects.filter(email=_VISITOR, is_active=True).first() or _add(
        email=_VISITOR, name=name, role=OWNER, language=language, password=secrets.token_urlsafe(32), by=by, now=now
    )


@transaction.atomic
def invite(*, email: str, name: str, role: str, by: Actor, now: datetime) -> str:
    """Ask a person to join; returns the token of their link, which is kept nowhere. An older invitation ends.

    Refuses PersonIsKnown and BadPerson.
    """
    require(by, INVITE_PERSON)
    folded = _described(email, name, role)
    if User.objects.filter(email=folded, is_active=True).exists():
        raise PersonIsKnown(email=folded)
    _open_invitations().filter(email=folded).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        email=folded,
        name=name.strip(),
        role=role,
        token_hash=hash_of(token),
        invited_by=by.name[:_NAME_LETTERS],
        invited_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    _log.info("firm %s: invited as %s, by %s %s", active_firm(), role, by.kind, by.id)
    return token


@transaction.atomic
@keyed(WITHDRAW_INVITATION)
def withdraw_invitation(*, email: str, by: Actor, now: datetime, key: str = "") -> None:
    """End a person's open invitation. Refuses InvitationIsOver when there is none."""
    require(by, WITHDRAW_INVITATION)
    if not _open_invitations().filter(email=email.strip().casefold()).update(withdrawn_at=now):
        raise InvitationIsOver
    _log.info("firm %s: invitation withdrawn, by %s %s", active_firm(), by.kind, by.id)


@transaction.atomic
def accept_invitation(*, token: str, name: str, language: str, password: str, by: Actor, now: datetime) -> User:
    """Join the firm with the role one was invited to, and a password of one's own; the link works once.

    Refuses InvitationIsOver, PersonIsKnown and BadPerson.
    """
    require(by, ACCEPT_INVITATION)
    invitation = _open_invitations().filter(token_hash=hash_of(token)).first()
    if invitation and not is_link_good(ends_at=invitation.expires_at, lifetime=INVITATION_LIFETIME, now=now):
        raise InvitationIsOver
    # The update is the lock: of two who follow the link at once one finds it used.
    if invitation is None or not _open_invitations().filter(pk=invitation.pk).update(used_at=now):
        raise InvitationIsOver
    return _add(
        email=invitation.email, name=name, role=invitation.role, language=language, password=password, by=by, now=now
    )


@transaction.atomic
@keyed(CHANGE_ROLE)
def change_role(*, user_id: int, role: str, by: Actor, now: datetime, key: str = "") -> None:
    """Give a person another role. Refuses LastOwner, UnknownPerson and BadPerson."""
    require(by, CHANGE_ROLE)
    del now
    if role not in ROLES:
        raise BadPerson(value=role)
    user = _person_to_change(user_id, stays_owner=role == OWNER)
    User.objects.filter(pk=user.pk).update(role=role)
    _log.info("firm %s: person %d is %s now, by %s %s", active_firm(), user.pk, role, by.kind, by.id)


@transaction.atomic
@keyed(DEACTIVATE_PERSON)
def deactivate_person(*, user_id: int, by: Actor, now: datetime, key: str = "") -> None:
    """Let a person sign in no more. Refuses LastOwner and UnknownPerson.

    Every session carries a mark made from the password, so taking the password away ends them all.
    """
    require(by, DEACTIVATE_PERSON)
    del now
    user = _person_to_change(user_id, stays_owner=False)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _log.info("firm %s: person %d left, by %s %s", active_firm(), user.pk, by.kind, by.id)


@transaction.atomic
@keyed(USE_OWN_ACCOUNT)
def choose_name(*, user_id: int, name: str, by: Actor, now: datetime, key: str = "") -> None:
    """Call a person by this name from now on; what they did before keeps the old one. Refuses BadPerson."""
    require(by, USE_OWN_ACCOUNT)
    require_own(by, user_id)
    del now
    if not 0 < len(name.strip()) <= _NAME_LETTERS:
        raise BadPerson(value=name)
    User.objects.filter(pk=user_id).update(name=name.strip())
    _log.info("firm %s: person %d has another name, by %s %s", active_firm(), user_id, by.kind, by.id)


@transaction.atomic
@keyed(USE_OWN_ACCOUNT)
def choose_language(*, user_id: int, language: str, by: Actor, now: datetime, key: str = "") -> None:
    """Speak this language to a person from now on."""
    require(by, USE_OWN_ACCOUNT)
    require_own(by, user_id)
    del now
    User.objects.filter(pk=user_id).update(language=language)


@transaction.atomic
@keyed(USE_OWN_ACCOUNT)
def choose_theme(*, user_id: int, theme: str, by: Actor, now: datetime, key: str = "") -> None:
    """Show a person the light or the dark theme; "" follows the system."""
    require(by, USE_OWN_ACCOUNT)
    require_own(by, user_id)
    del now
    User.objects.filter(pk=user_id).update(theme=theme)


def _add(*, email: str, name: str, role: str, language: str, password: str, by: Actor, now: datetime) -> User:
    folded = _described(email, name, role)
    user = User.objects.select_for_update().filter(email=folded).first()
    if user is None:
        user = User(email=folded, joined_at=now, last_login=None)
    elif user.is_active:
        raise PersonIsKnown(email=folded)
    user.name, user.role, user.language, user.is_active = name.strip(), role, language, True
    user.set_password(password)
    user.save()
    _log.info("firm %s: person %d joined as %s, by %s %s", active_firm(), user.pk, role, by.kind, by.id)
    return user


def _described(email: str, name: str, role: str) -> str:
    folded = email.strip().casefold()
    try:
        validate_email(folded)
    except ValidationError as error:
        raise BadPerson(value=email) from error
    if not 0 < len(name.strip()) <= _NAME_LETTERS:
        raise BadPerson(value=name)
    if role not in ROLES:
        raise BadPerson(value=role)
    return folded


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, withdrawn_at=None)


def _person_to_change(user_id: int, *, stays_owner: bool) -> User:
    # The firm's row is what two owners wait at who would each take the other's role away.
    Firm.objects.select_for_update().filter(id=1).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise UnknownPerson
    is_last = user.role == OWNER and User.objects.filter(role=OWNER, is_active=True).count() == 1
    if is_last and not stays_owner:
        raise LastOwner(name=user.name)
    return user
