"""Columns and row height of a list: chosen, there after another sign-in, obeyed by the file and by both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE, another_page
from tests.journeys.test_every_screen import AXE, findings

ROWS = "[...document.querySelectorAll('.listed tbody tr')].map(row => row.getBoundingClientRect().height)"


def opens_the_menu(page, width: int) -> None:
    """Opens the menu of columns, on a phone behind the button of the list."""
    if width == PHONE:
        page.locator(".list-more summary").click()
    page.locator("details.look summary").click()


@pytest.mark.parametrize(("language", "width"), [("en", DESK), ("tr", PHONE)])
def test_columns_and_row_height_are_there_after_another_sign_in(language, width, owner):
    person = owner(language, width=width)
    page = person.page
    person.goes_to("/book/invoices/")
    heights = page.evaluate(ROWS)
    assert heights
    assert min(heights) >= 44
    opens_the_menu(page, width)
    for column in ("issued", "expected", "state"):
        page.locator(f"[name=column][value={column}]").uncheck()
    person.press("Show these columns")
    opens_the_menu(page, width)
    with another_page(page):
        page.locator("[name=density][value=compact]").click()
    again = owner(language, width=width)
    again.goes_to("/book/invoices/")
    page = again.page
    expect(page.locator(".listed.compact")).to_have_count(1)
    expect(page.get_by_role("columnheader", name=again.say("State"))).to_have_count(0)
    expect(page.locator("thead th")).to_have_count(5)
    heights = page.evaluate(ROWS)
    assert min(heights) == 36 if width == DESK else min(heights) >= 44
    if width == PHONE:
        page.locator(".list-more summary").click()
    with page.expect_download() as download:
        again.link("CSV").click()
    heading = download.value.path().read_text(encoding="utf-8-sig").splitlines()[0]
    assert heading == "As of,Invoice number,Client ref,Client name,Due on,Currency,Total,Open,Overdue"
    page.locator("details.look summary").click()
    again.press("Usual columns")
    expect(page.locator("thead th")).to_have_count(8)


@pytest.mark.parametrize(("language", "width", "theme"), [("en", DESK, "light"), ("tr", PHONE, "dark")])
def test_axe_finds_nothing_on_the_open_menu_of_columns(language, width, theme, owner):
    page = owner(language, width=width).page
    page.add_init_script(AXE)
    for name in ("clients", "invoices", "receivables"):
        page.goto(f"/book/{name}/")
        page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
        opens_the_menu(page, width)
        expect(page.locator("details.look button[name=density]").first).to_be_visible()
        assert findings(page) == []
