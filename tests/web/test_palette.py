"""From the search field one goes anywhere and begins any act, by its name as people type it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse, set_script_prefix
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


ASKS = {"account_logout"}
"""Pages that ask whether it is meant: "Sign out?"."""


def words_of(found: re.Match[str] | None) -> str:
    """What somebody reads of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_page_calls_itself_as_the_search_field_and_the_menu_call_it(book, browser, language: str) -> None:
    """By its heading and its title: whoever chose "Hand over" must not land on "Stand-ins"."""
    a_client()
    owner = browser(book, "owner")
    session = owner.session
    session["language"] = language
    session.save()
    addresses = {place.page: reverse(place.page) for place in PLACES}  # a request ends with another prefix
    otherwise = {}
    assert addresses.keys() >= ASKS
    with translation.override(language):
        for place in (place for place in PLACES if place.page not in ASKS):
            page = owner.get(addresses[place.page], follow=True).content.decode()
            heading = words_of(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL))
            title = words_of(re.search(r"<title>(.*?)</title>", page, re.DOTALL)).partition(" · ")[0]
            link = rf'<a href="{addresses[place.page]}"[^>]*>(?:<svg.*?</svg>)?(.*?)</a>'
            in_the_menu = words_of(re.search(link, page.partition("<main")[0], re.DOTALL)) or str(place.label)
            if {heading, title, in_the_menu} != {str(place.label)}:
                otherwise[place.page] = (str(place.label), heading, title, in_the_menu)
    assert otherwise == {}
