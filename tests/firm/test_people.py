"""Who joins, with which role, by which link, and who leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.builders import ACT, NOW, OWNER, refused

from mainstay.firm.actions.people import (
    BadPerson,
    InvitationIsOver,
    LastOwner,
    PersonIsKnown,
    UnknownPerson,
    accept_invitation,
    add_person,
    change_role,
    deactivate_person,
    invite,
    withdraw_invitation,
)
from mainstay.firm.models import Invitation, User
from mainstay.firm.queries.people import invitation_for, people_page, person_for

LATER = {"by": OWNER, "now": NOW + timedelta(days=7)}


def a_person(role: str = "owner", email: str = "ozge@example.com") -> User:
    return add_person(email=email, name="Özge Çağlar", role=role, language="tr", password="uzun parola", **ACT)


def joined(token: str, **moment: object) -> User:
    return accept_invitation(token=token, name="Ada", language="en", password="long word", **(moment or ACT))


def test_an_invitation_of_the_future_is_none(book: str) -> None:
    token = invite(email="ada@example.com", name="Ada", role="reader", by=OWNER, now=NOW + timedelta(days=400))
    assert invitation_for(token=token, now=NOW) is None
    with refused(InvitationIsOver):
        joined(token)
    assert User.objects.count() == 0


def test_an_invitation_works_once_and_is_kept_hashed(book: str) -> None:
    token = invite(email=" Ada@Example.com", name="Ada", role="reader", **ACT)
    kept = Invitation.objects.get()
    assert (kept.email, kept.role, len(kept.token_hash)) == ("ada@example.com", "reader", 64)
    assert token not in kept.token_hash
    assert invitation_for(token=token, now=NOW) is not None
    user = joined(token)
    assert (user.email, user.role, user.check_password("long word")) == ("ada@example.com", "reader", True)
    with refused(InvitationIsOver):
        joined(token)


def test_an_invitation_ends_after_seven_days_when_withdrawn_and_with_the_next(book: str) -> None:
    first = invite(email="a@b.example", name="Ada", role="reader", **ACT)
    second = invite(email="a@b.example", name="Ada", role="owner", **ACT)
    with refused(InvitationIsOver):
        joined(first)
    with refused(InvitationIsOver):
        joined(second, **LATER)
    withdraw_invitation(email="a@b.example", **ACT)
    for token in (second, "", "guessed"):
        with refused(InvitationIsOver):
            joined(token)
    with refused(InvitationIsOver):
        withdraw_invitation(email="a@b.example", **ACT)
    assert people_page(now=NOW, by=OWNER).invitations == ()


def test_a_link_of_one_firm_opens_no_other(book: str, other_book: str) -> None:
    from mainstay.store.context import use_firm

    token = invite(email="a@b.example", name="Ada", role="owner", **ACT)
    with use_firm(other_book), refused(InvitationIsOver):
        joined(token)


@pytest.mark.parametrize(
    "wrong", [{"email": "no address"}, {"email": ""}, {"name": " "}, {"name": "x" * 201}, {"role": "king"}]
)
def test_what_cannot_be_right_is_refused(book: str, wrong: dict[str, str]) -> None:
    said = {"email": "a@b.example", "name": "Ada", "role": "reader", **wrong}
    with refused(BadPerson):
        invite(**said, **ACT)
    with refused(BadPerson):
        add_person(**said, language="en", password="x", **ACT)


def test_somebody_who_is_in_is_not_invited(book: str) -> None:
    a_person()
    with refused(PersonIsKnown):
        invite(email="OZGE@example.com", name="Özge", role="owner", **ACT)
    with refused(PersonIsKnown):
        a_person()


def test_the_last_owner_stays(book: str) -> None:
    owner = a_person()
    for role in ("colleague", "bookkeeper", "reader"):
        with refused(LastOwner):
            change_role(user_id=owner.pk, role=role, **ACT)
    with refused(LastOwner, "Özge Çağlar is the only owner: make somebody else an owner first."):
        deactivate_person(user_id=owner.pk, **ACT)
    change_role(user_id=owner.pk, role="owner", **ACT)
    second = a_person(email="ada@example.com")
    change_role(user_id=owner.pk, role="reader", **ACT)
    with refused(LastOwner):
        deactivate_person(user_id=second.pk, **ACT)


def test_who_left_is_gone_and_may_come_back_as_the_same_person(book: str) -> None:
    a_person()
    other = a_person("colleague", "ada@example.com")
    mark = other.password  # sessions carry a mark made of it
    deactivate_person(user_id=other.pk, **ACT)
    other.refresh_from_db()
    assert person_for(user_id=other.pk) is None
    assert other.password != mark
    with refused(UnknownPerson):
        deactivate_person(user_id=other.pk, **ACT)
    with refused(UnknownPerson):
        change_role(user_id=0, role="owner", **ACT)
    with refused(BadPerson):
        change_role(user_id=other.pk, role="king", **ACT)
    back = joined(invite(email="ada@example.com", name="Ada", role="reader", **ACT))
    assert (back.pk, back.role, back.is_active) == (other.pk, "reader", True)
