"""What was changed in the custom fields of a client is undone in one click, unless somebody changed it since."""

from __future__ import annotations

import html
import re

import pytest
from django.conf import settings
from tests.builders import ACT, START, a_client
from tests.fields.tables import a_field
from tests.web.test_money import a_browser

from mainstay.fields.actions.values import fill_fields
from mainstay.fields.queries.values import values_of_client
from mainstay.fields.rules.drafts import FieldValuesDraft


@pytest.fixture
def owner(book, monkeypatch):
    monkeypatch.setitem(settings.__dict__, "SECRET_KEY", "signs the sessions of these tests")
    return a_browser(book)


def known(client) -> list[str]:
    return [one.text for one in values_of_client(client_id=client.pk, by=ACT["by"])]


def test_a_changed_field_is_put_back_in_one_click(book, owner) -> None:
    client, field = a_client(), a_field()
    fill_fields(client_ref=client.ref, draft=FieldValuesDraft(((field.ref, "Retail"),)), today=START, **ACT)
    home = f"/{book}/clients/{client.ref}/"
    form = owner.get(f"{home}fields/").content.decode()
    name = re.search(rf'name="([^"]*{field.ref}[^"]*)"', form)
    assert name is not None
    assert owner.post(f"{home}fields/", {name[1]: "Food", "key": "k"})["Location"] == home
    page = owner.get(home).content.decode()
    assert f'action="{home}fields/"' in page
    assert 'name="undo"' in page
    assert known(client) == ["Food"]
    owner.post(f"{home}fields/", {"undo": "1", "key": "k.undo1"})
    assert "Undone: the fields are as they were." in owner.get(home).content.decode()
    assert known(client) == ["Retail"]
    owner.post(f"{home}fields/", {"undo": "1", "key": "again"})
    assert "These fields were changed again: edit them instead." in html.unescape(owner.get(home).content.decode())
    assert known(client) == ["Retail"]


def test_what_somebody_else_changed_since_stays(book, owner) -> None:
    client, field = a_client(), a_field()
    home = f"/{book}/clients/{client.ref}/"
    name = re.search(rf'name="([^"]*{field.ref}[^"]*)"', owner.get(f"{home}fields/").content.decode())
    assert name is not None
    owner.post(f"{home}fields/", {name[1]: "Food", "key": "k"})
    fill_fields(client_ref=client.ref, draft=FieldValuesDraft(((field.ref, "Retail"),)), today=START, **ACT)
    owner.post(f"{home}fields/", {"undo": "1", "key": "k.undo1"})
    assert "These fields were changed again" in owner.get(home).content.decode()
    assert known(client) == ["Retail"]
