"""Who may sign in, told in the terminal, and the way back in for whoever forgot their password."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from tests import clock
from tests.builders import ACT

from mainstay.firm.actions.people import add_person
from mainstay.firm.queries.security import person_of_link
from mainstay.store.context import use_firm


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
        assert person_of_link(token=found[1], now=clock.now()) == ada
    refused = british("people", "reset", "b@example.com", code=2)
    assert "Nobody with the e-mail address b@example.com can sign in" in refused.words


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("width", [80, 100])
def test_what_each_role_may_do_fits_the_terminal(british, monkeypatch, language: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    rows = british("people", "roles", "--json", "--language", language).document["acts"]
    lines = [line.rstrip() for line in british("people", "roles", "--language", language).out.splitlines()]
    assert max(map(len, lines)) <= width
    words = " ".join(lines).split()
    assert [word for word in words if word.count(".") == 1 and word in {row["act"] for row in rows}] == [
        row["act"] for row in rows
    ]
    begun = {line.split()[0]: line for line in lines if line[:1].isalpha()}
    for row in rows:
        assert begun[row["act"]].count("✓") == sum(row["roles"].values())
        if width == 100:
            assert begun[row["act"]].endswith(row["label"])
    letters = re.findall(r"(\S) = [^()]+ \((\w+)\)", " ".join(lines))
    assert [role for _letter, role in letters] == list(rows[0]["roles"])
    assert len({letter for letter, _role in letters}) == len(letters)


def test_an_act_is_moved_between_roles(british) -> None:
    def may() -> dict[str, bool]:
        acts = {row["act"]: row["roles"] for row in british("people", "roles", "--json").document["acts"]}
        found: dict[str, bool] = acts["billing.write_off"]
        return found

    assert may() == {"owner": True, "colleague": True, "bookkeeper": True, "reader": False}
    said = british("people", "deny", "bookkeeper", "billing.write_off")
    assert said.out == "Bookkeeper can no longer do this: Write off invoices.\n"
    assert british("people", "allow", "reader", "billing.write_off", "--json").document == {
        "role": "reader", "act": "billing.write_off", "is_allowed": True,
    }  # fmt: skip
    assert may() == {"owner": True, "colleague": True, "bookkeeper": False, "reader": True}
    assert "Write off invoices" in british("people", "roles").out
    assert "stays with the owner" in british("people", "deny", "owner", "firm.change_role_acts", code=2).err
    assert "no such role or act" in british("people", "allow", "reader", "billing.nothing", code=2).err
