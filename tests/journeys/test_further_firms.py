"""An owner creates a second firm from the first, works in it, and goes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PASSWORD, PHONE


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("tr", PHONE)])
def test_a_second_firm_is_created_and_one_goes_back(language, width, app, owner):
    person = owner(language, width=width)
    name = f"Kuzey Atölye {language}"
    person.goes_to("/book/settings/")
    person.follow("New firm")
    person.field("Business name").fill(name)
    person.watch.expect(422, "/settings/new-firm/")
    person.press("Create the firm")
    person.stands_on(person.say("New firm"))  # the password is missing; the name stays
    expect(person.field("Business name")).to_have_value(name)
    person.field("A password").fill(PASSWORD)
    person.button("Create the firm").dblclick()
    person.sees("%(name)s is ready", name=name)
    expect(person.page.get_by_role("banner")).to_contain_text(name)
    person.goes_to(f"/kuzey-atolye-{language}/clients/")
    person.sees_not("Işık İnşaat")
    person.page.locator("details.me summary").click()
    person.follow("Switch firm")
    person.opens(person.page.get_by_role("link", name="Çağlar & O'Brien"))
    expect(person.page.get_by_role("banner")).to_contain_text("Çağlar & O'Brien")
    person.menu("Clients")
    person.reads("Işık İnşaat")
