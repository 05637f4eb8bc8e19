"""What was changed in the custom fields of a client is undone in one click, unless somebody changed it since."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from tests.builders import ACT, START, a_client, refused
from tests.fields.tables import a_field
from tests.web.test_money import a_browser

from mainstay.fields.actions.values import NoChangeToUndo, fill_fields, undo_filling
from mainstay.fields.queries.values import values_of_client
from mainstay.fields.rules.drafts import FieldValuesDraft
from mainstay.firm.models import User
from mainstay.firm.queries.people import actor_for

SOMEBODY_ELSE = {**ACT, "by": replace(ACT["by"], id="another")}


@pytest.fixture
def owner(book, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    return a_browser(book)


def known(client) -> list[str]:
    return [one.text for one in values_of_client(client_id=client.pk, by=ACT["by"])]


def change(browser, home, field, text) -> None:
    """Fill in a field of a client in the browser."""
    name = re.search(rf'name="([^"]*{field.ref}[^"]*)"', browser.get(f"{home}fields/").content.decode())
    assert name is not None
    assert browser.post(f"{home}fields/", {name[1]: text, "key": f"k {text}"})["Location"] == home


def undo_of(page, address) -> str:
    """The address of the button that undoes the last change."""
    home = re.escape(address.removesuffix("fields/"))
    found = re.search(rf'action="({home}fields/\?change=\d+)"', page.content.decode())
    assert found is not None
    return found[1]


def test_a_changed_field_is_put_back_in_one_click(book, owner) -> None:
    client, field = a_client(), a_field()
    fill_fields(client_ref=client.ref, draft=FieldValuesDraft(((field.ref, "Retail"),)), today=START, **ACT)
    home = f"/{book}/clients/{client.ref}/"
    change(owner, home, field, "Food")
    assert known(client) == ["Food"]
    undo = undo_of(owner.get(home), home)
    owner.post(undo, {"undo": "1", "key": "k.undo1"})
    assert "Undone: the fields are as they were." in owner.get(home).content.decode()
    assert known(client) == ["Retail"]
    owner.post(undo, {"undo": "1", "key": "again"})
    assert "These fields were changed again: edit them instead." in html.unescape(owner.get(home).content.decode())
    assert known(client) == ["Retail"]


def test_after_signing_in_anew_the_last_change_is_told_and_undone_and_so_by_the_command(book, owner) -> None:
    client, field = a_client(), a_field()
    home = f"/{book}/clients/{client.ref}/"
    assert "What you changed last" not in owner.get(f"{home}fields/").content.decode()
    change(owner, home, field, "Food")
    change(owner, home, field, "Retail")
    another = Client(SERVER_NAME="localhost")
    another.force_login(User.objects.get())
    page = another.get(f"{home}fields/")
    assert f"{field.name}: Retail (was Food)" in html.unescape(page.content.decode())
    another.post(undo_of(page, f"{home}fields/"), {"undo": "1", "key": "k3"})
    assert known(client) == ["Food"]
    with refused(NoChangeToUndo):
        undo_filling(client_ref=client.ref, today=START, **SOMEBODY_ELSE)
    undo_filling(client_ref=client.ref, today=START, **{**ACT, "by": actor_for(User.objects.get())})
    assert known(client) == ["Retail"]


def test_what_somebody_else_changed_since_stays(book, owner) -> None:
    client, field = a_client(), a_field()
    home = f"/{book}/clients/{client.ref}/"
    change(owner, home, field, "Food")
    undo = undo_of(owner.get(home), home)
    fill_fields(client_ref=client.ref, draft=FieldValuesDraft(((field.ref, "Retail"),)), today=START, **SOMEBODY_ELSE)
    assert "What you changed last" not in owner.get(f"{home}fields/").content.decode()
    owner.post(undo, {"undo": "1", "key": "k.undo1"})
    assert "These fields were changed again" in owner.get(home).content.decode()
    assert known(client) == ["Retail"]
