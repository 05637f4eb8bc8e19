"""A copy of the book is made by hand, checked, and opened beside the book, which nothing is done to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from tests.builders import ACT, NOW, OWNER, a_client, an_issued_invoice, refused, whole_book

from mainstay.clients.models import Client
from mainstay.firm.actions.copies import NotMadeByHand, remove_copy
from mainstay.firm.actions.firms import remove_firm
from mainstay.firm.actions.people import add_person, change_role, deactivate_person, invite
from mainstay.firm.actions.security import make_reset_link
from mainstay.firm.idempotency import mark_used
from mainstay.firm.models import Firm, IdempotencyKey, Invitation, User
from mainstay.firm.queries.backups import copies_of_book
from mainstay.firm.queries.firms import copies_opened, firm_exists, firm_slugs, own_firms, this_firm
from mainstay.firm.queries.people import actor_for, invitation_for
from mainstay.firm.queries.security import person_of_link
from mainstay.firm.rules.copies import BY_HAND_AT_MOST, OPENED_A_DAY, is_short_name_of_copy, short_names_of_copy
from mainstay.jobs.actions.jobs import ask_for_job, begin_job
from mainstay.jobs.models import Job
from mainstay.jobs.queries.jobs import last_asked
from mainstay.jobs.rules.jobs import DONE, FAILED, UPKEEP, Daily
from mainstay.jobs.worker import Rounds
from mainstay.kernel.actor import Actor
from mainstay.overview import jobs
from mainstay.overview.actions import copies
from mainstay.overview.queries.checks import CopyIsUntrue
from mainstay.overview.queries.copies import OPEN, check_copy, copies_page
from mainstay.store import backups
from mainstay.store.backups import PostgresKeepsItsOwnBackups, path_of_copy, stored_copies
from mainstay.store.context import use_firm
from mainstay.store.paths import DEMONSTRATION, book_file, templates_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

WORD = "uzun ve kolay parola"
WORKER = Actor("schedule", "w", "w", "")


@pytest.fixture
def _files(engine: str) -> None:
    if engine == "postgresql":
        pytest.skip("PostgreSQL has tools of its own")


@pytest.fixture
def owner(book: str, _files: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    """The owner of the book, who signs in; what they open is removed after the test."""
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")
    person = a_person("ada@example.com", "owner")
    yield actor_for(person)
    with use_firm(book):
        for firm in copies_opened(by=OWNER):
            remove_firm(slug=firm.slug, **ACT)


def a_person(email: str, role: str) -> User:
    return add_person(email=email, name=email.partition("@")[0], role=role, language="en", password=WORD, **ACT)


def act(by: Actor, now: datetime = NOW) -> dict[str, Any]:
    return {"by": by, "now": now}


def made(by: Actor) -> str:
    return copies.make_copy(**act(by))


def opened(by: Actor, name: str, **more: str) -> copies.OpenedCopy:
    return copies.open_copy(name=name, **act(by), **more)


def test_a_copy_is_opened_beside_as_it_was_and_the_book_in_use_is_not_touched(book: str, owner: Actor) -> None:
    an_issued_invoice(a_client("Işık"))
    name = made(owner)
    a_client("Later Ltd")
    before, bytes_before = whole_book(), book_file(book).read_bytes()
    firm = opened(owner, name)
    assert (whole_book(), book_file(book).read_bytes()) == (before, bytes_before)
    assert firm == (f"{book[:25].rstrip('-')}-30-mar", "Işık İnşaat, as of 30 Mar 2024", True, "ada")
    with use_firm(firm.slug):
        assert list(Client.objects.values_list("name", flat=True)) == ["Işık"]
        assert this_firm().copy_of == book
        a_client("Only in the copy")
    assert whole_book() == before
    assert [one.slug for one in copies_opened(by=owner)] == [firm.slug]
    assert [book in own_firms(), firm.slug in own_firms()] == [True, False]


def test_nothing_that_was_under_way_in_the_copy_goes_on(book: str, owner: Actor) -> None:
    token = invite(email="new@example.com", name="New", role="reader", **act(owner))
    link = make_reset_link(email="ada@example.com", is_without_second_step=False, **act(owner))
    ask_for_job(kind="score", key="waits", params={}, language="en", **act(owner))
    begin_job(kind=UPKEEP, key="runs", params={}, language="en", worker="w", **act(owner))
    Session.objects.create(session_key="s", session_data="", expire_date=NOW + timedelta(days=1))
    UserSession.objects.create(user_id=int(owner.id), session_key="s", ip="127.0.0.1", user_agent="")
    mark_used("k", "clients.add_note", NOW)
    before = whole_book()
    firm = opened(owner, made(owner))
    assert whole_book() == before
    with use_firm(firm.slug):
        assert not Job.objects.exists()
        assert not Session.objects.exists()
        assert not UserSession.objects.exists()
        assert not IdempotencyKey.objects.exists()
        assert invitation_for(token=token, now=NOW) is None
        assert Invitation.objects.get().withdrawn_at is not None
        assert person_of_link(token=link, now=NOW) is None
    with use_firm(book):
        assert invitation_for(token=token, now=NOW) is not None
        assert person_of_link(token=link, now=NOW) is not None


def test_only_who_could_sign_in_then_and_may_today_can_sign_in(owner: Actor) -> None:
    left, promoted = a_person("left@example.com", "colleague"), a_person("promoted@example.com", "reader")
    name = made(owner)
    deactivate_person(user_id=left.pk, **act(owner))
    change_role(user_id=promoted.pk, role="owner", **act(owner))
    newcomer = actor_for(a_person("newcomer@example.com", "owner"))
    User.objects.get(pk=promoted.pk).set_password("another long word")
    assert opened(newcomer, name)[2:] == (False, "ada")
    with use_firm(copies_opened(by=OWNER)[0].slug):
        assert {one.email: (one.is_active, one.role, one.check_password(WORD)) for one in User.objects.all()} == {
            "ada@example.com": (True, "owner", True),
            "left@example.com": (False, "colleague", False),
            "promoted@example.com": (True, "reader", True),
        }


def test_what_nobody_could_look_after_is_not_opened(book: str, owner: Actor) -> None:
    name = made(owner)
    newcomer = actor_for(a_person("newcomer@example.com", "owner"))
    deactivate_person(user_id=int(owner.id), **act(newcomer))
    before = firm_slugs()
    with refused(copies.NobodyCouldSignIn):
        opened(newcomer, name)
    assert firm_slugs() == before
    # The terminal reads it without signing in.
    assert firm_exists(opened(Actor("terminal", "", "owner", "owner"), name).slug)


def test_a_name_that_is_taken_is_passed_over_and_its_book_stays(book: str, owner: Actor, firm_called: Any) -> None:
    taken = firm_called(next(short_names_of_copy(book, date(2024, 3, 30), "en")))
    before = book_file(taken).read_bytes()
    firm = opened(owner, made(owner))
    assert firm.slug == f"{taken}-2"
    assert book_file(taken).read_bytes() == before
    assert [one.slug for one in copies_opened(by=owner)] == [firm.slug]


def test_a_name_that_is_taken_at_the_last_moment_is_not_overwritten(
    book: str, owner: Actor, firm_called: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, taken = made(owner), next(short_names_of_copy(book, date(2024, 3, 30), "en"))
    real = backups.book_templates.publish_file

    def publish(unfinished: str, firm: str) -> None:
        monkeypatch.undo()
        firm_called(taken)
        real(unfinished, firm)

    monkeypatch.setattr(backups.book_templates, "publish_file", publish)
    assert opened(owner, name).slug == f"{taken}-2"
    with use_firm(taken):
        assert not this_firm().copy_of


def test_with_one_key_it_is_opened_once(owner: Actor) -> None:
    name = made(owner)
    assert opened(owner, name, key="k") == opened(owner, name, key="k")
    assert opened(owner, name, key="another").slug.endswith("-2")
    assert opened(owner, made(owner), key="k").slug.endswith("-3"), "another copy is another act"
    assert len(copies_opened(by=owner)) == 3


def test_whatever_fails_on_the_way_leaves_no_firm(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    name, before = made(owner), firm_slugs()
    # Others may be making a book in this home.
    unfinished = set(templates_folder().glob("*.building*"))
    monkeypatch.setattr(copies, "drop_unfinished_jobs", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        opened(owner, name)
    assert firm_slugs() == before
    assert set(templates_folder().glob("*.building*")) <= unfinished


def test_a_copy_that_contradicts_itself_is_not_opened_and_a_check_says_why(book: str, owner: Actor) -> None:
    an_issued_invoice(a_client())
    name, before = made(owner), firm_slugs()
    assert check_copy(name=name, by=owner) == ()
    (path,) = stored_copies(book, backups.BY_HAND)
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("UPDATE firm_firm SET currency = 'QQQ'")
        copy.commit()
    assert ["the currency “QQQ”" in one for one in check_copy(name=name, by=owner)] == [True]
    with refused(CopyIsUntrue):
        opened(owner, name)
    path.write_bytes(b"no book" * 500)
    assert check_copy(name=name, by=owner) == ("The file is damaged, so it can’t be opened. Use an older copy.",)
    with refused(backups.NotABackup):
        opened(owner, name)
    assert firm_slugs() == before


def test_there_is_room_for_a_copy_or_none_is_begun(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    name = made(owner)
    monkeypatch.setattr(backups, "_ROOM_LEFT", 1 << 62)
    for ask in (lambda: made(owner), lambda: opened(owner, name)):
        with refused(backups.NoRoomForCopy):
            ask()
    assert len(copies_of_book(by=owner)) == 1


def test_neither_the_demonstration_nor_a_copy_has_copies_of_its_own(book: str, owner: Actor) -> None:
    asked = {"key": "k", "language": "en", **act(owner)}
    name = made(owner)
    for change in ({"is_demonstration": True}, {"is_demonstration": False, "copy_of": "another"}):
        Firm.objects.update(**change)
        for ask in (
            lambda: made(owner), lambda: opened(owner, name),
            lambda: copies.ask_for_copy(**asked), lambda: copies.ask_to_open_copy(name=name, **asked),
        ):  # fmt: skip
            with refused(copies.NoCopiesHere):
                ask()
        assert not copies_page(by=owner).is_own
    assert not Job.objects.exists()
    assert not firm_exists(DEMONSTRATION) or not copies_opened(by=owner)


def test_whoever_runs_the_house_can_close_it_in_the_app(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    name = made(owner)
    assert copies_page(by=owner).may_open
    monkeypatch.setattr(settings, "MAINSTAY_NEW_FIRMS", False)
    assert not copies_page(by=owner).may_open
    for ask in (
        lambda: opened(owner, name),
        lambda: copies.ask_to_open_copy(name=name, key="k", language="en", **act(owner)),
    ):
        with refused(copies.NoCopiesOpened):
            ask()
    assert opened(Actor("terminal", "", "owner", "owner"), name).slug


def test_copies_made_by_hand_have_an_end_and_can_be_removed(book: str, owner: Actor) -> None:
    name = made(owner)
    (path,) = stored_copies(book, backups.BY_HAND)
    for _ in range(BY_HAND_AT_MOST - 1):
        path_of_copy(book, backups.BY_HAND, NOW).write_bytes(path.read_bytes())
    with refused(copies.TooManyCopies):
        made(owner)
    remove_copy(name=name, **act(owner))
    assert made(owner)
    nightly = path_of_copy(book, backups.SAFETY, NOW)
    nightly.write_bytes(b"")
    with refused(NotMadeByHand):
        remove_copy(name=nightly.name, **act(owner))
    assert nightly.exists()


def test_only_what_was_opened_from_here_can_be_removed_here(owner: Actor, other_book: str) -> None:
    firm = opened(owner, made(owner))
    for slug in (other_book, "nothing"):
        with refused(copies.NotOpenedFromHere):
            copies.remove_opened_copy(slug=slug, **act(owner))
    assert firm_exists(other_book)
    copies.remove_opened_copy(slug=firm.slug, **act(owner))
    assert not firm_exists(firm.slug)


def test_on_postgresql_the_sentence_says_what_to_do(book: str, engine: str) -> None:
    told = copies_page(by=OWNER).elsewhere
    assert told.startswith("This book lies in PostgreSQL") == (engine == "postgresql")
    if engine == "postgresql":
        for ask in (
            lambda: copies.make_copy(**ACT),
            lambda: copies.open_copy(name="x", **ACT),
            lambda: copies.ask_to_open_copy(name="x", key="k", language="en", **ACT),
        ):
            with refused(PostgresKeepsItsOwnBackups):
                ask()


# -- behind the screen -------------------------------------------------------------------------------------------------


def rounds(now: datetime = NOW, daily: tuple[Daily, ...] = ()) -> Rounds:
    entries: Any = {"make_copy": jobs.make_copy, "check_copy": jobs.check_copy, "open_copy": jobs.open_copy}
    return Rounds(WORKER, entries, daily, lambda: now)


def outcome(kind: str) -> Any:
    job = last_asked(kind=kind)
    assert job is not None
    assert job.state == DONE, job.trouble
    return job.outcome


def test_the_worker_makes_checks_and_opens(book: str, owner: Actor) -> None:
    asked = {"language": "tr", **act(owner)}
    assert copies.ask_for_copy(key="a", **asked)
    assert not copies.ask_for_copy(key="a", **asked)
    rounds().go()
    with use_firm(book):
        (copy,) = copies_of_book(by=owner)
        assert outcome("make_copy") == {"copy": copy.path.name}
        assert copies.ask_for_check(name=copy.path.name, key="b", **asked)
        assert copies.ask_to_open_copy(name=copy.path.name, key="c", **asked)
        assert not copies.ask_to_open_copy(name=copy.path.name, key="c", **asked)
        assert copies_page(by=owner).under_way is not None
    rounds().go()
    with use_firm(book):
        assert outcome("check_copy") == {"copy": copy.path.name, "faults": []}
        (firm,) = copies_opened(by=owner)
        assert (outcome(OPEN)["slug"], firm.name) == (firm.slug, "Işık İnşaat, 30 Mar 2024 itibarıyla")
        page = copies_page(by=owner)
        assert (page.under_way, page.failed) == (None, None)
        assert page.checked[copy.path.name].faults == ()


def test_work_that_ended_after_it_opened_the_copy_opens_no_second_one(
    book: str, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = made(owner)
    copies.ask_to_open_copy(name=name, key="c", language="en", **act(owner))
    real = copies._opened
    monkeypatch.setattr(copies, "_opened", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("locked")))
    rounds().go()
    monkeypatch.setattr(copies, "_opened", real)
    with use_firm(book):
        Job.objects.filter(state=FAILED).update(state="waiting", ended_at=None, due_at=NOW)
        Job.objects.update(due_at=NOW)
        assert len(copies_opened(by=owner)) == 1
    rounds().go()
    with use_firm(book):
        (firm,) = copies_opened(by=owner)
        assert outcome(OPEN)["slug"] == firm.slug


def test_who_is_no_owner_any_more_opens_nothing(book: str, owner: Actor) -> None:
    second = a_person("second@example.com", "owner")
    copies.ask_to_open_copy(name=made(owner), key="c", language="en", **act(actor_for(second)))
    change_role(user_id=second.pk, role="reader", **act(owner))
    rounds().go()
    with use_firm(book):
        job = last_asked(kind=OPEN)
        assert job is not None
        assert (job.state, "Your role does not allow this" in job.trouble) == (FAILED, True)
        assert copies_page(by=owner).failed == job
        assert copies_opened(by=owner) == []


def test_a_copy_that_was_opened_stays_as_it_is_at_night(book: str, owner: Actor) -> None:
    firm = opened(owner, made(owner))
    night = rounds(now=NOW.astimezone(UTC) + timedelta(days=1), daily=(Daily("score", NOW.min.time()),))
    night.go()
    with use_firm(firm.slug):
        assert not Job.objects.exists()
    with use_firm(book):
        assert Job.objects.filter(kind="score").count() == 1


def test_so_many_are_opened_in_a_day(owner: Actor) -> None:
    name = made(owner)
    for number in range(OPENED_A_DAY):
        assert copies.ask_to_open_copy(name=name, key=str(number), language="en", **act(owner))
    with refused(copies.TooManyOpened):
        copies.ask_to_open_copy(name=name, key="more", language="en", **act(owner))
    assert not copies.ask_to_open_copy(name=name, key="1", language="en", **act(owner))
    later = NOW + timedelta(days=1)
    assert copies.ask_to_open_copy(name=name, key="more", language="en", **act(owner, later))


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("firm", "on", "language", "names"),
    [
        ("acme", date(2026, 11, 12), "en", ["acme-12-nov", "acme-12-nov-2", "acme-12-nov-3"]),
        ("acme", date(2026, 2, 3), "tr", ["acme-3-sub", "acme-3-sub-2", "acme-3-sub-3"]),
        ("a" * 41, date(2026, 8, 31), "tr", [f"{'a' * 25}-31-agu", f"{'a' * 25}-31-agu-2", f"{'a' * 25}-31-agu-3"]),
    ],
)
def test_a_copy_is_called_after_its_firm_and_day(firm: str, on: date, language: str, names: list[str]) -> None:
    assert list(islice(short_names_of_copy(firm, on, language), 3)) == names
    assert all(is_short_name_of_copy(name, firm) and len(name) <= 41 for name in names)
    assert not is_short_name_of_copy(firm, firm)


def test_a_long_name_leaves_room_for_the_day(book: str, owner: Actor) -> None:
    Firm.objects.update(name="Ş" * 200)
    name = opened(owner, made(owner)).name
    assert len(name) == 200
    assert name.endswith("ŞŞ, as of 30 Mar 2024")
