"""Who may sign in to the active firm, and who was asked to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from mainstay.firm.models import Invitation, User
from mainstay.firm.permissions import require
from mainstay.firm.queries.firms import firm_exists, firm_slugs
from mainstay.firm.rules.acts import INVITE_PERSON
from mainstay.firm.rules.permissions import OWNER
from mainstay.firm.rules.security import INVITATION_LIFETIME, is_link_good
from mainstay.firm.rules.tokens import hash_of
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.text import fold
from mainstay.store.context import use_firm
from mainstay.store.paths import DEMONSTRATION
from mainstay.store.sql import as_instant, rows

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Protocol

    class SignedInPerson(Protocol):
        """What is asked of somebody who signed in."""

        pk: int
        name: str
        role: str


_PEOPLE: Final = "SELECT id AS user_id, name, email, role, last_login FROM firm_user WHERE is_active ORDER BY name, id"
_INVITED: Final = """
    SELECT name, email, role, expires_at FROM firm_invitation
    WHERE used_at IS NULL AND withdrawn_at IS NULL ORDER BY name, id
"""
PERSON_NAME: Final = "(SELECT u.name FROM firm_user u WHERE u.email = {email})"
"""The name, in SQL, of the person whose e-mail address the column `{email}` holds; NULL where there is nobody."""
IS_PERSON: Final = "EXISTS (SELECT 1 FROM firm_user u WHERE u.email = {email})"
"""Whether, in SQL, the column `{email}` holds the address of somebody of the firm, of now or of before."""


class PersonNotFound(Refusal):
    """Nobody of the firm answers to this."""

    code = "person_not_found"
    sentence = _("“%(wanted)s” is no one person of this firm: give the e-mail address. There are: %(names)s.")


class PersonRow(NamedTuple):
    """A person as the owner's list shows them."""

    user_id: int
    name: str
    email: str
    role: str
    last_login: datetime | None


class InvitationRow(NamedTuple):
    """An invitation that can still be accepted."""

    name: str
    email: str
    role: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who is in the firm, by name, and who was asked to join."""

    people: tuple[PersonRow, ...]
    invitations: tuple[InvitationRow, ...]


class Colleague(NamedTuple):
    """Somebody of the firm, as colleagues name each other; the address tells two of one name apart."""

    email: str
    name: str


def colleagues() -> tuple[Colleague, ...]:
    """Everybody who may sign in, by name."""
    return tuple(Colleague(one.email, one.name) for one in rows(PersonRow, _PEOPLE))


def colleague_called(wanted: str) -> Colleague:
    """The one person meant by an e-mail address or a name; refuses PersonNotFound for nobody and for several."""
    there = colleagues()
    folded = fold(wanted.strip())
    found = [one for one in there if fold(one.email) == folded] or [one for one in there if fold(one.name) == folded]
    if len(found) != 1:
        names = ", ".join(f"{one.name} ({one.email})" for one in there)
        raise PersonNotFound(wanted=wanted, names=names or "–")
    return found[0]


def name_of_colleague(email: str) -> str:
    """The name of the person of this address, whether they may still sign in or not; the address of nobody."""
    if not email:
        return ""
    return User.objects.filter(email=email).values_list("name", flat=True).first() or email


def email_of(by: Actor) -> str:
    """The e-mail address of the person who acts, "" of a part of Mainstay, a visitor and the terminal."""
    if by.kind != "person" or not by.id.isdecimal():
        return ""
    user = person_for(user_id=int(by.id))
    return user.email if user else ""


def person_for(*, user_id: int) -> User | None:
    """The active person with this id, or None."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def actor_for(person: SignedInPerson) -> Actor:
    """The actor that a signed-in person is; their number tells two people of one name apart."""
    return Actor("person", str(person.pk), person.name, person.role)


def present(by: Actor) -> Actor:
    """The actor as they are now: a person with today's role, or with none when they may sign in no more.

    Someone without a number (who founded the firm, a visitor) and a part of Mainstay stay as they were.
    """
    if by.kind != "person" or not by.id.isdecimal():
        return by
    user = person_for(user_id=int(by.id))
    return replace(by, role=user.role if user else "")


def person_of_name(by: Actor) -> Actor:
    """The actor of work that a version wrote down which knew neither numbers nor roles, with the rights they have now.

    That is the one person of this name. Where nobody or several are called so, it is somebody with the owner's rights:
    that version let nobody ask for what they might not do, and what they asked for is not lost with an upgrade.
    """
    people = User.objects.filter(name=by.name)[:2]
    if len(people) != 1:
        return replace(by, role=OWNER)
    return present(actor_for(people[0]))


def people_page(*, by: Actor, now: datetime) -> PeoplePage:
    """Everybody who may sign in, and the invitations that still hold; NotAllowed for who manages nobody."""
    require(by, INVITE_PERSON)
    people = (
        one._replace(last_login=one.last_login and as_instant(one.last_login)) for one in rows(PersonRow, _PEOPLE)
    )
    invited = (one._replace(expires_at=as_instant(one.expires_at)) for one in rows(InvitationRow, _INVITED))
    return PeoplePage(tuple(people), tuple(one for one in invited if one.expires_at > now))


def invitation_for(*, token: str, now: datetime) -> InvitationRow | None:
    """The invitation of this link, or None when it was used, withdrawn or is too old."""
    found = Invitation.objects.filter(token_hash=hash_of(token), used_at=None, withdrawn_at=None).first()
    if found is None or not is_link_good(ends_at=found.expires_at, lifetime=INVITATION_LIFETIME, now=now):
        return None
    return InvitationRow(found.name, found.email, found.role, found.expires_at)


def owner_name() -> str:
    """The name of the firm's owner, the first where there are several; "" where nobody can sign in as one yet."""
    return User.objects.filter(role=OWNER, is_active=True).order_by("id").values_list("name", flat=True).first() or ""


def has_people() -> bool:
    """Say whether anybody can sign in to the active firm, or ever could."""
    return User.objects.exists()


def is_waiting_for_its_owner(slug: str) -> bool:
    """Say whether there is a firm of this name that nobody can sign in to yet, as one made in the terminal is.

    The demonstration waits for nobody.
    """
    if slug == DEMONSTRATION or not firm_exists(slug):
        return False
    with use_firm(slug):
        return not has_people()


def firms_waiting() -> list[str]:
    """The firms of one's own that nobody can sign in to yet; a book that cannot be read now is not among them."""
    waiting = []
    for slug in firm_slugs():
        with suppress(DatabaseError):
            if is_waiting_for_its_owner(slug):
                waiting.append(slug)
    return waiting
