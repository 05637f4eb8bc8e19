"""An export is chosen under Settings, Data, looked at, brought back, and what came of it is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE, another_page
from tests.journeys.staged_files import an_export, choose_export


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("tr", PHONE)])
def test_an_export_comes_back(language, width, app, owner):
    person, client = owner(language, width=width), f"Işık {language}"
    page = person.page
    person.goes_to("/book/settings/data/")
    choose_export(page, an_export(client))
    rows = page.locator("main li.list-group-item")
    expect(rows.filter(has_text=person.say("To import"))).to_have_count(1)
    expect(rows.filter(has_text=person.say("Rejected"))).to_have_count(1)
    person._looks()
    with another_page(page):
        person.button("Import all of it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(person.say("Result"))
    expect(rows.first).to_contain_text(person.say("Imported"))
    page.locator("summary").filter(has_text=person.say("Not imported by themselves")).click()
    expect(page.get_by_text("mine.txt")).to_be_visible()
    person._looks()
    person.goes_to("/book/settings/data/")
    person.watch.expect(422, "/settings/data/bring-back/")
    choose_export(page, b"x")
    expect(page.get_by_role("alert")).to_contain_text("Mainstay")
    assert client in {one["name"] for one in app.document("--firm", "book", "clients")["clients"]}
