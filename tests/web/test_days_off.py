"""The country of a client is asked for where it names none, and set by one click; a page says what days off do."""

from __future__ import annotations

import html
import re

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OWNER, a_client

from mainstay.clients.models import Client
from mainstay.clients.queries.unknown_countries import unknown_countries
from mainstay.clients.rules.countries import is_unknown, likely_countries
from mainstay.timeline.actions.describing import describe_firm


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


def text_of(answer) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", answer.content.decode())).split())


@pytest.mark.parametrize(
    ("words", "unknown", "likely"),
    [
        ("", False, None), ("Türkiye", False, None), ("uk", False, None), ("Untied Kingdom", True, "GB"),
        ("Almanay", True, "DE"), ("Xyzzy", True, "TR"),
    ],
)  # fmt: skip
def test_what_names_no_country_is_unknown_and_the_likeliest_comes_first(words, unknown, likely):
    assert is_unknown(words) == unknown
    if unknown:
        assert likely_countries(words, "TR")[0] == likely
        assert likely_countries(words, "TR")[-1] == "TR"


def test_an_unknown_country_is_asked_about_and_set_by_one_click(book, owner):
    client = a_client(ISIK, country="Untied Kingdom")
    here = f"/{book}/clients/{client.ref}/"
    page = owner.get(here)
    assert "We don’t know the country “Untied Kingdom”, so its public holidays aren’t taken into account." in text_of(
        page
    )
    assert 'name="country" value="GB">United Kingdom</button>' in page.content.decode()
    owner.post(f"{here}country/", {"country": "GB", "key": "k"})
    assert Client.objects.get(pk=client.pk).country == "United Kingdom"
    page = owner.get(here)
    assert "Country set: United Kingdom." in text_of(page)
    assert "We don’t know the country" not in text_of(page)
    assert owner.post(f"{here}country/", {"country": "nowhere"}).status_code == 404


def test_the_question_is_asked_in_turkish_too(book, owner):
    client = a_client(ISIK, country="Almanay")
    owner.post(f"/{book}/profile/language/", {"language": "tr"})
    page = owner.get(f"/{book}/clients/{client.ref}/")
    assert "“Almanay” adlı ülkeyi tanımıyoruz" in text_of(page)
    assert 'value="DE">Almanya</button>' in page.content.decode()


def test_a_reader_is_told_and_offered_nothing(book, browser):
    client = a_client(ISIK, country="Oz")
    page = browser(book, "reader").get(f"/{book}/clients/{client.ref}/").content.decode()
    assert "We don’t know the country" in page
    assert 'name="country"' not in page


def test_the_page_says_what_days_off_do_and_lists_whom_to_ask_about(book, owner):
    describe_firm(changes={"country": "GB", "region": "SCT", "closed_days": ""}, **ACT)
    a_client(ISIK, country="Oz")
    a_client(OBRIEN, country="Ireland")
    assert [row.name for row in unknown_countries(by=OWNER)] == [ISIK]
    said = text_of(owner.get(f"/{book}/help/days-off/"))
    assert "Nobody pays on a day off." in said
    assert "United Kingdom, SCT" in said
    assert re.search(r"2 January \d{4}|3 January \d{4}|4 January \d{4}", said)  # a bank holiday in Scotland alone
    assert f"{ISIK} : Oz" in said
    assert OBRIEN not in said
