"""Working down Today: three calls logged without leaving it, one taken back, a task done; with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("tr", PHONE)])
def test_three_calls_are_logged_from_today_without_leaving_it(demonstration, somebody, language, width) -> None:
    person = somebody(demonstration, language, width=width)
    person.signs_in("demo", f"{language}@example.com")
    page = person.page
    here = page.url
    rows = page.locator("#to-do > ol > .today-row")
    before = rows.count()
    for number, outcome in enumerate(("spoke", "no_answer", "promised"), 1):
        row = rows.filter(has=page.locator("[href*='/call/?']")).first
        row.hover()
        row.locator("[href*='/call/?']").first.click()
        row.locator(f"#act-form button[value={outcome}]").click()
        expect(rows).to_have_count(before - number)
        expect(page.locator("#messages .alert")).to_have_count(1)
    assert page.url == here
    page.locator("#messages button[name=undo]").click()
    expect(rows).to_have_count(before - 2)
    assert page.url == here
