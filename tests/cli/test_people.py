"""Who may sign in, told in the terminal, and the way back in for whoever forgot their password."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from tests.builders import ACT

from mainstay.firm.actions.people import add_person
from mainstay.firm.context import use_firm
from mainstay.firm.queries.security import person_of_link


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setattr(settings._wrapped, "SECRET_KEY", "only for tests")


def test_people_are_listed_and_one_gets_a_link(british):
    assert british("people", "--json").document == {"people": []}
    with use_firm(british.firm):
        ada = add_person(email="ada@example.com", name="Ada", role="owner", language="en", password="long word", **ACT)
    shown = british("people", "--json").document
    assert shown == {"people": [{"name": "Ada", "email": "ada@example.com", "role": "owner"}]}
    said = british("people", "reset", "ada@example.com", "--address", "https://books.example.com/")
    found = re.fullmatch(rf"https://books\.example\.com/{british.firm}/reset/([\w-]+)/\n", said.out)
    assert found is not None
    with use_firm(british.firm):
        assert person_of_link(token=found[1], now=datetime.now(UTC)) == ada
    refused = british("people", "reset", "b@example.com", code=2)
    assert "Nobody with the e-mail address b@example.com can sign in" in refused.words
