"""What happens to a person's account is told to that person, and a forgotten password is set anew once."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from tests.builders import ACT, NOW, OWNER, refused

from mainstay.firm.actions.people import add_person, deactivate_person
from mainstay.firm.actions.security import (
    LinkIsOver,
    NobodyWithThisAddress,
    end_sessions,
    make_reset_link,
    notice_security_events,
    record_failed_sign_in,
    record_security_event,
    reset_password,
)
from mainstay.firm.models import SecurityEvent, User
from mainstay.firm.queries.people import actor_for
from mainstay.firm.queries.security import person_of_link, unnoticed_events, you_page
from mainstay.firm.rules.security import browser_named, is_session_over
from mainstay.store.context import use_firm

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")


def at(moment: timedelta) -> dict[str, object]:
    return {"by": OWNER, "now": NOW + moment}


@pytest.fixture
def user(book: str) -> User:
    return add_person(email="ada@example.com", name="Ada", role="owner", language="en", password="long word", **ACT)


def told(user: User, now: timedelta = HOUR) -> list[tuple[str, int]]:
    page = you_page(session_key="", by=actor_for(user), now=NOW + now)
    return [(event.kind, event.times) for event in page.events]


def test_events_are_told_latest_first_and_forgotten_after_90_days(user: User) -> None:
    record_security_event(user_id=user.pk, kind="signed_in", browser="Firefox · Linux", **at(timedelta()))
    record_security_event(user_id=user.pk, kind="app_added", browser="", **at(HOUR))
    assert told(user, 2 * HOUR) == [("app_added", 1), ("signed_in", 1)]
    assert told(user, timedelta(days=90, minutes=1)) == [("app_added", 1)]
    record_security_event(user_id=user.pk, kind="signed_in", browser="", **at(timedelta(days=90, minutes=1)))
    assert SecurityEvent.objects.count() == 2


def test_changes_are_shown_until_they_are_noticed_and_sign_ins_are_not(user: User) -> None:
    for kind in ("signed_in", "password_changed"):
        record_security_event(user_id=user.pk, kind=kind, browser="", **ACT)
    assert [event.kind for event in unnoticed_events(by=actor_for(user))] == ["password_changed"]
    notice_security_events(user_id=user.pk, by=actor_for(user), now=NOW - HOUR)
    assert len(unnoticed_events(by=actor_for(user))) == 1
    notice_security_events(user_id=user.pk, by=actor_for(user), now=NOW)
    assert unnoticed_events(by=actor_for(user)) == ()


def test_failed_tries_are_one_row_an_hour_and_shown_from_five_on(user: User) -> None:
    for minute in range(4):
        record_failed_sign_in(email="ADA@example.com ", address="::1", browser="", **at(timedelta(minutes=minute)))
    assert (told(user), unnoticed_events(by=actor_for(user))) == ([("failed", 4)], ())
    record_failed_sign_in(email="ada@example.com", address="::1", browser="", **at(timedelta(minutes=5)))
    assert [event.times for event in unnoticed_events(by=actor_for(user))] == [5]
    record_failed_sign_in(email="ada@example.com", address="::1", browser="", **at(HOUR))
    assert told(user, 2 * HOUR) == [("failed", 1), ("failed", 5)]


def test_the_log_tells_failed_tries_apart_without_naming_anybody(user: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for email in ("ada@example.com", "ada@example.com", "stranger@example.com"):
            record_failed_sign_in(email=email, address="192.0.2.7", browser="", **ACT)
    lines = [record.getMessage() for record in caplog.records]
    assert (lines[0] == lines[1], lines[0] == lines[2]) == (True, False)
    assert [word in caplog.text for word in ("ada@", "stranger@", "192.0.2.7")] == [False, False, False]
    assert SecurityEvent.objects.count() == 1


def test_a_link_sets_the_password_once_within_the_hour(user: User) -> None:
    token = make_reset_link(email=" ADA@example.com", is_without_second_step=False, **ACT)
    assert person_of_link(token=token, now=NOW + HOUR - timedelta(seconds=1)) == user
    with refused(LinkIsOver):
        reset_password(token=token, password="another word", browser="", **at(HOUR))
    reset_password(token=token, password="another word", browser="", **ACT)
    assert User.objects.get().check_password("another word")
    with refused(LinkIsOver):
        reset_password(token=token, password="third word", browser="", **ACT)
    assert told(user) == [("password_changed", 1), ("link_made", 1)]


def test_a_link_of_the_future_is_none_until_the_clocks_agree(user: User) -> None:
    token = make_reset_link(email=user.email, is_without_second_step=False, **at(timedelta(days=3650)))
    with refused(LinkIsOver):
        reset_password(token=token, password="another word", browser="", **ACT)
    seconds_ahead = make_reset_link(email=user.email, is_without_second_step=False, **at(timedelta(seconds=30)))
    assert person_of_link(token=seconds_ahead, now=NOW) == user


@pytest.mark.parametrize("token", ["", "1", "1-2", "--", "1-99999999999-abc", "²-1-x", "1-999999999999999-x"])
def test_a_link_that_was_made_up_names_nobody(user: User, token: str) -> None:
    assert person_of_link(token=token, now=NOW) is None


def test_a_link_of_another_firm_or_with_another_end_names_nobody(user: User, other_book: str) -> None:
    number, ends, signature = make_reset_link(email=user.email, is_without_second_step=False, **ACT).split("-")
    assert person_of_link(token=f"{number}-{int(ends) + 1}-{signature}", now=NOW) is None
    with use_firm(other_book):
        add_person(email=user.email, name="Ada", role="owner", language="en", password="long word", **ACT)
        assert person_of_link(token=f"{number}-{ends}-{signature}", now=NOW) is None


def test_nobody_outside_the_firm_gets_a_link(user: User) -> None:
    with refused(NobodyWithThisAddress):
        make_reset_link(email="b@example.com", is_without_second_step=False, **ACT)
    add_person(email="b@example.com", name="B", role="reader", language="en", password="long word", **ACT)
    deactivate_person(user_id=User.objects.get(email="b@example.com").pk, **ACT)
    with refused(NobodyWithThisAddress):
        make_reset_link(email="b@example.com", is_without_second_step=False, **ACT)


def test_ending_sessions_spares_the_one_named(user: User) -> None:
    from allauth.usersessions.models import UserSession

    keys = []
    for _ in range(3):
        store = SessionStore()
        store.create()
        keys.append(store.session_key)
        UserSession.objects.create(user=user, ip="192.0.2.7", session_key=store.session_key, user_agent="Firefox/1")
    end_sessions(user_id=user.pk, but=keys[1], by=actor_for(user), now=NOW)
    assert [session.session_key for session in Session.objects.all()] == [keys[1]]
    end_sessions(user_id=user.pk, but="", by=actor_for(user), now=NOW)
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("hours_signed_in", "hours_unused", "is_remembered", "is_over"),
    [(11, 11, False, False), (13, 12, False, True), (13, 12, True, False), (13, 1, False, False),
     (14 * 24, 0, False, True), (14 * 24, 0, True, True), (14 * 24 - 1, 300, True, False), (1, None, False, True)],
)  # fmt: skip
def test_when_a_session_is_over(
    hours_signed_in: int, hours_unused: int | None, is_remembered: bool, is_over: bool
) -> None:
    used_at = None if hours_unused is None else NOW - hours_unused * HOUR
    signed_in_at = NOW - hours_signed_in * HOUR
    assert is_session_over(signed_in_at=signed_in_at, used_at=used_at, is_remembered=is_remembered, now=NOW) is is_over


@pytest.mark.parametrize(
    ("said", "name"),
    [("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
     ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox · Linux"),
     ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome · Android"),
     ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
     ("curl/8", "")],
)  # fmt: skip
def test_a_browser_is_named_as_people_know_it(said: str, name: str) -> None:
    assert browser_named(said) == name
