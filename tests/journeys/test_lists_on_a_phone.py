"""Lists on a phone: the rows begin in the first third of the screen, what is rare stands behind two buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import PHONE
from tests.journeys.test_every_screen import AXE, findings

TOP = "document.querySelector('#list tbody tr').getBoundingClientRect().top + scrollY"
LOW = """[...document.querySelectorAll('main :is(.btn, .form-control, .form-select, .nav-link, summary)')]
    .map(one => [one.textContent.trim(), one.getBoundingClientRect().height])
    .filter(([, height]) => height && height < 44)"""
THIRD = 300
"""A phone is 844 px tall, and its lower edge is the menu."""


@pytest.fixture(params=["en", "tr"])
def person(request, somebody, demonstration):
    one = somebody(demonstration, request.param, PHONE)
    one.signs_in("demo", f"{request.param}@example.com")
    return one


def test_the_rows_begin_in_the_first_third_of_the_screen(person):
    for address in ("clients/", "invoices/", "invoices/?state=risk", "payments/", "receivables/"):
        person.goes_to(f"/demo/{address}")
        assert person.page.evaluate(TOP) <= THIRD, address
        assert person.page.evaluate(LOW) == [], address


def test_a_filter_applies_at_once_the_fold_stays_open_and_a_mark_takes_it_away(person):
    page = person.page
    page.add_init_script(AXE)
    person.goes_to("/demo/clients/")
    rows, fold = page.locator("#list tbody tr"), page.locator(".filter-fold")
    everybody = rows.count()
    expect(person.field("Relationship")).to_be_hidden()
    expect(person.button("Show")).to_be_hidden()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    person.field("Relationship").select_option("steady")
    expect(fold.locator("summary")).to_have_text(person.say("Filters") + " · 1")
    steady = rows.count()
    assert 0 < steady < everybody
    person.field("Show").select_option("owing")
    expect(fold.locator("summary")).to_have_text(person.say("Filters") + " · 2")
    assert rows.count() < steady
    expect(fold).to_have_attribute("open", "")
    marks = page.locator("#filter-marks a")
    expect(marks).to_have_count(2)
    assert page.evaluate(LOW) == []
    assert findings(page) == []
    marks.first.click()
    expect(marks).to_have_count(1)
    expect(rows).to_have_count(steady)
    expect(person.field("Relationship")).to_be_hidden()


def test_totals_columns_and_files_stand_behind_one_button(person):
    page = person.page
    page.add_init_script(AXE)
    for address in ("clients/", "invoices/", "payments/", "receivables/"):
        person.goes_to(f"/demo/{address}")
        expect(page.get_by_role("link", name="CSV")).to_be_hidden()
        page.locator(".list-more summary").click()
        expect(page.get_by_role("link", name="CSV")).to_be_visible()
        page.locator("details.look summary").click()
        expect(person.button("Show these columns")).to_be_visible()
        assert page.evaluate(LOW) == [], address
        assert findings(page) == [], address


def test_without_scripts_the_button_of_the_filters_is_there(somebody, demonstration):
    person = somebody(demonstration, "en", PHONE, java_script_enabled=False)
    person.signs_in("demo", "en@example.com")
    for address in ("clients/", "payments/", "receivables/"):
        person.page.goto(f"/demo/{address}")
        expect(person.button("Show")).to_be_hidden()
        person.page.locator(".filter-fold summary").click()
        expect(person.button("Show")).to_be_visible()
    person.page.locator("#age").select_option("overdue")
    person.button("Show").click()
    expect(person.page.locator("#filter-marks a")).to_have_count(1)


def test_the_day_of_the_insights_applies_at_once(person):
    page = person.page
    person.goes_to("/demo/figures/")
    expect(person.button("Show")).to_be_hidden()
    days = page.locator("#as_of")
    earlier = days.locator("option").nth(1)
    value, words = earlier.get_attribute("value"), earlier.text_content()
    days.select_option(value)
    expect(page.locator(".page-header p")).to_contain_text(words)
    expect(days).to_have_value(value)
    assert page.url.endswith(f"as_of={value}")
