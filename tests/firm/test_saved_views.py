"""A person's views of a list: kept under a name, bounded, nobody else's; doing it twice is doing it once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.builders import ACT, NOW, OWNER, refused

from mainstay.firm.actions.people import add_person
from mainstay.firm.actions.saved_views import (
    TooManyViews,
    ViewAsksTheUnknown,
    ViewHasNoName,
    ViewIsGone,
    ViewNameIsTaken,
    remove_view,
    rename_view,
    save_view,
)
from mainstay.firm.permissions import NotYours
from mainstay.firm.queries.saved_views import ViewRow, saved_views
from mainstay.firm.rules.saved_views import is_sound, query_of, wishes_in


@pytest.fixture
def me(book) -> int:
    person: dict[str, Any] = {"role": "owner", "language": "tr", "password": "uzun ve kolay parola", **ACT}
    add_person(email="other@example.com", name="O'Brien", **person)
    return int(add_person(email="ozge@example.com", name="Özge Çağlar", **person).pk)


def acting(me: int) -> dict[str, Any]:
    return {"by": replace(OWNER, id=str(me)), "now": NOW}


def keep(me: int, name: str, query: str = "show=owing", **more) -> str:
    return save_view(**{"user_id": me, "page": "clients", "name": name, "query": query, **acting(me), **more})


def shown(me: int, page: str = "clients") -> tuple[ViewRow, ...]:
    return saved_views(page=page, by=replace(OWNER, id=str(me)))


def mine(me: int) -> list[tuple[str, str]]:
    return [(view.name, view.query) for view in shown(me)]


def test_views_are_kept_by_name_for_one_person(me) -> None:
    assert keep(me, "  Şişli \x00 borçlular ", "q=%C5%9Fi%C5%9Fli&show=over-30") == "Şişli borçlular"
    keep(me, "Çok")
    keep(me, "Çok", "show=overdue")
    keep(me, "Çok", "show=overdue")
    assert shown(me) == (
        ViewRow("Çok", "show=overdue"),
        ViewRow("Şişli borçlular", "q=%C5%9Fi%C5%9Fli&show=over-30"),
    )
    assert shown(me - 1) == shown(me, "payments") == ()


def test_a_view_is_renamed_and_removed_once(me) -> None:
    keep(me, "one")
    keep(me, "two", "sort=overdue")
    for _ in range(2):
        rename_view(user_id=me, page="clients", name="one", to="three", key="rename", **acting(me))
    assert mine(me) == [("three", "show=owing"), ("two", "sort=overdue")]
    with refused(ViewNameIsTaken, "Another view is called “two”: choose another name."):
        rename_view(user_id=me, page="clients", name="three", to="two", **acting(me))
    with refused(ViewIsGone):
        rename_view(user_id=me, page="clients", name="one", to="four", **acting(me))
    with refused(ViewIsGone):
        rename_view(user_id=me - 1, page="clients", name="two", to="four", **acting(me - 1))
    with refused(ViewIsGone):
        remove_view(user_id=me - 1, page="clients", name="two", **acting(me - 1))
    for _ in range(2):
        remove_view(user_id=me, page="clients", name="three", key="remove", **acting(me))
    with refused(ViewIsGone):
        remove_view(user_id=me, page="clients", name="three", **acting(me))
    with refused(NotYours):
        rename_view(user_id=me - 1, page="clients", name="two", to="four", **acting(me))
    assert mine(me) == [("two", "sort=overdue")]


def test_what_cannot_be_kept_is_refused(me) -> None:
    for name in ("", " \x00 ", "x" * 61):
        with refused(ViewHasNoName, "Give the view a name of at most 60 letters."):
            keep(me, name)
    for query in ("drop=table", "show=owing&show=all", "sort=overdue&show=owing", "q=", "q=" + "x" * 500, "nonsense"):
        with refused(ViewAsksTheUnknown):
            keep(me, "view", query)
    with refused(ViewAsksTheUnknown):
        keep(me, "view", page="payments")
    for number in range(20):
        keep(me, f"view {number}")
    with refused(TooManyViews):
        keep(me, "one more")
    keep(me, "view 7", "show=overdue")
    assert len(mine(me)) == 20


def test_what_a_view_says_is_what_the_list_is_asked() -> None:
    asked = {"page": "2", "sort": "overdue", "q": " Işık & İnşaat\x00 ", "show": "", "owed": "1.234,50"}
    wishes = wishes_in("clients", asked)
    assert wishes == {"q": "Işık & İnşaat", "owed": "1.234,50", "sort": "overdue"}
    query = query_of(wishes)
    assert query == "q=I%C5%9F%C4%B1k+%26+%C4%B0n%C5%9Faat&owed=1.234%2C50&sort=overdue"
    assert is_sound("clients", query)
