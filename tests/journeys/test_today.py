"""Working down Today: three calls logged without leaving it, one taken back, a task done; with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE, App

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def app(new_app: Callable[[], App]) -> App:
    """The demonstration firm, with an owner for each language."""
    app = new_app()
    app.command("demo")
    people = [
        {"email": f"{language}@example.com", "name": "Özge Çağlar", "role": "owner", "language": language,
         "theme": "light"}
        for language in ("en", "tr")
    ]  # fmt: skip
    app.add_people("demo", *people)
    app.start("--no-worker")
    return app


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("tr", PHONE)])
def test_three_calls_are_logged_from_today_without_leaving_it(app, somebody, language, width) -> None:
    person = somebody(app, language, width=width)
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
