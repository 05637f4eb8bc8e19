"""From the search field one goes anywhere and begins any act, by its name as people type it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import set_script_prefix
from django.utils import translation
from tests.builders import OWNER, a_client

from mainstay.web.palette import PLACES, ways_for


@pytest.fixture(autouse=True)
def _in_a_firm(book):
    set_script_prefix(f"/{book}/")
    yield
    set_script_prefix("/")


def labels(text: str, by=OWNER) -> list[str]:
    return [way.label for way in ways_for(text, by)]


def test_nothing_typed_shows_every_place_open_to_the_person_and_no_other() -> None:
    assert len(labels("")) == len(PLACES)
    as_reader = labels("", replace(OWNER, role="reader"))
    assert "Today" in as_reader
    assert not {"Settings", "Import", "Record a payment", "New client"} & set(as_reader)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rec pay", "Record a payment"),
        ("customers", "Clients"),
        ("ADD CLIENT", "New client"),
        ("backup", "Data"),
        ("new inv", "New invoice"),
        ("to-do", "Tasks"),
        ("on leave", "Hand over"),
    ],
)
def test_words_begin_words_of_the_name_or_of_what_people_call_it(typed: str, first: str) -> None:
    assert labels(typed)[0] == first


@pytest.mark.parametrize("typed", ["ecord", "zzz", "399.60", "today 399.60", "record payment 1 2"])
def test_what_names_no_place_leads_nowhere(typed: str) -> None:
    assert labels(typed) == []


def test_an_amount_behind_an_act_goes_with_it(book) -> None:
    (way,) = ways_for("record payment 399.60", OWNER)
    assert way.label == "Record a payment: 399.60"
    assert way.address == f"/{book}/payments/record/?amount=399.60"
    with translation.override("tr"):
        (way,) = ways_for("399,60 odeme kaydet", OWNER)
    assert way.address.endswith("?amount=399%2C60")


def test_the_field_shows_them_above_what_is_found(book, browser) -> None:
    a_client("Payday Ltd")
    page = browser(book, "owner").get(f"/{book}/search/", {"q": "pay"}, headers={"HX-Request": "true"}).content.decode()
    assert page.index("Record a payment") < page.index("Payday Ltd")
    page = browser(book, "reader").get(f"/{book}/search/", {"q": "record"}).content.decode()
    assert "No results for “record”." in page
