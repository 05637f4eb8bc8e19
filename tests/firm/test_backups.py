"""A copy of the whole book is made for whoever has the act, and for the worker at night."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.builders import ACT, OWNER, refused

from mainstay.firm.actions.permissions import change_role_acts
from mainstay.firm.permissions import NotAllowed
from mainstay.firm.queries.backups import back_up
from mainstay.firm.rules.acts import BACK_UP
from mainstay.kernel.actor import Actor
from mainstay.store.backups import PostgresKeepsItsOwnBackups

if TYPE_CHECKING:
    from pathlib import Path

COLLEAGUE = replace(OWNER, role="colleague")
STRANGER = Actor("stranger", "", "", "owner")
CLIENT = Actor("client", "1", "", "owner", "c-1")


def is_copied(path: Path, engine: str, by: Actor) -> bool:
    """Ask for a copy; PostgreSQL says that it keeps its own to whoever would have been given one."""
    if engine == "postgresql":
        with refused(PostgresKeepsItsOwnBackups):
            back_up(path, by=by)
        return True
    return back_up(path, by=by).is_file()


@pytest.mark.parametrize("by", [COLLEAGUE, STRANGER, CLIENT])
def test_without_the_act_nothing_is_copied(by: Actor, book: str, tmp_path: Path) -> None:
    with refused(NotAllowed):
        back_up(tmp_path / "copy.sqlite3", by=by)
    assert list(tmp_path.iterdir()) == []


def test_with_the_act_the_book_is_copied(book: str, engine: str, tmp_path: Path) -> None:
    assert is_copied(tmp_path / "owner.sqlite3", engine, OWNER)
    assert is_copied(tmp_path / "night.sqlite3", engine, Actor("schedule", "", "", ""))
    change_role_acts(changes={("colleague", BACK_UP): True}, **ACT)
    assert is_copied(tmp_path / "colleague.sqlite3", engine, COLLEAGUE)
