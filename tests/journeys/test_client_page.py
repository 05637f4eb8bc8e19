"""A client's page at a glance: one and a half screens at most, what matters first, each rating's reasons in place."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE, App

HEAVY = ("Gökçe Gıda", "Çınar Lojistik", "Kılıç Hukuk Bürosu", "MacAllister Freight")
"""Of the demonstration firm: never paid; a promise, three open invoices and every field; a suggestion; two ratings."""
LIGHT = ("Aire Valley Joinery", "Ilkley Garden Centre", "Roundhay Architects")
"""Steady, new, and with a task."""


@pytest.fixture(scope="module")
def pages(demonstration: App) -> dict[str, str]:
    """Name of a client of the demonstration firm -> the address of its page."""
    found = demonstration.document("--firm", "demo", "clients")["clients"]
    return {one["name"]: f"/demo/clients/{one['ref']}/" for one in found}


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("en", PHONE), ("tr", PHONE)])
def test_the_page_of_a_client_takes_one_and_a_half_screens_at_most(demonstration, pages, somebody, language, width):
    person = somebody(demonstration, language, width=width)
    person.signs_in("demo", f"{language}@example.com")
    screens = {}
    for name in (*HEAVY, *LIGHT):
        person.goes_to(pages[name])
        screens[name] = person.page.evaluate("document.documentElement.scrollHeight / innerHeight")
    assert {name: screen for name, screen in screens.items() if screen > 1.5} == {}


def test_who_to_call_what_is_owed_and_the_next_step_come_before_all_else_on_a_phone(demonstration, pages, somebody):
    person = somebody(demonstration, "en", width=PHONE)
    person.signs_in("demo", "en@example.com")
    person.goes_to(pages["Çınar Lojistik"])
    page = person.page
    order = ("main h1", "main a[href^='tel:']", "main .client-band", "main .band-next", "main h2:text('Open invoices')",
             "main #happened", "main #standing", "main .fold:has(#proposals)")  # fmt: skip
    tops = [page.locator(one).first.bounding_box()["y"] for one in order]
    assert tops == sorted(tops)
    reasons = page.locator("#payment .rating-reasons")
    expect(reasons).to_be_hidden()
    page.locator("#payment summary").click()
    expect(reasons).to_be_visible()
    expect(reasons).to_contain_text("How it’s scored")
