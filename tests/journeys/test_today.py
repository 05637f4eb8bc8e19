"""Working down Today: three calls logged without leaving it, one taken back, a task done; with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE

_HEIGHTS = """all => all.map(row => [row, row.querySelector('.today-why')].map(
    one => Math.round(one.getBoundingClientRect().height)))"""

_TOO_SMALL = """all => all.filter(one => one.checkVisibility()).map(one => {
    one.scrollIntoView({block: 'center'});
    const {left, right, top, bottom, height, width} = one.getBoundingClientRect();
    const at = (x, y) => one.contains(document.elementFromPoint(x, y));
    const middle = (left + right) / 2;
    const is_whole = at(middle, top + 1) && at(middle, bottom - 1) && at(left + 2, (top + bottom) / 2);
    return [one.innerText.trim(), Math.round(width), Math.round(height * 10) / 10, is_whole];
}).filter(([words, width, height, is_whole]) => width < 44 || height < 44 || !is_whole)"""
"""What cannot be tapped on 44 by 44 pixels, or not on all of them, because something else lies over it."""


@pytest.mark.parametrize("language", ["en", "tr"])
def test_rows_are_as_low_as_their_two_lines_and_on_a_phone_all_links_and_acts_can_be_tapped(
    demonstration, somebody, language
) -> None:
    person = somebody(demonstration, language, width=DESK)
    person.signs_in("demo", f"{language}@example.com")
    page = person.page
    page.set_viewport_size({"width": 1440, "height": 900})
    rows = page.locator("#to-do > ol > .today-row").evaluate_all(_HEIGHTS)
    assert len(rows) > 5
    assert {height for height, reason in rows if reason < 20} == {44}
    assert {height for height, reason in rows if reason > 20} <= {59, 60}
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.locator("#to-do > ol [href*='/call/?']").first.click()
    expect(page.locator("#act-form")).to_be_visible()
    for folded in page.locator("#to-do > details").all():
        folded.locator("summary").click()
    tapped = page.locator("#to-do").locator("a, button, summary, textarea, input:not([type=date])")
    assert tapped.count() > 40
    assert tapped.evaluate_all(_TOO_SMALL) == []


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
    expect(page).to_have_url(here)
    page.locator("#messages button[name=undo]").click()
    expect(rows).to_have_count(before - 2)
    expect(page).to_have_url(here)
