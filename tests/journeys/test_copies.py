"""A copy is made, something is changed, the copy is opened beside: there it is as it was, and the book in use stays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("tr", PHONE)])
def test_a_copy_is_opened_beside_and_shows_what_was(language, width, app, owner):
    person = owner(language, width=width)
    page = person.page
    before = app.document("--firm", "book", "clients")
    person.goes_to("/book/settings/data/")
    person.press("Make a copy now")
    copy = page.locator("#copies ~ ul li").filter(has_text=person.say("made by hand")).first
    expect(copy).to_be_visible()
    expect(copy).to_contain_text(person.say("Checked when it was made"))

    person.goes_to("/book/clients/new/")
    person.field("Name").fill(f"Later {language}")
    person.press("Save")
    after = app.document("--firm", "book", "clients")
    assert len(after["clients"]) == len(before["clients"]) + 1

    person.goes_to("/book/settings/data/")
    copy.get_by_role("button", name=re.compile(f"^{person.say('Check')}")).click()
    expect(copy).to_contain_text(person.say("Sound"))
    copy.get_by_role("button", name=re.compile(f"^{person.say('Open separately')}")).click()
    person.sees("Use the password you had on that day.")
    person._looks()
    person.follow("Sign in there")
    (slug,) = re.findall(r"/(book-[a-z0-9-]+)/accounts/login/", page.url)
    person.signs_in(slug, f"{language}@example.com")
    person.sees("Back to the firm in use")
    person.goes_to(f"/{slug}/clients/")
    expect(page.get_by_role("link", name=f"Later {language}")).to_have_count(0)
    assert len(app.document("--firm", slug, "clients")["clients"]) == len(before["clients"])

    person.goes_to(f"/{slug}/settings/data/")
    expect(person.button("Make a copy now")).to_have_count(0)
    person.follow("Back to the firm in use")
    assert app.document("--firm", "book", "clients") == after
    person.goes_to("/book/settings/data/")
    page.locator("summary").filter(has_text=person.say("Remove")).last.click()
    with page.expect_navigation():
        page.locator(f"button[name=firm][value={slug}]").click()
    person.sees("The opened copy is removed.")
    person.watch.expect(404, f"/{slug}/")
    assert page.goto(f"/{slug}/").status == 404
