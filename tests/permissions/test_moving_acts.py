"""The owner moves an act between roles: in the book, on the page, in the terminal, and for work behind the screen."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from tests.builders import ACT, NOW, OWNER, a_client, questions, refused

import mainstay
from mainstay.billing.rules.acts import RECORD_PAYMENT, WRITE_OFF
from mainstay.clients.actions.notes import add_note
from mainstay.clients.rules.acts import WRITE_NOTE
from mainstay.config.schedule import ENTRIES
from mainstay.firm.actions.people import add_person, change_role, deactivate_person
from mainstay.firm.actions.permissions import ActStays, OwnerManagesPeople, change_role_acts
from mainstay.firm.models import RoleAct
from mainstay.firm.permissions import NotAllowed, may
from mainstay.firm.queries.people import actor_for
from mainstay.firm.rules.acts import CHANGE_ROLE_ACTS, INVITE_PERSON, USE_OWN_ACCOUNT
from mainstay.jobs.actions.jobs import ask_for_job, lease_job
from mainstay.jobs.models import Job
from mainstay.jobs.worker import work_on
from mainstay.kernel.actor import Actor
from mainstay.overview.rules.acts import EXPORT_ALL
from mainstay.schemas.acts import ALL_ACTS
from mainstay.store.context import use_firm
from mainstay.web.opening import may_open

if TYPE_CHECKING:
    from mainstay.firm.models import User

READER = replace(OWNER, role="reader")
COLLEAGUE = replace(OWNER, role="colleague")
WORKER = Actor("schedule", "test", "test", "")


def a_person(role: str, email: str = "ada@example.com") -> User:
    return add_person(email=email, name="Ada", role=role, language="en", password="uzun ve kolay parola", **ACT)


def test_an_act_is_given_and_taken_and_the_default_comes_back(book: str) -> None:
    assert (may(READER, WRITE_NOTE), may(COLLEAGUE, WRITE_OFF)) == (False, True)
    change_role_acts(changes={("reader", WRITE_NOTE): True, ("colleague", WRITE_OFF): False}, **ACT)
    assert (may(READER, WRITE_NOTE), may(COLLEAGUE, WRITE_OFF), may(COLLEAGUE, WRITE_NOTE)) == (True, False, True)
    add_note(client_ref=a_client().ref, text="ok", on=NOW.date(), by=READER, now=NOW)
    change_role_acts(changes={("reader", WRITE_NOTE): False}, **ACT)
    with refused(NotAllowed):
        add_note(client_ref=a_client().ref, text="no", on=NOW.date(), by=READER, now=NOW)
    assert list(RoleAct.objects.values_list("role", "act", "is_allowed")) == [
        ("colleague", "billing.write_off", False),
    ]  # fmt: skip


def test_who_asks_is_told_which_act_and_who_can_change_it(book: str) -> None:
    sentence = (
        "Your role does not allow this: “Write notes”. The owner of the firm can change what each role may do "
        "(Settings, People)."
    )
    with refused(NotAllowed, sentence):
        add_note(client_ref="c-1", text="no", on=NOW.date(), by=READER, now=NOW)


@pytest.mark.parametrize(("role", "act", "refusal"), [
    ("owner", CHANGE_ROLE_ACTS, OwnerManagesPeople), ("owner", INVITE_PERSON, OwnerManagesPeople),
    ("colleague", INVITE_PERSON, OwnerManagesPeople), ("reader", USE_OWN_ACCOUNT, ActStays),
    ("schedule", WRITE_NOTE, ActStays), ("nobody", WRITE_NOTE, ActStays),
])  # fmt: skip
def test_what_stays_is_refused(role: str, act: object, refusal: type, book: str) -> None:
    for is_allowed in (True, False):
        with refused(refusal):
            change_role_acts(changes={("reader", WRITE_NOTE): True, (role, act): is_allowed}, **ACT)  # type: ignore[dict-item]


def test_what_the_owner_decided_is_read_once_and_in_this_firm_alone(book: str, other_book: str) -> None:
    change_role_acts(changes={("reader", WRITE_NOTE): True}, **ACT)
    with questions() as asked:
        assert [may(READER, act) for act in (WRITE_NOTE, RECORD_PAYMENT, WRITE_OFF)] == [True, False, False]
    assert len(asked) == 1
    with use_firm(other_book):
        assert not may(READER, WRITE_NOTE)


def test_every_act_has_a_code_of_its_own_and_is_named_after_its_package() -> None:
    declared = {
        act.code: path.parts[-3]
        for path in Path(mainstay.__file__).parent.glob("*/rules/acts.py")
        for act in import_module(f"mainstay.{path.parts[-3]}.rules.acts").ACTS
    }
    assert declared == {code: code.partition(".")[0] for code in ALL_ACTS}
    assert len({act.label for act in ALL_ACTS.values()}) == len(ALL_ACTS)


# -- work behind the screen --------------------------------------------------------------------------------------------


def worked(user: User) -> str:
    job = lease_job(by=WORKER, now=NOW)
    assert job is not None
    assert job.asked_by.id == str(user.pk)
    return work_on(job, ENTRIES[job.kind], worker=WORKER, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("then", "came"), [("", "done"), ("reader", "failed"), ("gone", "failed"), ("moved", "failed")]
)
def test_a_job_runs_with_the_rights_of_whoever_asked_as_they_are_now(then: str, came: str, book: str) -> None:
    a_person("owner", "owner@example.com")
    user = a_person("colleague")
    assert ask_for_job(kind="score", key="a", params={}, language="en", by=actor_for(user), now=NOW)
    if then == "reader":
        change_role(user_id=user.pk, role="reader", **ACT)
    elif then == "gone":
        deactivate_person(user_id=user.pk, **ACT)
    elif then == "moved":
        change_role_acts(changes={("colleague", ALL_ACTS["clients.update_forecast"]): False}, **ACT)
    assert worked(user) == came
    assert ("Update the forecast" in Job.objects.get().trouble) == (came == "failed")


@pytest.mark.parametrize(
    ("people", "came", "role"),
    [
        ((("colleague", True),), "done", "colleague"),
        ((("reader", True),), "failed", "reader"),
        ((("colleague", False),), "failed", ""),
        ((("reader", True), ("reader", True)), "done", "owner"),
        ((), "done", "owner"),
    ],
)
def test_a_job_of_a_version_without_roles_is_that_of_the_one_person_of_its_name(
    people: tuple[tuple[str, bool], ...], came: str, role: str, book: str
) -> None:
    a_person("owner", "owner@example.com").__class__.objects.update(name="Özge")
    for number, (has, stays) in enumerate(people):
        user = a_person(has, f"ada{number}@example.com")
        if not stays:
            deactivate_person(user_id=user.pk, **ACT)
    assert ask_for_job(kind="score", key="a", params={}, language="en", by=OWNER, now=NOW)
    Job.objects.update(by_kind="owner", by_id="", by_role="", by_name="Ada")
    job = lease_job(by=WORKER, now=NOW)
    assert job is not None
    assert (job.asked_by.name, job.asked_by.role) == ("Ada", role)
    assert work_on(job, ENTRIES[job.kind], worker=WORKER, clock=lambda: NOW) == came


# -- on the page -------------------------------------------------------------------------------------------------------


def signed_in(slug: str, user: User) -> Client:
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.force_login(user)
    return client


def test_the_owner_ticks_what_a_role_may_do(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")
    owner = signed_in(book, a_person("owner", "owner@example.com"))
    reader = signed_in(book, a_person("reader"))
    there = f"/{book}/settings/people/acts/"
    page = owner.get(there).content.decode()
    assert re.search(r'value="colleague clients.write_note"[^>]* checked', page)
    assert re.search(r'value="reader clients.write_note"(?![^>]* checked)', page)
    assert "firm.invite_person" not in page
    note = f"/{book}/clients/{a_client().ref}/notes/"
    assert reader.post(note, {"text": "ok"}).status_code == 403
    answer = owner.post(there, {
        "was": ["colleague clients.write_note", "owner clients.write_note"],
        "may": ["reader clients.write_note", "owner clients.write_note", "reader nothing.known"],
    })  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (302, there)
    assert sorted(RoleAct.objects.values_list("role", "is_allowed")) == [("colleague", False), ("reader", True)]
    assert reader.post(note, {"text": "ok"}).status_code in {302, 303}
    assert reader.get(there).status_code == 403
    forged = owner.post(there, {"may": ["reader firm.invite_person"]}, follow=True).content.decode()
    assert "stays with the owner" in forged


def test_a_page_opens_to_whoever_has_one_of_its_acts_and_is_closed_where_it_is_not_entered(book: str) -> None:
    assert not may_open("settings_data", COLLEAGUE)
    change_role_acts(changes={("colleague", EXPORT_ALL): True}, **ACT)
    assert [may_open(name, COLLEAGUE) for name in ("settings_data", "settings_export", "settings_backup", "new")] == [
        True, True, False, False,
    ]  # fmt: skip
